"""Statistics of accuracy: intervals over images and seeds, McNemar's exact test, sample sizes.

Values come as (seeds, images) arrays: one row a run, one column an image.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.evaluate.records import BoolArray, FloatArray, IntArray, Interval
from labelbook.evaluate.verdicts import (
    McNemar,
    Needed,
)

DRAWS = 4_000
Z = 1.96
MOST = 1_000_000
"""Nobody would make more runs, or label more images, than this."""
_SEED = 20_240_601


@dataclass(frozen=True)
class Spread:
    """Where the noise of a mean comes from: variances between seeds, images, and the rest."""

    seeds: float
    images: float
    rest: float
    of_seeds: int
    of_images: int

    def variance(self, seeds: int | None = None, images: int | None = None) -> float:
        """Return the variance of the mean over so many seeds and images (default: those there)."""
        s, n = seeds or self.of_seeds, images or self.of_images
        return self.seeds / s + self.images / n + self.rest / (s * n)


def spread(values: FloatArray) -> Spread:
    """Divide the variance of (seeds, images) values, as a two-way table without repeats does.

    With one seed nothing is known of the spread between seeds: it is 0 here.
    Source: Searle, Casella and McCulloch, Variance Components, 1992, chapter 4.
    """
    s, n = values.shape
    table = values.astype(np.float64)
    by_image = table.mean(axis=0)
    images = float(by_image.var(ddof=1)) if n > 1 else 0.0
    if s == 1:
        return Spread(0.0, images, 0.0, s, n)
    by_seed = table.mean(axis=1)
    left = table - by_seed[:, None] - by_image[None] + table.mean()
    rest = float((left**2).sum() / ((s - 1) * max(n - 1, 1)))
    seeds = float(by_seed.var(ddof=1))
    return Spread(max(0.0, seeds - rest / n), max(0.0, images - rest / s), rest, s, n)


def estimate(values: FloatArray, least: float = -1.0, units: IntArray | None = None) -> Interval:
    """Return the mean of (seeds, images) values, each from `least` to 1, with its 95 % interval.

    units: (images,) what belongs together, as of one patient; None: each image by itself.

    A bootstrap over images (over units, where there are some: images of one patient are right or
    wrong together, and less is known than their number says; Field and Welsh, Bootstrapping
    clustered data, JRSS B 2007) and, independently, over seeds. The noise that both resamplings
    hold is counted once, and each draw is widened for the few seeds that there are (Satterthwaite's
    degrees of freedom). Source: Owen and Eckles, Bootstrapping Data Arrays of Arbitrary Order,
    Annals of Applied Statistics 2012.
    """
    s = len(values)
    mean = float(values.mean())
    rng = np.random.default_rng(_SEED)
    by_image = values.mean(axis=0, dtype=np.float64)
    sums, sizes = _per_unit(by_image, units)
    drawable = len(sums)
    if units is not None and drawable == 1:
        # With one patient the spread between patients is unknown.
        return Interval(mean, least, 1.0)
    # Units of the same sum and size are one kind: drawing units is drawing how many of each kind.
    kinds, counts = np.unique(np.stack([sums, sizes], axis=1), axis=0, return_counts=True)
    chosen = rng.multinomial(drawable, counts / drawable, size=DRAWS)
    means = (chosen @ kinds[:, 0]) / (chosen @ kinds[:, 1])
    away = (means - by_image.mean()) * math.sqrt(drawable / max(drawable - 1, 1))
    if s > 1:
        by_seed = values.mean(axis=1, dtype=np.float64)
        parts = spread(values)
        total = float(by_seed.var())
        shrunk = math.sqrt(parts.seeds / total) if total else 0.0
        drawn = rng.integers(0, s, (DRAWS, s))
        away = away + (by_seed[drawn].mean(axis=1) - by_seed.mean()) * shrunk
    freedom = _freedom(values, units)
    away = away * np.sqrt(freedom / rng.chisquare(freedom, DRAWS))
    low, high = np.quantile(mean + away, [0.025, 0.975])
    return Interval(mean, max(float(low), least), min(float(high), 1.0))


def accuracy(right: BoolArray, units: IntArray | None = None) -> Interval:
    """Return the share of right answers, (seeds, images), with its 95 % interval.

    units: as of `estimate`.
    """
    return estimate(right.astype(np.float32), least=0.0, units=units)


def _per_unit(
    by_image: npt.NDArray[np.float64], units: IntArray | None
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return the sum and the size of each unit; without units each image is one."""
    if units is None:
        return by_image, np.ones(len(by_image))
    _, member = np.unique(units, return_inverse=True)
    sums: npt.NDArray[np.float64] = np.bincount(member, weights=by_image).astype(np.float64)
    return sums, np.bincount(member).astype(np.float64)


def _freedom(values: FloatArray, units: IntArray | None = None) -> float:
    """Return the degrees of freedom of the variance that `estimate` uses."""
    s = len(values)
    by_image = values.mean(axis=0, dtype=np.float64)
    sums, sizes = _per_unit(by_image, units)
    n = len(sums)
    # How far each unit lies from what its size alone would give; of images that is their spread.
    away = (sums - by_image.mean() * sizes) / sizes.mean()
    images = float((away**2).sum()) / (n - 1) / n if n > 1 else 0.0
    if s == 1:
        return float(max(n - 1, 1))
    seeds = float(values.mean(axis=1, dtype=np.float64).var(ddof=1)) / s
    sure = images**2 / max(n - 1, 1) + seeds**2 / (s - 1)
    total = images + spread(values).seeds / s
    return max(1.0, total**2 / sure) if sure else float(n * s)


def mcnemar(first: BoolArray, second: BoolArray) -> McNemar:
    """Test whether two are right on equally many of the same images; first, second: (n,) bool.

    Source: McNemar, Psychometrika 1947; the exact binomial form.
    """
    only_first = int(np.count_nonzero(first & ~second))
    only_second = int(np.count_nonzero(second & ~first))
    return McNemar(only_first, only_second, exact_p(only_first, only_second))


def exact_p(one: int, other: int) -> float:
    """Return the two-sided p of `one` against `other` under a fair coin."""
    total = one + other
    if total == 0:
        return 1.0
    fewest = sum(math.comb(total, count) for count in range(min(one, other) + 1))
    return min(1.0, 2 * fewest / 2**total) if total < 1_000 else _normal_p(one, other)


def _normal_p(one: int, other: int) -> float:
    away = (abs(one - other) - 1) / math.sqrt(one + other)
    return math.erfc(max(away, 0.0) / math.sqrt(2))


def needed(values: FloatArray) -> Needed:
    """Estimate how many seeds (same images) or images (same seeds) would tell the mean from 0."""
    parts, mean = spread(values), float(values.mean())
    allowed = (mean / Z) ** 2
    over_seeds = parts.seeds + parts.rest / parts.of_images
    over_images = parts.images + parts.rest / parts.of_seeds
    return Needed(
        seeds=_enough(over_seeds, allowed - parts.images / parts.of_images, parts.of_seeds),
        images=_enough(over_images, allowed - parts.seeds / parts.of_seeds, parts.of_images),
    )


def _enough(noise: float, allowed: float, there: int) -> int | None:
    if allowed <= 0 or noise / allowed > MOST:
        return None
    return max(math.ceil(noise / allowed), there + 1)
