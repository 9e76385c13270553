"""outlier: the least typical samples of each class, whatever their label says."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from labelbook.core.arrays import Floats, Rows
from labelbook.issues.evidence.view import NONE
from labelbook.issues.kinds import Evidence, Issue, IssueKind, issue_kinds
from labelbook.maps import lenses, typicality

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View


SHARE = 0.02
"""The least typical share of a class, rounded up, that is an issue."""

FEWEST = 10
"""Samples below which a class has nothing that is typical of it."""

_TYPICAL = 3  # Samples in the evidence, to compare with.


def find(view: View) -> list[Issue]:
    """Return the least typical of each class, by its typicality on the content map.

    The evidence is what is most typical of the class.
    """
    if view.vectors is None or view.embedded is None:
        return []
    known = view.embedded & view.pictures.readable & (view.label != NONE)
    rows = np.flatnonzero(known)
    if len(rows) < FEWEST:
        return []
    found: list[Issue] = []
    apart = _apart(view, rows)
    for code, name in enumerate(view.classes):
        members = rows[view.label[rows] == code]
        if len(members) < FEWEST:
            continue
        far = apart[view.label[rows] == code]
        order = np.argsort(-far, kind="stable")
        usual = max(float(np.median(far)), 1e-6)
        typical = tuple(view.id(row) for row in members[order[::-1][:_TYPICAL]].tolist())
        count = ceil(SHARE * len(members))
        for place, row in enumerate(members[order[:count]].tolist()):
            reason = (
                f"unlike the other {len(members) - 1:,} images of {name}: its nearest image is "
                f"{far[order[place]] / usual:.1f} times as far away as usual"
            )
            score = 1 - 0.5 * place / count
            sample = view.id(row)
            found.append(Issue(sample, "outlier", score, name, None, reason, Evidence(typical)))
    return found


def _apart(view: View, rows: Rows) -> Floats:
    """How far each row is from the nearest of its class, in the content lens: (len(rows),)."""
    assert view.vectors is not None
    vectors = view.vectors[rows].astype(np.float16)
    codes = view.label[rows] + 1
    parts = view.parts or (vectors.shape[1],)
    seen = lenses.fit("content", vectors, codes, parts).apply(vectors, codes)
    return typicality.apart(seen, codes)


issue_kinds.add(
    IssueKind(
        name="outlier",
        title="Outlier",
        says="unlike the others of its class",
        needs=frozenset({"embeddings"}),
        find=find,
        place=6,
    )
)
