"""Nearest neighbours by cosine: exact where that is quick, 99 of 100 by cells beyond.

Vectors are divided into the cells of a spherical k-means, and a vector is compared with the cells
whose centres are near it: an inverted file, whose number of probed cells is not fixed but measured.
Of a sample of vectors all neighbours are looked up exactly; how far a cell may be and still be
searched is the least distance with which enough of the sample's neighbours are found.
Source of the inverted file: Jégou, Douze and Schmid, Product quantization for nearest neighbor
search, IEEE TPAMI 2011. Source of probing until a wanted recall: Li, Zhang, Andersen and He,
Improving approximate nearest neighbor search through learned adaptive early termination, SIGMOD
2020; in the place of their learned model one limit holds for all vectors.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Floats, Ids

EXACT = 5_000
"""Up to so many vectors every pair is compared."""

RECALL = 0.992
"""The share of the sample's true neighbours that must be found: a little more than is promised."""

ASKED = 500
"""Vectors whose neighbours are searched exactly, to see how far to search for all others."""

BLOCK = 1024
"""Vectors that are compared with all others at once."""

QUERIES = 8192
"""Vectors whose neighbours are gathered at once."""

PRODUCTS = 2**20
"""Similarities that are held at once: few enough to stay near the processor."""

CELL = 128
"""Vectors a cell, about."""

TRAINED = 32
"""Vectors a cell that k-means uses."""

ROUNDS = 6
SEED = 7


def neighbours_of(vectors: Floats, k: int) -> tuple[Ids, Floats]:
    """Return each vector's k nearest others, nearest first: indices and distances, both (n, k').

    vectors: (n, d) float32 of length 1. A distance is 1 - cosine. k' is k, or n - 1 where there
    are fewer. Up to 5,000 vectors the answer is exact. Beyond, 99 of 100 true neighbours are
    found (benchmarks/neighbours.py): of 500 of the vectors it is 99.2 with two standard errors to
    spare, which for all others is an estimate, not a bound. The search takes as long as that
    needs: where vectors have no clusters and fill many dimensions evenly it compares nearly every
    pair. The same vectors give the same answer.
    """
    count = len(vectors)
    k = min(k, count - 1)
    if k < 1:
        return np.empty((count, 0), dtype=np.int64), np.empty((count, 0), dtype=np.float32)
    indices = np.empty((count, k), dtype=np.int64)
    distances = np.empty((count, k), dtype=np.float32)
    for members, found, far in _exactly(vectors, k) if count <= EXACT else _by_cells(vectors, k):
        indices[members], distances[members] = found, far
    return indices, distances


def nearest(
    queries: Floats, among: Floats, k: int, own: Ids | None = None, ids: Ids | None = None
) -> tuple[Ids, Floats]:
    """Return the k nearest rows of `among` for each query, nearest first: indices, distances.

    ids: what the rows of `among` are called (default: their place). own: the name of each query
    among them, which is left out of its answer.
    """
    names = np.arange(len(among)) if ids is None else ids
    similar = queries @ among.T
    if own is not None:
        similar[own[:, None] == names[None, :]] = -np.inf
    best, close = _largest(similar, k)
    return names[best], _distances(close)


def _largest(similar: Floats, k: int) -> tuple[Ids, Floats]:
    """Return the places of the k largest of each row and the values, the largest first."""
    part = np.argpartition(similar, -k, axis=1)[:, -k:]
    values = np.take_along_axis(similar, part, axis=1)
    order = np.argsort(-values, axis=1, kind="stable")
    return np.take_along_axis(part, order, axis=1), np.take_along_axis(values, order, axis=1)


def _distances(similar: Floats) -> Floats:
    return np.maximum(1 - similar, 0).astype(np.float32)


def _exactly(vectors: Floats, k: int) -> Iterator[tuple[Ids, Ids, Floats]]:
    """Yield (members, their neighbours, the distances) until everybody was a member."""
    everything = np.arange(len(vectors))
    for start in range(0, len(vectors), BLOCK):
        members = everything[start : start + BLOCK]
        yield members, *nearest(vectors[members], vectors, k, members)


@dataclass(frozen=True, eq=False)
class _Cells:
    """Vectors in the order of their cells.

    order: (n,) the place of each row of `rows` among the vectors. rows: (n, d). centres:
    (cells, d). bounds: (cells + 1,); the rows of cell c are bounds[c] to bounds[c + 1].
    """

    order: Ids
    rows: Floats
    centres: Floats
    bounds: Ids

    def cell_of(self, rows: Ids) -> Ids:
        """Return the cells that rows lie in."""
        return np.searchsorted(self.bounds, rows, side="right") - 1


def _by_cells(vectors: Floats, k: int) -> Iterator[tuple[Ids, Ids, Floats]]:
    """Yield (members, their neighbours, the distances), looked for in the cells near each."""
    cells = _divided(vectors, k)
    reach = _reach(cells, k)
    for start in range(0, len(vectors), QUERIES):
        rows = np.arange(start, min(start + QUERIES, len(vectors)))
        found, similar = _search(cells, rows, k, reach)
        yield cells.order[rows], cells.order[found], _distances(similar)


