"""UMAP in numpy: neighbours in, a map out; no compiler, no SciPy, the same map every time.

Source: McInnes, Healy and Melville, UMAP, arXiv 1802.03426 (2018): smooth neighbour distances, the
fuzzy union, and stochastic descent with negative samples. Where umap-learn moves points edge by
edge, here all edges of an epoch move together, which numpy can do at once. The start is the first
two principal axes, which keep the large picture at least as well as the spectral start: Kobak and
Linderman, Initialization is critical, Nature Biotechnology 39 (2021).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from labelbook.core.arrays import Doubles, Floats, Ids

A, B = 1.5769434602697, 0.8950608778599
"""The curve 1 / (1 + A d^2B) for min_dist 0.1 and spread 1, as umap-learn fits it."""

NEGATIVES = 5
CLIP = 4.0
START = 10.0
"""The start is scaled to this size."""


def layout(
    start: Floats,
    indices: Ids,
    distances: Floats,
    *,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Floats:
    """Lay points out in the plane: (n, 2) float32.

    start: (n, 2). indices, distances: (n, k) nearest others and how far they are.
    """
    count = len(start)
    heads, tails, weights = _graph(indices, distances)
    epochs = 500 if count <= 10_000 else 200
    keep = weights >= weights.max() / epochs
    heads, tails, weights = heads[keep], tails[keep], weights[keep]
    every = weights.max() / weights
    due = every.copy()
    rng = np.random.default_rng(seed)
    scale = START / max(float(np.abs(start).max()), 1e-12)
    points = start.astype(np.float64) * scale + rng.normal(0, 1e-4, start.shape)
    for epoch in range(epochs):
        now = np.flatnonzero(due <= epoch)
        due[now] += every[now]
        rate = 1 - epoch / epochs
        _pull(points, heads[now], tails[now], rate)
        _push(points, np.repeat(heads[now], NEGATIVES), rng, rate)
        if progress is not None:
            progress(epoch + 1, epochs)
    return points.astype(np.float32)


def _graph(indices: Ids, distances: Floats) -> tuple[Ids, Ids, Doubles]:
    """The fuzzy union of everybody's neighbourhoods as edges (head, tail, weight), head < tail."""
    count, k = indices.shape
    weights = _memberships(distances.astype(np.float64))
    heads, tails = np.repeat(np.arange(count), k), indices.ravel()
    forward = heads < tails
    low, high = np.where(forward, heads, tails), np.where(forward, tails, heads)
    keys, place = np.unique(low * count + high, return_inverse=True)
    there = np.zeros(len(keys))
    back = np.zeros(len(keys))
    np.maximum.at(there, place[forward], weights.ravel()[forward])
    np.maximum.at(back, place[~forward], weights.ravel()[~forward])
    return keys // count, keys % count, there + back - there * back


def _memberships(distances: Doubles) -> Doubles:
    """How much each neighbour is one: exp(-(d - nearest) / width), summing to log2(k) a row."""
    k = distances.shape[1]
    positive = np.where(distances > 0, distances, np.inf).min(axis=1)
    nearest = np.where(np.isfinite(positive), positive, 0.0)
    beyond = np.maximum(distances - nearest[:, None], 0)
    target = np.log2(k + 1)
    low, high = np.zeros(len(beyond)), np.full(len(beyond), np.inf)
    width = np.ones(len(beyond))
    for _ in range(64):
        over = np.exp(-beyond / width[:, None]).sum(axis=1) > target
        high, low = np.where(over, width, high), np.where(over, low, width)
        width = np.where(np.isinf(high), width * 2, (low + high) / 2)
    floor = 1e-3 * np.maximum(distances.mean(axis=1), 1e-12)
    return np.asarray(np.exp(-beyond / np.maximum(width, floor)[:, None]))


def _pull(points: Doubles, heads: Ids, tails: Ids, rate: float) -> None:
    difference = points[heads] - points[tails]
    squared = np.einsum("ij,ij->i", difference, difference)
    with np.errstate(divide="ignore", invalid="ignore"):
        force = -2 * A * B * squared ** (B - 1) / (1 + A * squared**B)
    force[squared == 0] = 0
    step = np.clip(force[:, None] * difference, -CLIP, CLIP) * rate
    _add(points, heads, step)
    _add(points, tails, -step)


def _push(points: Doubles, heads: Ids, rng: np.random.Generator, rate: float) -> None:
    others = rng.integers(0, len(points), len(heads))
    difference = points[heads] - points[others]
    squared = np.einsum("ij,ij->i", difference, difference)
    force = 2 * B / ((1e-3 + squared) * (1 + A * squared**B))
    force[heads == others] = 0
    _add(points, heads, np.clip(force[:, None] * difference, -CLIP, CLIP) * rate)


def _add(points: Doubles, rows: Ids, steps: Doubles) -> None:
    for axis in range(2):
        points[:, axis] += np.bincount(rows, steps[:, axis], minlength=len(points))
