"""Nearest neighbours by cosine: exact where that is quick, by cells beyond."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from labelbook.maps.records import Floats, Ids

EXACT = 5_000
"""Up to so many vectors every pair is compared."""

BLOCK = 1024
CELL = 256
"""Vectors a cell, about."""

PROBES = 24
"""Cells that are searched for the members of one cell."""

ROUNDS = 6
SEED = 7


def neighbours_of(vectors: Floats, k: int) -> tuple[Ids, Floats]:
    """Give each vector's k nearest others, nearest first: indices and distances, both (n, k').

    vectors: (n, d) float32 of length 1. A distance is 1 - cosine. k' is k, or n - 1 where there
    are fewer. Beyond 5,000 vectors only the nearest cells of a k-means are searched: of 10 true
    neighbours about 9.9 are found (benchmarks/map.py). The same vectors give the same answer.
    """
    count = len(vectors)
    k = min(k, count - 1)
    if k < 1:
        return np.empty((count, 0), dtype=np.int64), np.empty((count, 0), dtype=np.float32)
    indices = np.empty((count, k), dtype=np.int64)
    distances = np.empty((count, k), dtype=np.float32)
    for members, others in _groups(vectors, k):
        found, far = nearest(vectors[members], vectors[others], k, members, others)
        indices[members], distances[members] = found, far
    return indices, distances


def nearest(
    queries: Floats, among: Floats, k: int, own: Ids | None = None, ids: Ids | None = None
) -> tuple[Ids, Floats]:
    """Give the k nearest rows of `among` for each query, nearest first: indices, distances.

    ids: what the rows of `among` are called (default: their place). own: the name of each query
    among them, which is left out of its answer.
    """
    names = np.arange(len(among)) if ids is None else ids
    similar = queries @ among.T
    if own is not None:
        similar[own[:, None] == names[None, :]] = -np.inf
    part = np.argpartition(similar, -k, axis=1)[:, -k:]
    rows = np.arange(len(queries))[:, None]
    order = np.argsort(-similar[rows, part], axis=1, kind="stable")
    best = part[rows, order]
    return names[best], np.maximum(1 - similar[rows, best], 0).astype(np.float32)


def _groups(vectors: Floats, k: int) -> Iterator[tuple[Ids, Ids]]:
    """Give (members, where their neighbours are looked for) until everybody was a member."""
    everything = np.arange(len(vectors))
    if len(vectors) > EXACT:
        yield from _cells(vectors, k)
        return
    for start in range(0, len(vectors), BLOCK):
        yield everything[start : start + BLOCK], everything


def _cells(vectors: Floats, k: int) -> Iterator[tuple[Ids, Ids]]:
    """Divide vectors into cells; each is looked at in the cells that are near it."""
    count = len(vectors)
    centres = _k_means(vectors, count // CELL)
    cell_of = _closest(vectors, centres)
    order = np.argsort(cell_of, kind="stable")
    bounds = np.searchsorted(cell_of[order], np.arange(len(centres) + 1))
    members = [order[start:end] for start, end in pairwise(bounds)]
    probed = np.argsort(-(centres @ centres.T), axis=1, kind="stable")
    sizes = np.diff(bounds)
    for cell, own in enumerate(members):
        if not len(own):
            continue
        # Enough cells to hold k others, however small they are.
        reached = int(np.searchsorted(np.cumsum(sizes[probed[cell]]), k + 1)) + 1
        wanted = probed[cell][: max(PROBES, reached)]
        yield own, np.concatenate([members[other] for other in wanted])


def _k_means(vectors: Floats, count: int) -> Floats:
    """Centres of length 1 (spherical k-means on a part of the vectors)."""
    rng = np.random.default_rng(SEED)
    part = vectors[np.sort(rng.permutation(len(vectors))[: count * 64])]
    centres = part[rng.permutation(len(part))[:count]].copy()
    for _ in range(ROUNDS):
        cells = _closest(part, centres)
        sums = np.zeros_like(centres)
        order = np.argsort(cells, kind="stable")
        present, starts = np.unique(cells[order], return_index=True)
        sums[present] = np.add.reduceat(part[order], starts, axis=0)
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        centres = np.where(lengths > 0, sums / np.maximum(lengths, 1e-12), centres)
    return centres


def _closest(vectors: Floats, centres: Floats) -> npt.NDArray[np.int64]:
    blocks = range(0, len(vectors), BLOCK * 4)
    return np.concatenate(
        [np.argmax(vectors[at : at + BLOCK * 4] @ centres.T, axis=1) for at in blocks]
    )
