"""glare: photographs in which a reflection hides a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from labelbook.issues.kinds import Issue, IssueKind, issue_kinds

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View

WHITE = 250
"""From this brightness on, of 255, a pixel has lost what was there."""

LARGE = 0.05
"""Photographs with more than this share of white pixels are suspect."""


def find(view: View) -> list[Issue]:
    """Return the photographs that are partly white; drawings are white by nature."""
    if view.pictures.drawn:
        return []
    found = []
    for row in np.flatnonzero(view.pictures.readable).tolist():
        share = float((view.grey(row) >= WHITE).mean())
        if share > LARGE:
            reason = f"{share:.0%} of the image is white: a reflection may hide what is there"
            score = min(1.0, 0.5 + share)
            label = view.class_name(row)
            found.append(Issue(view.id(row), "glare", score, label, None, reason))
    return found


issue_kinds.add(
    IssueKind(
        name="glare",
        title="Glare",
        says="a reflection hides part of the image",
        find=find,
    )
)
