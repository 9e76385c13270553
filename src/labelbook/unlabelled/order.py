"""Which of some images come first: far apart, or doubtful and unlike each other."""

from __future__ import annotations

import numpy as np

from labelbook.core.arrays import Floats, Rows

LOOKED_AT = 20_000
"""The most images among which the next are searched, sampled by the seed."""

DOUBTFUL = 10
"""Of so many doubtful images for each that is wanted, those unlike each other are chosen."""

BLOCK = 4096


def far_apart(points: Floats, labelled: Floats, count: int, *, seed: int = 0) -> Rows:
    """Return rows of points (n, d) of length 1, each as far as can be from those before it.

    labelled: (m, d), those that count as chosen before; where there are none, the first is the
    most ordinary one. Source: Gonzalez, Clustering to minimize the maximum intercluster distance,
    Theoretical Computer Science 1985.
    """
    rows = _looked_at(len(points), seed)
    return rows[_greedy(points[rows], labelled, np.ones(len(rows), dtype=np.float32), count)]


def most_useful(
    points: Floats, labelled: Floats, uncertainty: Floats, count: int, *, seed: int = 0
) -> Rows:
    """Return rows of points (n, d) that are doubtful and unlike each other and the labelled ones.

    uncertainty: (n,) 0..1. Each has the largest product of its doubt and its distance to all
    before it. Source: Zhdanov, Diverse mini-batch active learning, 2019, which weighs a k-means by
    the doubt; here a greedy choice of centres (Sener and Savarese, ICLR 2018) does.
    """
    rows = _looked_at(len(points), seed)
    doubtful = np.argsort(-uncertainty[rows], kind="stable")[: max(DOUBTFUL * count, 200)]
    rows = rows[np.sort(doubtful)]
    # A doubt of nearly nothing everywhere leaves the choice to the distances.
    weight = np.maximum(uncertainty[rows], 1e-3)
    return rows[_greedy(points[rows], labelled, weight, count)]


def _looked_at(count: int, seed: int) -> Rows:
    if count <= LOOKED_AT:
        return np.arange(count)
    chosen = np.random.default_rng(seed).choice(count, LOOKED_AT, replace=False)
    return np.sort(chosen)


def _greedy(points: Floats, labelled: Floats, weight: Floats, count: int) -> Rows:
    """Choose one after the other the row of the largest weight times distance to those before."""
    if not len(points):
        return np.zeros(0, dtype=np.int64)
    away = _away(points, labelled)
    chosen: list[int] = []
    if not len(labelled):
        chosen.append(int(np.argmax(weight * (points @ points.mean(axis=0)))))
        away = 1 - points @ points[chosen[0]]
    taken = np.zeros(len(points), dtype=bool)
    taken[chosen] = True
    while len(chosen) < min(count, len(points)):
        score = np.where(taken, -np.inf, weight * np.maximum(away, 1e-6))
        best = int(np.argmax(score))
        chosen.append(best)
        taken[best] = True
        np.minimum(away, 1 - points @ points[best], out=away)
    return np.array(chosen, dtype=np.int64)


def _away(points: Floats, labelled: Floats) -> Floats:
    """Return each point's distance (1 - cosine) to the nearest labelled one, 2 without any."""
    away = np.full(len(points), 2, dtype=np.float32)
    if len(labelled):
        for start in range(0, len(points), BLOCK):
            part = slice(start, start + BLOCK)
            away[part] = 1 - (points[part] @ labelled.T).max(axis=1)
    return away
