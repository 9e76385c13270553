"""How much speaks against each sample's label, from all evidence that there is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from labelbook.issues import kernel
from labelbook.issues.grouping import folds

if TYPE_CHECKING:
    from labelbook.issues.view import Eyes, View

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

FOLDS = 10
DOUBTFUL = 0.6
"""Doubt (0: the label fits wholly, 1: not at all) from which on a sample is suspect."""

_STEEPNESS = 8.0
_DROP = 0.08
"""Share of the samples, the most doubtful, that the second look does not learn from."""


@dataclass(frozen=True, eq=False)
class Doubt:
    """seen: (n,) rows that something can be said about; the others are all zero.

    score: (n,) 0..1, 0.5 where doubt begins. likeness: (n, classes) 0..1, how each class fits.
    """

    seen: Flags
    score: Floats
    likeness: Floats


def weigh(view: View, eyes: Eyes | None) -> Doubt:
    """Weigh the evidence: the kernel regression, and what the book's own nets say, where they do.

    A sample is never judged by a model that saw it or one of its duplicates. Two looks: the second
    does not learn from what the first doubts most, so that errors do not vouch for each other.
    """
    classes = len(view.classes)
    nothing = Doubt(
        np.zeros(view.rows, dtype=bool),
        np.zeros(view.rows, dtype=np.float32),
        np.zeros((view.rows, classes), dtype=np.float32),
    )
    seen = judged(view)
    if not view.looks or not seen.any():
        return nothing
    fold = folds(view.groups, view.label, min(FOLDS, int(seen.sum())), view.seed)
    points = kernel.features(kernel.standardised(view.looks), seed=view.seed)
    first = kernel.likeness(points, view.label, classes, fold, seen)
    before = _doubt(view, first, seen, eyes)
    doubtful = np.zeros(view.rows, dtype=bool)
    most = np.argsort(-before[seen])[: int(_DROP * seen.sum())]
    doubtful[np.flatnonzero(seen)[most]] = before[seen][most] > DOUBTFUL
    said = kernel.likeness(points, view.label, classes, fold, seen & ~doubtful)
    doubt = _doubt(view, said, seen, eyes)
    likeness = np.clip(said, 0, 1)
    if eyes is not None:
        both = seen & eyes.seen
        likeness[both] = (likeness[both] + eyes.probabilities[both]) / 2
    score = 1 / (1 + np.exp(-_STEEPNESS * (doubt - DOUBTFUL)))
    return Doubt(seen, np.where(seen, score, 0).astype(np.float32), likeness)


def judged(view: View) -> Flags:
    """Tell which rows can be judged: labelled, embedded, in train or val, of a class with others.

    A class whose samples are all duplicates of one has nothing that could vouch for it; with one
    class alone there is nothing to doubt.
    """
    rows = view.trainable.copy()
    if view.embedded is not None:
        rows &= view.embedded
    pairs = np.unique(np.stack([view.label[rows], view.groups[rows]], axis=1), axis=0)
    several = np.bincount(pairs[:, 0], minlength=len(view.classes)) >= 2
    rows[rows] = several[view.label[rows]]
    return rows if len(np.unique(view.label[rows])) >= 2 else np.zeros_like(rows)


def _doubt(view: View, said: Floats, seen: Flags, eyes: Eyes | None) -> Floats:
    """One minus how much each row resembles its own label, by all that was said of it."""
    doubt = np.zeros(view.rows, dtype=np.float32)
    doubt[seen] = 1 - said[seen, view.label[seen]]
    if eyes is not None:
        both = seen & eyes.seen
        doubt[both] = (doubt[both] + 1 - eyes.probabilities[both, view.label[both]]) / 2
    return doubt
