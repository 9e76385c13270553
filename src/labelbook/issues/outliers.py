"""outlier: samples unlike the others of their class, whatever the label says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from labelbook.issues import kernel
from labelbook.issues.issue import Evidence, Issue

if TYPE_CHECKING:
    from labelbook.issues.view import View

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

FAR = 3.5
"""Robust standard deviations above the class's usual distance."""

FEWEST = 10
"""Samples below which a class has no usual distance."""

_NEAREST = 5
_REFERENCES = 1000


def find(view: View) -> list[Issue]:
    """Measure each sample's distance to its nearest fellows; flag what is far for its class.

    Source: Sun et al., Out-of-distribution detection with deep nearest neighbors, ICML 2022.
    """
    if view.vectors is None or view.embedded is None:
        return []
    found: list[Issue] = []
    known = view.embedded & view.pictures.readable
    points = kernel.standardised([view.vectors])
    for code, name in enumerate(view.classes):
        rows = np.flatnonzero(known & (view.label == code))
        if len(rows) < FEWEST:
            continue
        apart, nearest = _apart(points, rows, view.seed)
        level = np.log(np.maximum(apart, 1e-6))
        usual = float(np.median(level))
        spread = 1.4826 * float(np.median(np.abs(level - usual)))
        deviations = (level - usual) / max(spread, 1e-3)
        for place in np.flatnonzero(deviations > FAR).tolist():
            row, times = int(rows[place]), float(np.exp(level[place] - usual))
            reason = (
                f"unlike the other {name}: {times:.1f} times as far from its nearest as is usual, "
                f"which is {view.name(int(nearest[place]))}"
            )
            score = float(1 - 0.5 * FAR / deviations[place])
            related = Evidence((int(view.samples[nearest[place]]),))
            found.append(
                Issue(int(view.samples[row]), "outlier", score, name, None, reason, related)
            )
    return found


def _apart(points: Floats, rows: Rows, seed: int) -> tuple[Floats, Rows]:
    """Mean distance to the nearest of a class (at most 1,000 of it), and the nearest row."""
    marks = rows
    if len(rows) > _REFERENCES:
        chosen = np.random.default_rng(seed).choice(len(rows), _REFERENCES, replace=False)
        marks = rows[np.sort(chosen)]
    mine, theirs = points[rows], points[marks]
    lengths = np.einsum("ij,ij->i", mine, mine)[:, None] + np.einsum("ij,ij->i", theirs, theirs)
    apart = np.sqrt(np.maximum(lengths - 2 * (mine @ theirs.T), 0))
    apart[rows[:, None] == marks] = np.inf
    count = min(_NEAREST, len(marks) - 1)
    near = np.partition(apart, count - 1, axis=1)[:, :count]
    return near.mean(1).astype(np.float32), marks[apart.argmin(1)]
