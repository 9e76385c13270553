"""imbalance: classes that are rare, and styles that are rare within a class."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from labelbook.issues import styles
from labelbook.issues.issue import Evidence, Issue
from labelbook.issues.view import NONE, TEST

if TYPE_CHECKING:
    from labelbook.issues.view import View

Rows = npt.NDArray[np.int64]

RARE = 0.7
"""A class with less than this share of an even one is rare."""

MISSING = 0.25
"""A style that comes in a class less often than this share of what chance gives is rare there."""

_COMMON = 8  # Samples of a style that chance must give a class before their lack says something.
_EXAMPLES = 12


def find(view: View) -> list[Issue]:
    """Give an issue for each rare class, and for each style that a class lacks.

    The sample of such an issue is an example, the evidence holds more of them.
    """
    ours = (view.split != TEST) & (view.label != NONE)
    return [*_classes(view, np.flatnonzero(ours)), *_styles(view, ours)]


def _classes(view: View, rows: Rows) -> list[Issue]:
    counts = np.bincount(view.label[rows], minlength=len(view.classes))
    if (counts > 0).sum() < 2:
        return []
    even = counts.sum() / (counts > 0).sum()
    most = int(counts.argmax())
    found = []
    for code in np.flatnonzero((counts > 0) & (counts < RARE * even)).tolist():
        name = view.classes[code]
        reason = (
            f"{name} is rare: {counts[code]:,} samples, {view.classes[most]} has {counts[most]:,} "
            f"and an even share would be {even:,.0f}"
        )
        examples = rows[view.label[rows] == code]
        found.append(_issue(view, examples, float(1 - counts[code] / even), name, reason))
    return found


def _styles(view: View, ours: npt.NDArray[np.bool_]) -> list[Issue]:
    if view.vectors is None or view.embedded is None:
        return []
    rows = np.flatnonzero(ours & view.embedded)
    if len(rows) < 2 * styles.STYLES:
        return []
    style = styles.styles(view, rows)
    table = np.zeros((len(view.classes), style.max() + 1))
    np.add.at(table, (view.label[rows], style), 1)
    expected = table.sum(1, keepdims=True) * table.sum(0) / table.sum()
    found = []
    for code, kind in np.argwhere((expected >= _COMMON) & (table < MISSING * expected)).tolist():
        name, there = view.classes[code], int(table[code, kind])
        share = table[code, kind] / expected[code, kind]
        # The examples show the style where it does come: in the other classes.
        examples = rows[(style == kind) & (view.label[rows] != code)]
        reason = (
            f"{name} has {there} samples in the style of {view.name(int(examples[0]))}, where its "
            f"share would be {expected[code, kind]:.0f}"
        )
        found.append(_issue(view, examples, float(1 - share), name, reason))
    return found


def _issue(view: View, examples: Rows, score: float, label: str, reason: str) -> Issue:
    shown = tuple(int(view.samples[row]) for row in examples[:_EXAMPLES])
    return Issue(shown[0], "imbalance", score, label, None, reason, Evidence(shown[1:]))
