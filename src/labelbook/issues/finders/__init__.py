"""The finders by kind: a new one is a file and a line here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from labelbook.issues.finders import duplicates, imbalance, labels, mismatch, outliers, technical
from labelbook.issues.kinds import Issue

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View

Find = Callable[["View"], list[Issue]]

FINDERS: dict[str, Find] = {
    "technical": technical.find,
    "duplicate": duplicates.find_duplicates,
    "leak": duplicates.find_leaks,
    "label": labels.find,
    "not-a-class": labels.find_no_class,
    "ambiguous": labels.find_ambiguous,
    "outlier": outliers.find,
    "imbalance": imbalance.find,
    "split-mismatch": mismatch.find,
}
"""Every kind of issue with its finder, in the order in which they run."""


def find_all(view: View, progress: Callable[[int, int], None] | None = None) -> list[Issue]:
    """Run all finders; each kind's most suspect first."""
    found: list[Issue] = []
    for place, find in enumerate(FINDERS.values()):
        found += sorted(find(view), key=lambda issue: (-issue.score, issue.sample))
        if progress is not None:
            progress(place + 1, len(FINDERS))
    return found
