"""Which class each sample resembles, by a regression that never learned from it, in seconds.

Least-squares regression of the classes on radial basis functions of the embeddings. Unlike a
softmax, its answer for every class falls towards zero away from all samples, so that both a wrong
label and a drawing that is no class at all score low. Out-of-fold predictions come from taking a
fold's share out of the normal equations, so ten folds cost little more than one.

Sources: Rifkin, Yeo and Poggio, Regularized least-squares classification, 2003; Williams and
Seeger, Using the Nystroem method to speed up kernel machines, NIPS 2000.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelbook.core.arrays import Codes, Doubles, Flags, Floats

LANDMARKS = 1000
STRENGTH = 1e-4
"""The ridge penalty, a share of the number of samples."""

FREE, NO_CONSTANT = 1e-8, 1e12
_BLOCK = 8192


def standardised(parts: Sequence[Floats]) -> Floats:
    """Put (n, d) blocks side by side, columns of mean 0 and deviation 1, equal in weight."""
    scaled = []
    for part in parts:
        if len(part) == 0:
            return np.zeros((0, 0), dtype=np.float32)
        wide = part.astype(np.float32)
        deviation = wide.std(0)
        use = deviation > 1e-6
        scaled.append(
            (wide[:, use] - wide[:, use].mean(0)) / deviation[use] / np.sqrt(max(use.sum(), 1))
        )
    return np.concatenate(scaled, axis=1)


def features(points: Floats, *, seed: int, landmarks: int = LANDMARKS) -> Floats:
    """Return coordinates (n, m) whose inner products are the kernel's; m <= landmarks.

    The kernel is exp(-|a - b|^2 / s) with s the median squared distance of the landmarks.
    """
    count = min(landmarks, len(points))
    chosen = np.random.default_rng(seed).choice(len(points), count, replace=False)
    marks = points[np.sort(chosen)]
    between = _squared(marks, marks)
    width = float(np.median(between)) or 1.0
    values, directions = np.linalg.eigh(np.exp(-between / width).astype(np.float64))
    use = values > 1e-6
    map_ = (directions[:, use] / np.sqrt(values[use])).astype(np.float32)
    blocks = [
        np.exp(-_squared(points[start : start + _BLOCK], marks) / width) @ map_
        for start in range(0, len(points), _BLOCK)
    ]
    return np.concatenate(blocks) if blocks else np.zeros((0, use.sum()), dtype=np.float32)


def _squared(a: Floats, b: Floats) -> Floats:
    lengths = np.einsum("ij,ij->i", a, a)[:, None] + np.einsum("ij,ij->i", b, b)
    apart: Floats = np.maximum(lengths - 2 * (a @ b.T), 0)
    return apart


@dataclass(frozen=True, eq=False)
class Regression:
    """The normal equations of all samples that are learned from, and each fold's share of them."""

    coordinates: Floats
    whole: tuple[Doubles, Doubles]
    shares: list[tuple[Doubles, Doubles]]
    fold: Codes
    learn: Flags
    constant: float

    def out_of_fold(self, strength: float) -> Floats:
        """Predict every row by a model without its fold; (n, targets).

        Rows that are not learned from are predicted without their fold as well.
        """
        targets = self.whole[1].shape[1]
        out = np.zeros((len(self.coordinates), targets), dtype=np.float32)
        penalty = np.full(len(self.whole[0]), strength * max(int(self.learn.sum()), 1))
        penalty[-1] = self.constant
        for number, (moments, products) in enumerate(self.shares):
            rows = self.fold == number
            left = self.whole[0] - moments
            left[np.diag_indices_from(left)] += penalty
            solved = np.linalg.solve(left, self.whole[1] - products)
            out[rows] = _with_one(self.coordinates[rows]) @ solved.astype(np.float32)
        return out


def regression(
    coordinates: Floats, targets: Floats, fold: Codes, learn: Flags, *, constant: float = FREE
) -> Regression:
    """Prepare the regression of `targets` (n, k) on `coordinates` (n, m).

    learn: rows to use. constant: the penalty of the constant term, FREE or NO_CONSTANT.
    """
    shares = []
    for number in range(int(fold.max(initial=-1)) + 1):
        rows = (fold == number) & learn
        wide = _with_one(coordinates[rows]).astype(np.float64)
        shares.append((wide.T @ wide, wide.T @ targets[rows].astype(np.float64)))
    whole = sum(share[0] for share in shares), sum(share[1] for share in shares)
    return Regression(
        coordinates, (np.asarray(whole[0]), np.asarray(whole[1])), shares, fold, learn, constant
    )


def likeness(coordinates: Floats, label: Codes, classes: int, fold: Codes, learn: Flags) -> Floats:
    """Return how much each row resembles each class, out-of-fold: (n, classes), about 0..1."""
    targets = np.zeros((len(label), classes), dtype=np.float32)
    targets[np.flatnonzero(learn), label[learn]] = 1
    # Without a constant: what is near no sample is then like no class, not like all of them.
    prepared = regression(coordinates, targets, fold, learn, constant=NO_CONSTANT)
    return prepared.out_of_fold(STRENGTH)


def _with_one(coordinates: Floats) -> Floats:
    return np.concatenate([coordinates, np.ones((len(coordinates), 1), np.float32)], axis=1)
