"""How well a classifier separates two sets of samples: a test of whether they are alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelbook.core.arrays import Codes, Floats
from labelbook.errors import BadInput
from labelbook.issues.evidence import kernel
from labelbook.issues.evidence.groups import folds
from labelbook.maps import styles

FEWEST = 20
_FOLDS = 10
_DIMENSIONS = 64
_STRENGTH = 1e-3


class TooFewSamples(BadInput):
    """A side has fewer samples than a test needs."""


@dataclass(frozen=True)
class Auc:
    """The area under the ROC curve, 0.5 = alike, 1 = separated wholly, with its 95 % interval."""

    value: float
    low: float
    high: float


def two_sample_auc(a: Floats, b: Floats, *, seed: int, group: Codes | None = None) -> Auc:
    """Return how well a classifier separates two sets of embeddings (0.5 = alike).

    a, b: (n, d) and (m, d) float32, same d. group: (n + m,), rows of one number are in
    one fold (duplicates would give each other away). Linear least squares on the main directions,
    10 folds. The interval is Hanley and McNeil's, 1982. Raises TooFewSamples below 20 a side.
    Source: Lopez-Paz and Oquab, Revisiting Classifier Two-Sample Tests, ICLR 2017.
    """
    if min(len(a), len(b)) < FEWEST:
        raise TooFewSamples(
            f"{len(a)} and {len(b)} samples are too few to compare: {FEWEST} a side are needed"
        )
    both = np.concatenate([a, b]).astype(np.float32)
    side = np.repeat([0, 1], [len(a), len(b)]).astype(np.int64)
    points = styles.main_directions(kernel.standardised([both]), _DIMENSIONS)
    fold = folds(np.arange(len(both)) if group is None else group, side, _FOLDS, seed)
    learn = np.ones(len(both), dtype=bool)
    fitted = kernel.regression(points, side[:, None].astype(np.float32), fold, learn)
    return auc(fitted.out_of_fold(_STRENGTH)[:, 0], side)


def auc(score: Floats, side: Codes) -> Auc:
    """Return the AUC of a score for side 1 against side 0, with its 95 % interval."""
    positive = int((side == 1).sum())
    negative = len(side) - positive
    # Equal scores share the middle of their ranks.
    _, place, ties = np.unique(score, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[place]
    value = (ranks[side == 1].sum() - positive * (positive + 1) / 2) / (positive * negative)
    q1, q2 = value / (2 - value), 2 * value**2 / (1 + value)
    variance = value * (1 - value)
    variance += (positive - 1) * (q1 - value**2) + (negative - 1) * (q2 - value**2)
    margin = 1.96 * float(np.sqrt(max(variance, 0.0) / (positive * negative)))
    return Auc(float(value), max(0.0, float(value) - margin), min(1.0, float(value) + margin))
