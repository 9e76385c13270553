"""Which class an image without a label probably has, learned from the labelled ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from labelbook.core.arrays import Codes, Flags, Floats
from labelbook.evaluate.models import linear
from labelbook.maps.neighbours import nearest
from labelbook.unlabelled.records import Basis

FEW = 3
"""Labels of a class from which on it can be suggested."""

ENOUGH = 10
"""Labels a class, on the mean, from which on a model is learned."""

NEIGHBOURS = 5
"""Nearest labelled images that vote."""

DOUBT = 1.0
"""A vote for all classes alike: five neighbours that agree are no certainty."""

MOST = 4_000
"""The most labelled images that a model is learned from."""

FOLDS = 3
MOST_JUDGED = 1_500
"""The most labelled images by which the model is judged."""

TEMPERATURES: Floats = np.geomspace(0.5, 8, 25).astype(np.float32)
BLOCK = 4096
_DIMENSIONS = 64
"""Components that are used of few labels: more would be learned by heart."""


@dataclass(frozen=True, eq=False)
class LabelledPoints:
    """Labelled images. points: (n, d), of length 1. labels: (n,). fold: (n,), alike ones share it.

    classes: how many there are.
    """

    points: Floats
    labels: Codes
    fold: Codes
    classes: int

    @property
    def counts(self) -> Codes:
        """How many labels each class has: (classes,)."""
        return np.bincount(self.labels, minlength=self.classes)


@dataclass(frozen=True, eq=False)
class Suggestions:
    """What images without a label probably are, a row each.

    code: (n,), -1 where nothing can be said. confidence: (n,) 0..1. uncertainty: (n,) 0..1: how
    near the second class comes to the first. right: as of UnlabelledQueue.
    """

    basis: Basis
    code: Codes
    confidence: Floats
    uncertainty: Floats
    right: float | None = None


def suggest(known: LabelledPoints, points: Floats, *, seed: int = 0) -> Suggestions:
    """Suggest a class for each of some images, given by their points (n, d) of length 1.

    Of two classes with a few labels each on, the nearest labelled images vote; from about ten
    labels a class on, a logistic regression answers.
    """
    counts = known.counts
    if (counts >= FEW).sum() < 2:
        nothing = np.full(len(points), -1, dtype=np.int64)
        zeros = np.zeros(len(points), dtype=np.float32)
        return Suggestions("nothing", nothing, zeros, zeros)
    if known.labels.size >= ENOUGH * (counts > 0).sum():
        return _by_model(_sampled(known, MOST, seed), points, seed)
    able = counts >= FEW
    return _told("neighbours", (_votes(known, able, points[part]) for part in _parts(points)))


def _votes(known: LabelledPoints, able: Flags, points: Floats) -> Floats:
    """Return how likely each class is by the nearest labelled images: (n, classes).

    A nearer one counts more. able: classes that may be suggested. Source: Dudani, The
    distance-weighted k-nearest-neighbor rule, IEEE Transactions on Systems, Man, and Cybernetics
    1976; here the weights are ratios to the nearest distance.
    """
    use = np.flatnonzero(able[known.labels])
    found, distance = nearest(points, known.points[use], min(NEIGHBOURS, len(use)))
    weight = (distance[:, :1] + 1e-3) / (distance + 1e-3)
    votes = np.zeros((len(points), known.classes), dtype=np.float32)
    rows = np.repeat(np.arange(len(points)), found.shape[1])
    np.add.at(votes, (rows, known.labels[use][found].ravel()), weight.ravel())
    votes[:, able] += DOUBT / able.sum()
    shares: Floats = votes / votes.sum(axis=1, keepdims=True)
    return shares


def _by_model(known: LabelledPoints, points: Floats, seed: int) -> Suggestions:
    """Suggest by a logistic regression, as sure as it is right about labels it did not see."""
    wide = len(known.labels) >= 8 * _DIMENSIONS
    used = slice(None) if wide else slice(_DIMENSIONS)
    judged = _sampled(known, MOST_JUDGED, seed)
    temperature, right = _judged(judged, used)
    scale, learnt = _learn(known.points[:, used], known.labels, known.classes)
    parts = (
        _cooled(linear.answer(learnt, points[part, used] * scale), temperature)
        for part in _parts(points)
    )
    return _told("model", parts, right)


def _learn(points: Floats, labels: Codes, classes: int) -> tuple[np.float32, Floats]:
    """Return what points are to be multiplied with, and the coefficients."""
    scale = np.float32(1 / max(float(points.std()), 1e-6))
    ones = np.ones(len(labels), dtype=np.float32)
    return scale, linear.fit(points * scale, labels, classes, ones)


def _judged(known: LabelledPoints, used: slice) -> tuple[float, float | None]:
    """Return the temperature that makes answers as sure as they are right, and how many are.

    Every label is predicted by a model that has not seen its fold. Source: Guo, Pleiss, Sun and
    Weinberger, On Calibration of Modern Neural Networks, ICML 2017.
    """
    answers = np.zeros((len(known.labels), known.classes), dtype=np.float32)
    seen = np.zeros(len(known.labels), dtype=bool)
    points = known.points[:, used]
    for fold in range(FOLDS):
        out = known.fold % FOLDS == fold
        if not out.any() or len(np.unique(known.labels[~out])) < 2:
            continue
        scale, learnt = _learn(points[~out], known.labels[~out], known.classes)
        answers[out] = linear.answer(learnt, points[out] * scale)
        seen |= out
    if not seen.any():
        return 1.0, None
    labels = known.labels[seen]
    answers = answers[seen]
    loss = [
        -float(np.log(_cooled(answers, float(t))[np.arange(len(labels)), labels] + 1e-9).mean())
        for t in TEMPERATURES
    ]
    return float(TEMPERATURES[int(np.argmin(loss))]), float(
        (answers.argmax(axis=1) == labels).mean()
    )


def _cooled(answers: Floats, temperature: float) -> Floats:
    """Return probabilities (n, classes) as they were at another temperature."""
    logs = np.log(answers + 1e-12) / np.float32(temperature)
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    found: Floats = raised / raised.sum(axis=1, keepdims=True)
    return found


def _told(basis: Basis, parts: Iterable[Floats], right: float | None = None) -> Suggestions:
    """Return the best class of each row of some probabilities, which are never held all at once."""
    code, confidence, uncertainty = [], [], []
    for shares in parts:
        two = np.partition(shares, -2, axis=1)[:, -2:]
        code.append(shares.argmax(axis=1))
        confidence.append(two[:, 1])
        uncertainty.append(1 - (two[:, 1] - two[:, 0]))
    if not code:
        none = np.zeros(0, dtype=np.float32)
        return Suggestions(basis, np.zeros(0, dtype=np.int64), none, none, right)
    best = np.concatenate(code).astype(np.int64)
    return Suggestions(basis, best, np.concatenate(confidence), np.concatenate(uncertainty), right)


def _sampled(known: LabelledPoints, most: int, seed: int) -> LabelledPoints:
    """Return at most `most` of the labelled images, of rare classes as many as of frequent ones."""
    if len(known.labels) <= most:
        return known
    mixed = np.random.default_rng(seed).permutation(len(known.labels))
    # The first of each class come first, then the second of each, and so on.
    labels = known.labels[mixed]
    by_class = np.argsort(labels, kind="stable")
    starts = np.concatenate([[0], np.cumsum(known.counts)[:-1]])
    turn = np.empty(len(labels), dtype=np.int64)
    turn[by_class] = np.arange(len(labels)) - starts[labels[by_class]]
    chosen = np.sort(mixed[np.argsort(turn, kind="stable")[:most]])
    return LabelledPoints(
        known.points[chosen], known.labels[chosen], known.fold[chosen], known.classes
    )


def _parts(points: Floats) -> list[slice]:
    return [slice(start, start + BLOCK) for start in range(0, len(points), BLOCK)]
