"""How well people agree: the field's measures, with votes missing.

Ratings are (people, samples) integers: 0 .. k-1 for an answer, -1 for none. Every
measure is None where it is not defined (nobody shares a sample, or only one answer was ever given).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Doubles, Integers

Ratings = npt.NDArray[np.int64]
RESAMPLES = 2_000
SEED = 11


@dataclass(frozen=True)
class AlphaInterval:
    """A value with its 95 % interval."""

    value: float
    low: float
    high: float


def counts_of(ratings: Ratings, classes: int) -> Integers:
    """Return how many gave each answer to each sample: (samples, classes)."""
    samples = ratings.shape[1]
    given = ratings >= 0
    flat = np.broadcast_to(np.arange(samples), ratings.shape)[given] * classes + ratings[given]
    return np.bincount(flat, minlength=samples * classes).reshape(samples, classes)


def percent(counts: Integers) -> float | None:
    """Return the share of pairs of votes on the same sample that agree, 0 to 1."""
    votes = counts.sum(axis=1)
    pairs = float((votes * (votes - 1)).sum())
    return float((counts * (counts - 1)).sum()) / pairs if pairs else None


def fleiss(counts: Integers) -> float | None:
    """Return Fleiss' kappa; with votes missing, each sample counts by its own number of votes.

    Samples with fewer than two votes do not count. Source: Fleiss, Measuring nominal scale
    agreement among many raters, Psychological Bulletin 76, 1971.
    """
    votes = counts.sum(axis=1)
    counts, votes = counts[votes > 1], votes[votes > 1]
    if not len(counts):
        return None
    observed = ((counts * (counts - 1)).sum(axis=1) / (votes * (votes - 1))).mean()
    shares = counts.sum(axis=0) / votes.sum()
    expected = (shares**2).sum()
    return float((observed - expected) / (1 - expected)) if expected < 1 else None


def cohen(one: Ratings, other: Ratings, classes: int) -> float | None:
    """Return Cohen's kappa of two people, on the samples that both voted on.

    Source: Cohen, A coefficient of agreement for nominal scales, 1960.
    """
    both = (one >= 0) & (other >= 0)
    if not both.any():
        return None
    first = np.bincount(one[both], minlength=classes) / both.sum()
    second = np.bincount(other[both], minlength=classes) / both.sum()
    expected = float(first @ second)
    observed = float((one[both] == other[both]).mean())
    return (observed - expected) / (1 - expected) if expected < 1 else None


def alpha(counts: Integers) -> float | None:
    """Return Krippendorff's alpha for nominal answers, with votes missing.

    Source: Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011.
    """
    disagreement, pairable = _parts(counts)
    found = _alpha(disagreement.sum(keepdims=True), pairable.sum(axis=0, keepdims=True))
    return None if np.isnan(found[0]) else float(found[0])


def alpha_interval(counts: Integers, *, seed: int = SEED) -> AlphaInterval | None:
    """Return Krippendorff's alpha with its 95 % interval, a bootstrap over the samples."""
    value = alpha(counts)
    if value is None:
        return None
    disagreement, pairable = _parts(counts)
    resampled = np.random.default_rng(seed).multinomial(
        len(pairable), np.full(len(pairable), 1 / len(pairable)), size=RESAMPLES
    )
    # A resample in which only one answer occurs has no disagreement to explain: perfect.
    found = np.nan_to_num(_alpha(resampled @ disagreement, resampled @ pairable), nan=1.0)
    low, high = np.quantile(found, (0.025, 0.975))
    return AlphaInterval(value, float(low), float(high))


def _parts(counts: Integers) -> tuple[Doubles, Integers]:
    """Return the disagreement and the counts of each sample with two votes or more."""
    votes = counts.sum(axis=1)
    kept, votes = counts[votes > 1], votes[votes > 1]
    return (votes**2 - (kept**2).sum(axis=1)) / (votes - 1), kept


def _alpha(disagreement: Doubles, counts: npt.NDArray[np.integer]) -> Doubles:
    """Return alpha: (n,), NaN where undefined. disagreement: (n,); counts: (n, classes), summed."""
    total = counts.sum(axis=1).astype(np.float64)
    expected = total**2 - (counts.astype(np.float64) ** 2).sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected > 0, 1 - (total - 1) * disagreement / expected, np.nan)


def by_class(counts: Integers) -> list[float | None]:
    """Return, for each class, how often a second voter agrees where one votes for it, 0 to 1.

    It is the specific agreement of the class; None where nobody else voted on its samples.
    Source: Spitzer and Fleiss, A re-analysis of the reliability of psychiatric diagnosis, 1974.
    """
    votes = counts.sum(axis=1, keepdims=True)
    pairs = (counts * (votes - 1)).sum(axis=0)
    agreed = (counts * (counts - 1)).sum(axis=0)
    return [float(a / p) if p else None for a, p in zip(agreed, pairs, strict=True)]
