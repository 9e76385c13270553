"""Neighbours among many vectors: how many of the true ones are found, and how fast.

Promises: on each made set at least 99 of 100 true neighbours are found, in no more than 1.1 times
the time of the search by a fixed number of cells that was used before, where vectors have clusters.
What that one, faiss and usearch find and take is printed beside it (`pip install faiss-cpu
usearch`; left out where they are not there).

The sets: clusters of few, of many and of very unequal dimensions and sizes, some vectors twice;
and vectors without clusters, whose spread falls from axis to axis. Recall is of 2,000 vectors,
whose true neighbours are looked up among all; equally near ones count alike.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from importlib import import_module
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from timing import Figure, machine, report

from labelbook.maps.chart import NEIGHBOURS
from labelbook.maps.neighbours import nearest, neighbours_of

ASKED = 2_000
Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]
Search = Callable[[Floats, int], Ids]


def unit(rows: npt.NDArray[np.floating]) -> Floats:
    """Bring rows to length 1."""
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def mixture(count: int, axes: int, clusters: int, inner: int, tail: float) -> Floats:
    """Return clusters of sizes 1 / rank^tail that fill `inner` directions; one in 20 is a copy."""
    rng = np.random.default_rng(0)
    shares = np.arange(1, clusters + 1) ** -tail
    cluster_of = rng.choice(clusters, count, p=shares / shares.sum())
    rows = rng.normal(size=(clusters, axes)).astype(np.float32)[cluster_of]
    rows += rng.normal(0, 0.1, rows.shape).astype(np.float32)
    for cluster in range(clusters):
        members = np.flatnonzero(cluster_of == cluster)
        directions = rng.normal(size=(inner, axes)) / np.sqrt(inner)
        rows[members] += (rng.normal(size=(len(members), inner)) @ directions).astype(np.float32)
    copies = np.flatnonzero(rng.random(count) < 0.05)
    rows[copies] = rows[rng.integers(0, count, len(copies))]
    return unit(rows)


def spread(count: int, axes: int, power: float) -> Floats:
    """Return vectors without clusters; axis i is spread by i^-power."""
    rng = np.random.default_rng(0)
    return unit(rng.normal(size=(count, axes)) * np.arange(1, axes + 1) ** -power)


def made(count: int, axes: int) -> dict[str, Callable[[], Floats]]:
    """The sets by name; those that begin with "no" have no clusters."""
    return {
        "100 clusters of 5 dimensions": lambda: mixture(count, axes, 100, 5, 1.0),
        "100 clusters of 20 dimensions": lambda: mixture(count, axes, 100, 20, 0.5),
        "30 clusters of 50 dimensions": lambda: mixture(count, axes, 30, 50, 1.3),
        "no clusters, falling spread": lambda: spread(count, axes, 0.7),
    }


def own(vectors: Floats, k: int) -> Ids:
    """Search as labelbook does."""
    return neighbours_of(vectors, k)[0]


def fixed_cells(vectors: Floats, k: int) -> Ids:
    """Search as labelbook did before: the 24 cells nearest to a cell, for all of its members."""
    count = len(vectors)
    rng = np.random.default_rng(7)
    part = vectors[np.sort(rng.permutation(count)[: count // 256 * 64])]
    centres = part[rng.permutation(len(part))[: count // 256]].copy()
    for _ in range(6):
        cells = _closest(part, centres)
        order = np.argsort(cells, kind="stable")
        present, starts = np.unique(cells[order], return_index=True)
        centres[present] = unit(np.add.reduceat(part[order], starts, axis=0))
    cells = _closest(vectors, centres)
    order = np.argsort(cells, kind="stable")
    bounds = np.searchsorted(cells[order], np.arange(len(centres) + 1))
    members = [order[start:end] for start, end in pairwise(bounds)]
    probed = np.argsort(-(centres @ centres.T), axis=1, kind="stable")[:, :24]
    found = np.empty((count, k), dtype=np.int64)
    for cell, mine in enumerate(members):
        if len(mine):
            others = np.concatenate([members[other] for other in probed[cell]])
            found[mine] = nearest(vectors[mine], vectors[others], k, mine, others)[0]
    return found


def _closest(vectors: Floats, centres: Floats) -> Ids:
    blocks = range(0, len(vectors), 4096)
    return np.concatenate([np.argmax(vectors[at : at + 4096] @ centres.T, axis=1) for at in blocks])


def by_faiss(vectors: Floats, k: int) -> Ids:
    """Search with the graph of faiss, as it is by default but for 64 looked at."""
    index = import_module("faiss").IndexHNSWFlat(vectors.shape[1], 32, 0)
    index.hnsw.efSearch = 64
    index.add(vectors)
    return _others(np.asarray(index.search(vectors, k + 1)[1], dtype=np.int64))


def by_usearch(vectors: Floats, k: int) -> Ids:
    """Search with the graph of usearch, as it is by default."""
    index = import_module("usearch.index").Index(ndim=vectors.shape[1], metric="ip", dtype="f32")
    index.add(np.arange(len(vectors)), vectors)
    return _others(np.asarray(index.search(vectors, k + 1).keys, dtype=np.int64))


def _others(found: Ids) -> Ids:
    """Leave each query out of its answer, or the last where it is not in it."""
    itself = found == np.arange(len(found))[:, None]
    itself[~itself.any(axis=1), -1] = True
    return np.asarray(found[~itself].reshape(len(found), -1))


def recall(vectors: Floats, found: Ids, asked: Ids, least: Floats) -> float:
    """The share of neighbours that are as near as the true ones. least: the k-th similarity."""
    similar = np.einsum("qd,qkd->qk", vectors[asked], vectors[found[asked]])
    return float(np.mean(similar >= least[:, None] - 1e-6))


def measure(name: str, vectors: Floats, k: int, searches: dict[str, Search]) -> list[Figure]:
    """Measure all searches on one set; figures are of the first against the second."""
    asked = np.sort(np.random.default_rng(1).permutation(len(vectors))[:ASKED])
    far = [nearest(vectors[q], vectors, k, q)[1] for q in np.array_split(asked, 20)]
    least = 1 - np.concatenate(far)[:, -1]
    shares, seconds = [], []
    for title, search in searches.items():
        started, used = time.perf_counter(), time.process_time()
        found = search(vectors, k)
        seconds.append(time.perf_counter() - started)
        used = time.process_time() - used
        shares.append(recall(vectors, found, asked, least))
        print(f"{name}: {title} {seconds[-1]:.1f} s ({used:.1f} s of a core), {shares[-1]:.2%}")
    figures = [Figure(f"{name}: neighbours missed, %", 100 * (1 - shares[0]), 1)]
    # Without clusters the search that was used before is fast because it misses one in ten.
    if not name.startswith("no "):
        figures.append(Figure(f"{name}: time, now / before", seconds[0] / seconds[1], 1.1))
    return figures


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=30_000, help="vectors (default: 30,000)")
    parser.add_argument("--axes", type=int, default=256, help="numbers a vector (default: 256)")
    parser.add_argument("--k", type=int, default=NEIGHBOURS, help="neighbours (default: 15)")
    parser.add_argument("--vectors", nargs="*", default=[], help="NPY files of vectors besides")
    given = parser.parse_args()
    print(machine())
    searches: dict[str, Search] = {"own": own, "before": fixed_cells}
    for title, module, search in (
        ("faiss", "faiss", by_faiss),
        ("usearch", "usearch.index", by_usearch),
    ):
        try:
            import_module(module)
        except ImportError:
            print(f"{title} is not there: that part is left out.")
        else:
            searches[title] = search
    figures = []
    for name, make in made(given.count, given.axes).items():
        figures += measure(name, make(), given.k, searches)
    for path in given.vectors:
        figures += measure(path, unit(np.load(path).astype(np.float32)), given.k, searches)
    if not report("neighbours", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
