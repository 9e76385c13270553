"""The score of each label: the share of the evidence that contradicts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelbook.core.arrays import Flags, Floats
from labelbook.issues.evidence import kernel
from labelbook.issues.evidence.alike import ComparedColumns
from labelbook.issues.evidence.columns import OwnModel
from labelbook.issues.evidence.groups import folds

FOLDS = 10
MISFIT = 0.6
"""The misfit of a label (0: it fits as is usual, 1: not at all) from which on its score is 0.5."""

_STEEPNESS = 8.0
_LEAST_USUAL = 0.25  # A class that fits its own samples even worse makes none of them suspicious.
_DROP = 0.08
"""Share of the samples, those whose labels fit worst, that the second pass does not learn from."""


@dataclass(frozen=True, eq=False)
class LabelScores:
    """known: (n,) bool, rows whose label can be judged; in the others all is zero.

    score: (n,) float32, 0..1, higher = more likely wrong; an issue from 0.5 on. likeness:
    (n, classes) float32, 0..1, how well each class fits.
    """

    known: Flags
    score: Floats
    likeness: Floats


def label_scores(view: ComparedColumns, own_model: OwnModel | None) -> LabelScores:
    """Return how likely each label is wrong, by a kernel regression and by the own model, if any.

    A sample is never judged by a model that learned from it or from one of its duplicates. There
    are two passes: the second does not learn from the labels that fit worst in the first, so that
    wrong labels do not confirm each other.
    """
    classes = len(view.classes)
    known = scorable(view)
    if not view.embeddings or not known.any():
        return LabelScores(
            np.zeros(view.rows, dtype=bool),
            np.zeros(view.rows, dtype=np.float32),
            np.zeros((view.rows, classes), dtype=np.float32),
        )
    models = _Models(view, known, own_model)
    before = _misfit(view, models.likeness(known), known)
    left_out = np.zeros(view.rows, dtype=bool)
    worst = np.argsort(-before[known])[: int(_DROP * known.sum())]
    left_out[np.flatnonzero(known)[worst]] = before[known][worst] > MISFIT
    likeness = models.likeness(known & ~left_out)
    misfit = _misfit(view, likeness, known)
    score = 1 / (1 + np.exp(-_STEEPNESS * (misfit - MISFIT)))
    return LabelScores(known, np.where(known, score, 0).astype(np.float32), np.clip(likeness, 0, 1))


class _Models:
    """The models' inputs, one row a sample, made once for both passes."""

    def __init__(self, view: ComparedColumns, known: Flags, own_model: OwnModel | None) -> None:
        self._view, self._own_model = view, own_model
        self._fold = folds(view.units, view.label, min(FOLDS, int(known.sum())), view.seed)
        self._points = _points(view.evidence, view.seed)
        self._by_own = np.zeros(view.rows, dtype=bool)
        if own_model is not None:
            self._by_own = known & own_model.known
            if self._by_own.any():
                self._own_points = _points([own_model.vectors[self._by_own]], view.seed)

    def likeness(self, learn: Flags) -> Floats:
        """Return how much each row resembles each class, learning from `learn`: (n, classes).

        Where the own model knows a row it is the mean of three: the regression on the evidence,
        the regression on the own model's vectors, and its probabilities. The second is less
        certain than the third: it falls towards zero away from all samples. The probabilities of
        every model of another program count as one more, as the own model's do.
        """
        view, by_own, classes = self._view, self._by_own, len(self._view.classes)
        found = kernel.likeness(self._points, view.label, classes, self._fold, learn)
        if self._own_model is not None and by_own.any():
            by_vectors = kernel.likeness(
                self._own_points, view.label[by_own], classes, self._fold[by_own], learn[by_own]
            )
            found[by_own] = (found[by_own] + by_vectors + self._own_model.probabilities[by_own]) / 3
        members = np.where(by_own, 3, 1)
        for known, probabilities in view.predicted:
            share = known / (members + 1)
            found += share[:, None] * (probabilities - found)
            members += known
        return found


def _points(parts: Sequence[Floats], seed: int) -> Floats:
    return kernel.features(kernel.standardised(parts), seed=seed)


def scorable(view: ComparedColumns) -> Flags:
    """Return which rows can be judged: labelled, embedded, in train or val, of a class with others.

    A class whose samples are all duplicates of one has nothing to compare them with; with one class
    alone no label can be wrong.
    """
    rows = view.trainable.copy()
    if view.embedded is not None:
        rows &= view.embedded
    pairs = np.unique(np.stack([view.label[rows], view.units[rows]], axis=1), axis=0)
    several = np.bincount(pairs[:, 0], minlength=len(view.classes)) >= 2
    rows[rows] = several[view.label[rows]]
    return rows if len(np.unique(view.label[rows])) >= 2 else np.zeros_like(rows)


def _misfit(view: ComparedColumns, likeness: Floats, known: Flags) -> Floats:
    """Return how far each row falls short of what is usual for its label, as a share of that: (n,).

    All samples of a class that is hard to recognise are less like it: that makes none suspicious.
    """
    own = likeness[np.arange(view.rows), view.label]
    misfit = np.zeros(view.rows, dtype=np.float32)
    for code in np.unique(view.label[known]):
        members = known & (view.label == code)
        usual = np.clip(np.median(own[members]), _LEAST_USUAL, 1)
        misfit[members] = 1 - own[members] / usual
    return misfit
