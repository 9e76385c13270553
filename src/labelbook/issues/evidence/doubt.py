"""How much speaks against each sample's label, from all evidence that there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.issues.evidence import kernel
from labelbook.issues.evidence.alike import ComparedColumns
from labelbook.issues.evidence.columns import Eyes
from labelbook.issues.evidence.groups import folds

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]

FOLDS = 10
DOUBTFUL = 0.6
"""Doubt (0: the label fits as is usual, 1: not at all) from which on a sample is suspect."""

_STEEPNESS = 8.0
_LEAST_USUAL = 0.25  # A class that is told even worse would make no sample doubtful.
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


def weigh(view: ComparedColumns, eyes: Eyes | None) -> Doubt:
    """Weigh the evidence: the kernel regression, and what the book's own nets say, where they do.

    A sample is never judged by a model that saw it or one of its duplicates. Two looks: the second
    does not learn from what the first doubts most, so that errors do not vouch for each other.
    """
    classes = len(view.classes)
    seen = judged(view)
    if not view.looks or not seen.any():
        return Doubt(
            np.zeros(view.rows, dtype=bool),
            np.zeros(view.rows, dtype=np.float32),
            np.zeros((view.rows, classes), dtype=np.float32),
        )
    judge = _Judge(view, seen, eyes)
    before = _doubt(view, judge.likeness(seen), seen)
    doubtful = np.zeros(view.rows, dtype=bool)
    most = np.argsort(-before[seen])[: int(_DROP * seen.sum())]
    doubtful[np.flatnonzero(seen)[most]] = before[seen][most] > DOUBTFUL
    likeness = judge.likeness(seen & ~doubtful)
    doubt = _doubt(view, likeness, seen)
    score = 1 / (1 + np.exp(-_STEEPNESS * (doubt - DOUBTFUL)))
    return Doubt(seen, np.where(seen, score, 0).astype(np.float32), np.clip(likeness, 0, 1))


class _Judge:
    """What is known about each row, made ready once for the two looks."""

    def __init__(self, view: ComparedColumns, seen: Flags, eyes: Eyes | None) -> None:
        self._view, self._eyes = view, eyes
        self._fold = folds(view.units, view.label, min(FOLDS, int(seen.sum())), view.seed)
        self._points = _points(view.evidence, view.seed)
        self._heard = np.zeros(view.rows, dtype=bool) if eyes is None else seen & eyes.seen
        if eyes is not None and self._heard.any():
            self._sights = _points([eyes.vectors[self._heard]], view.seed)

    def likeness(self, learn: Flags) -> Floats:
        """Return how much each row resembles each class, learning from `learn`: (n, classes).

        Where the nets say something it is the mean of three: the regression on the evidence, the
        regression on what the nets see, and what they say. The second does not share their
        certainty: it falls towards zero away from all samples.
        """
        view, heard, classes = self._view, self._heard, len(self._view.classes)
        said = kernel.likeness(self._points, view.label, classes, self._fold, learn)
        if self._eyes is not None and heard.any():
            seen_by_nets = kernel.likeness(
                self._sights, view.label[heard], classes, self._fold[heard], learn[heard]
            )
            said[heard] = (said[heard] + seen_by_nets + self._eyes.probabilities[heard]) / 3
        return said


def _points(parts: Sequence[Floats], seed: int) -> Floats:
    return kernel.features(kernel.standardised(parts), seed=seed)


def judged(view: ComparedColumns) -> Flags:
    """Return which rows can be judged: labelled, embedded, in train or val, of a class with others.

    A class whose samples are all duplicates of one, or all of one group, has nothing that could
    vouch for it; with one
    class alone there is nothing to doubt.
    """
    rows = view.trainable.copy()
    if view.embedded is not None:
        rows &= view.embedded
    pairs = np.unique(np.stack([view.label[rows], view.units[rows]], axis=1), axis=0)
    several = np.bincount(pairs[:, 0], minlength=len(view.classes)) >= 2
    rows[rows] = several[view.label[rows]]
    return rows if len(np.unique(view.label[rows])) >= 2 else np.zeros_like(rows)


def _doubt(view: ComparedColumns, likeness: Floats, seen: Flags) -> Floats:
    """How far each row falls short of what is usual for its label, as a share of that.

    A class that is hard to tell is less like itself all over: its samples are no more doubtful.
    """
    own = likeness[np.arange(view.rows), view.label]
    doubt = np.zeros(view.rows, dtype=np.float32)
    for code in np.unique(view.label[seen]):
        members = seen & (view.label == code)
        usual = np.clip(np.median(own[members]), _LEAST_USUAL, 1)
        doubt[members] = 1 - own[members] / usual
    return doubt
