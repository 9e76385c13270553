"""Styles: clusters of samples that are drawn or taken alike, whatever their class."""

from __future__ import annotations

import numpy as np

from labelbook.core.arrays import Codes, Floats

DIMENSIONS = 24
STYLES = 8
_ROUNDS = 15
LARGEST_FIT = 10_000
"""Samples that clusters are fitted on; the others go to the nearest."""


def main_directions(vectors: Floats, dimensions: int = DIMENSIONS) -> Floats:
    """Project (n, d) on the directions of greatest variance: (n, min(dimensions, d))."""
    centred = vectors - vectors.mean(0)
    _, directions = np.linalg.eigh(centred.T @ centred)
    projected: Floats = centred @ directions[:, ::-1][:, :dimensions].astype(np.float32)
    return projected


def without_class(vectors: Floats, label: Codes) -> Floats:
    """Take out of vectors what the class explains: each class is moved to a mean of zero."""
    out = vectors.copy()
    for code in np.unique(label):
        rows = label == code
        out[rows] -= vectors[rows].mean(0)
    return out


def clusters(points: Floats, count: int, *, seed: int) -> Codes:
    """Put (n, d) points into at most `count` clusters (k-means++): (n,) numbers from 0."""
    count = min(count, len(points))
    if count < 2:
        return np.zeros(len(points), dtype=np.int64)
    rng = np.random.default_rng(seed)
    some = points
    if len(points) > LARGEST_FIT:
        some = points[np.sort(rng.choice(len(points), LARGEST_FIT, replace=False))]
    centres = _spread(some, count, rng)
    for _ in range(_ROUNDS):
        nearest = _apart(some, centres).argmin(1)
        sizes = np.bincount(nearest, minlength=count)
        sums = np.zeros_like(centres)
        np.add.at(sums, nearest, some)
        filled = sizes > 0
        centres[filled] = sums[filled] / sizes[filled, None]
    return np.unique(_apart(points, centres).argmin(1), return_inverse=True)[1].astype(np.int64)


def _spread(points: Floats, count: int, rng: np.random.Generator) -> Floats:
    """Choose `count` points that lie apart: of a few random ones, far ones more likely, the best.

    Source: Arthur and Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007, in
    its greedy form.
    """
    chosen = [int(rng.integers(len(points)))]
    least = np.maximum(_apart(points, points[chosen])[:, 0], 0).astype(np.float64)
    for _ in range(count - 1):
        total = least.sum()
        chance = least / total if total > 0 else None
        tried = rng.choice(len(points), 2 + int(np.log(count)), p=chance)
        left = np.minimum(least[:, None], np.maximum(_apart(points, points[tried]), 0))
        best = int(left.sum(0).argmin())
        chosen.append(int(tried[best]))
        least = left[:, best]
    return points[chosen].astype(np.float32)


def _apart(points: Floats, centres: Floats) -> Floats:
    """Squared distances (n, count)."""
    lengths = np.einsum("ij,ij->i", points, points)[:, None]
    apart: Floats = lengths - 2 * points @ centres.T + np.einsum("ij,ij->i", centres, centres)
    return apart


def styles(vectors: Floats, label: Codes, *, seed: int) -> Codes:
    """Return the style cluster of each embedded sample: (n,). vectors: (n, d); label: (n,)."""
    return clusters(main_directions(without_class(vectors, label)), STYLES, seed=seed)