def _divided(vectors: Floats, k: int) -> _Cells:
    """Divide vectors into cells, each of which holds more than k."""
    centres = _k_means(vectors, max(len(vectors) // max(CELL, 4 * k), 1))
    cell_of = _closest(vectors, centres)
    # The members of small cells go to the next ones, so that every vector has k others in its own.
    sizes = np.bincount(cell_of, minlength=len(centres))
    kept = sizes > min(2 * k, sizes.max() - 1)
    lost = np.flatnonzero(~kept[cell_of])
    centres, cell_of = centres[kept], (np.cumsum(kept) - 1)[cell_of]
    if len(lost):
        cell_of[lost] = _closest(vectors[lost], centres)
    order = np.argsort(cell_of, kind="stable")
    bounds = np.searchsorted(cell_of[order], np.arange(len(centres) + 1))
    return _Cells(order, vectors[order], centres, bounds)


def _reach(cells: _Cells, k: int) -> float:
    """Return how much less similar than a vector's k-th nearest in its own cell a centre may be.

    With the least such reach the recall of a sample is, less two standard errors, RECALL.
    """
    count = len(cells.rows)
    asked = np.sort(np.random.default_rng(SEED).permutation(count)[:ASKED])
    needed = np.empty((len(asked), k), dtype=np.float32)
    for start in range(0, len(asked), 64):
        rows = asked[start : start + 64]
        places = np.arange(len(rows))
        similar = cells.rows[rows] @ cells.rows.T
        similar[places, rows] = -np.inf
        near, _ = _largest(similar, k)
        own, cell = cells.cell_of(rows), cells.cell_of(near)
        mark = [
            np.partition(similar[place, cells.bounds[at] : cells.bounds[at + 1]], -k)[-k]
            for place, at in enumerate(own)
        ]
        close = cells.rows[rows] @ cells.centres.T
        short = np.array(mark)[:, None] - np.take_along_axis(close, cell, axis=1)
        needed[start : start + 64] = np.where(cell == own[:, None], -np.inf, short)
    for share in np.linspace(RECALL, 1, 41):
        reach = np.quantile(needed, share, method="higher")
        recall = (needed <= reach).mean(axis=1)
        if recall.mean() - 2 * recall.std() / np.sqrt(len(asked)) >= RECALL:
            break
    return float(reach)


def _search(cells: _Cells, rows: Ids, k: int, reach: float) -> tuple[Ids, Floats]:
    """Return the k nearest rows of consecutive rows, and how similar they are, nearest first."""
    found, similar = _in_own_cells(cells, rows, k)
    queries, first = cells.rows[rows], int(rows[0])
    mark = similar[:, -1]
    wanted = cells.centres @ queries.T >= mark - reach
    wanted[cells.cell_of(rows), np.arange(len(rows))] = False
    who, what, how = [np.repeat(rows - first, k)], [found.ravel()], [similar.ravel()]
    for cell, asking in enumerate(wanted):
        start, end = cells.bounds[cell : cell + 2]
        among = cells.rows[start:end]
        asking_rows = np.flatnonzero(asking)
        step = max(PRODUCTS // len(among), 1)
        for at in range(0, len(asking_rows), step):
            part = asking_rows[at : at + step]
            products = queries[part] @ among.T
            better = np.flatnonzero(products > mark[part, None])
            query, other = np.divmod(better, len(among))
            who.append(part[query])
            what.append(other + start)
            how.append(products.ravel()[better])
    return _best(np.concatenate(who), np.concatenate(what), np.concatenate(how), k)


def _in_own_cells(cells: _Cells, rows: Ids, k: int) -> tuple[Ids, Floats]:
    """Return the k nearest of consecutive rows within their own cells, nearest first."""
    found = np.empty((len(rows), k), dtype=np.int64)
    similar = np.empty((len(rows), k), dtype=np.float32)
    first, last = int(rows[0]), int(rows[-1]) + 1
    for start, end in pairwise(cells.bounds.tolist()):
        step = max(PRODUCTS // (end - start), 1)
        for at in range(max(start, first), min(end, last), step):
            part = np.arange(at, min(at + step, end, last))
            products = cells.rows[part] @ cells.rows[start:end].T
            products[np.arange(len(part)), part - start] = -np.inf
            best, values = _largest(products, k)
            found[part - first], similar[part - first] = best + start, values
    return found, similar


def _best(who: Ids, what: Ids, how: Floats, k: int) -> tuple[Ids, Floats]:
    """Return of each query the k hits that are most similar: (queries, k), the most similar first.

    who: the query of each hit, at least k of each. what: the row that it hit. how: the similarity.
    """
    order = np.lexsort((what, -how, who))
    starts = np.flatnonzero(np.diff(who[order], prepend=-1))
    chosen = order[starts[:, None] + np.arange(k)]
    return what[chosen], how[chosen]


def _k_means(vectors: Floats, count: int) -> Floats:
    """Return centres of length 1 (spherical k-means on a part of the vectors)."""
    rng = np.random.default_rng(SEED)
    part = vectors[np.sort(rng.permutation(len(vectors))[: count * TRAINED])]
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
