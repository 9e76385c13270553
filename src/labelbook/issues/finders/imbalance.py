"""imbalance: classes that are rare, and styles that are rare within a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Rows
from labelbook.issues.evidence.view import NONE, TEST
from labelbook.issues.kinds import Evidence, Issue, IssueKind, issue_kinds
from labelbook.maps import styles

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View


RARE = 0.7
"""A class with less than this share of the median class is rare."""

LITTLE = 1 / 3
"""A style, or a style within a class, with less than this share of the median one is rare."""

_COMMON = 8  # Samples that the median class needs before a small class counts as an issue.
_EXAMPLES = 12


def find(view: View) -> list[Issue]:
    """Return an issue for each rare class, each rare style, and each style that a class lacks.

    The sample of such an issue is an example, the evidence holds more of them.
    """
    ours = (view.split != TEST) & (view.label != NONE)
    return [*_classes(view, np.flatnonzero(ours)), *_styles(view, ours)]


def _classes(view: View, rows: Rows) -> list[Issue]:
    counts = np.bincount(view.label[rows], minlength=len(view.classes))
    if (counts > 0).sum() < 2:
        return []
    median = float(np.median(counts[counts > 0]))
    most = int(counts.argmax())
    found = []
    for code in np.flatnonzero((counts > 0) & (counts < RARE * median)).tolist():
        reason = (
            f"{view.classes[code]} is rare: {_samples(counts[code])}, {view.classes[most]} has "
            f"{counts[most]:,} and the median class {median:,.0f}"
        )
        examples = rows[view.label[rows] == code]
        found.append(_issue(view, examples, counts[code] / (RARE * median), reason))
    return found


def _styles(view: View, ours: npt.NDArray[np.bool_]) -> list[Issue]:
    if view.vectors is None or view.embedded is None:
        return []
    rows = np.flatnonzero(ours & view.embedded)
    if len(rows) < 2 * styles.STYLES:
        return []
    assert view.vectors is not None
    style = styles.styles(view.vectors[rows], view.label[rows], seed=view.seed)
    table = np.zeros((len(view.classes), style.max() + 1), dtype=np.int64)
    np.add.at(table, (view.label[rows], style), 1)
    totals = table.sum(0)
    median = float(np.median(totals))
    found = []
    rare = totals < LITTLE * median
    for kind in np.flatnonzero(rare).tolist():
        reason = (
            f"this style is rare: {_samples(totals[kind])} of all classes are drawn or taken so, "
            f"and {median:,.0f} in the median style"
        )
        found.append(_issue(view, rows[style == kind], totals[kind] / (LITTLE * median), reason))
    usual = np.median(table, axis=1)
    lacking = (table < LITTLE * usual[:, None]) & (usual[:, None] >= _COMMON) & ~rare
    for code, kind in np.argwhere(lacking).tolist():
        alike = rows[style == kind]
        is_own = view.label[alike] == code
        # Its own first; where there are none, the style is shown by the other classes.
        examples = np.concatenate([alike[is_own], alike[~is_own]])
        reason = (
            f"{view.classes[code]} has {_samples(table[code, kind])} in this style, and "
            f"{usual[code]:,.0f} in its median one; all classes together have {totals[kind]:,}"
        )
        found.append(_issue(view, examples, table[code, kind] / (LITTLE * usual[code]), reason))
    return found


def _samples(count: int) -> str:
    return "no sample" if count == 0 else "1 sample" if count == 1 else f"{count:,} samples"


def _issue(view: View, examples: Rows, share: float, reason: str) -> Issue:
    """share: 0 where there is none, 1 where it would be no issue."""
    shown = tuple(view.id(row) for row in examples[:_EXAMPLES])
    label, score = view.class_name(int(examples[0])), float(1 - 0.5 * share)
    return Issue(shown[0], "imbalance", score, label, None, reason, Evidence(shown[1:]))


issue_kinds.add(
    IssueKind(
        name="imbalance",
        title="Imbalance",
        says="a class, or a style within a class, that is rare",
        keep="It is right",
        find=find,
        place=8,
    )
)
