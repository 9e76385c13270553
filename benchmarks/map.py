"""Neighbours by cells against all pairs, and the map against fastumap's.

Promises: of ten true neighbours at least 9.5 are found among 30,000 vectors, in at most half of
the time of comparing all pairs; and of 15 neighbours on the map of the demo book as many are true
ones as on a map by fastumap (`pip install fastumap`; left out where it is not there), in no more
time.

The 30,000 vectors are mixtures of neighbouring ones of the demo book, with a little noise. All
pairs are timed on 1,000 of them and counted up.
"""

from __future__ import annotations

import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

import numpy as np
import numpy.typing as npt
from timing import Figure, machine, report

import labelbook
from labelbook.demo import numerals
from labelbook.maps import lenses, umap
from labelbook.maps.chart import NEIGHBOURS
from labelbook.maps.neighbours import nearest, neighbours_of

MANY = 30_000
ASKED = 1_000
K = 10

Floats = npt.NDArray[np.float32]


def enlarged(space: Floats, count: int) -> Floats:
    """Return vectors that lie as those of a larger book would."""
    rng = np.random.default_rng(0)
    indices, _ = neighbours_of(space, NEIGHBOURS)
    one = rng.integers(0, len(space), count)
    two = indices[one, rng.integers(0, NEIGHBOURS, count)]
    share = rng.random((count, 1)).astype(np.float32)
    rows = space[one] * share + space[two] * (1 - share)
    rows = rows + rng.normal(0, 0.02, rows.shape)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def cells(space: Floats) -> list[Figure]:
    """Measure the search by cells."""
    vectors = enlarged(space, MANY)
    asked = np.sort(np.random.default_rng(1).permutation(MANY)[:ASKED])
    started = time.perf_counter()
    true, _ = nearest(vectors[asked], vectors, K, asked, np.arange(MANY))
    pairs = (time.perf_counter() - started) * MANY / ASKED
    started = time.perf_counter()
    found, _ = neighbours_of(vectors, K)
    seconds = time.perf_counter() - started
    share = kept(true, found[asked])
    print(f"{MANY:,} vectors: all pairs {pairs:.1f} s, cells {seconds:.1f} s, {share:.1%} found")
    return [
        Figure("neighbours that cells miss", 1 - share, 0.05),
        Figure("cells / all pairs, time", seconds / pairs, 0.5),
    ]


def kept(true: npt.NDArray[np.int64], found: npt.NDArray[np.int64]) -> float:
    """The share of true neighbours that were found."""
    pairs = zip(true.tolist(), found.tolist(), strict=True)
    return float(np.mean([len(set(a) & set(b)) / len(a) for a, b in pairs]))


def near_on(xy: Floats) -> npt.NDArray[np.int64]:
    """The nearest on a map."""
    far = ((xy[:, None] - xy[None]) ** 2).sum(axis=2)
    np.fill_diagonal(far, np.inf)
    return np.argpartition(far, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]


def maps(space: Floats) -> list[Figure]:
    """Measure the map."""
    started = time.perf_counter()
    indices, distances = neighbours_of(space, NEIGHBOURS)
    own = umap.layout(space[:, :2], indices, distances, seed=0)
    seconds = time.perf_counter() - started
    share = kept(indices, near_on(own))
    print(f"{len(space):,} samples: own map {seconds:.1f} s, {share:.1%} of the neighbours kept")
    try:
        fastumap = import_module("fastumap")
    except ImportError:
        print("fastumap is not there: that part is left out.")
        return []
    started = time.perf_counter()
    other = np.asarray(fastumap.umap_project(space, 2, random_state=0), dtype=np.float32)
    theirs = time.perf_counter() - started
    other_share = kept(indices, near_on(other))
    print(f"fastumap {theirs:.1f} s, {other_share:.1%} of the neighbours kept")
    return [
        Figure("neighbours kept, fastumap / own", other_share / share, 1),
        Figure("time, own / fastumap", seconds / theirs, 1),
    ]


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    print(machine())
    with tempfile.TemporaryDirectory() as temporary:
        drawn = numerals.write(Path(temporary) / "drawn", seed=0)
        with labelbook.create(Path(temporary) / "book", drawn.images)[0] as book:
            book.map.embed()
            seen = book.map.embeddings()
    nobody = np.zeros(len(seen.samples), dtype=np.int64)
    lens = lenses.fit("content", seen.vectors, nobody, seen.parts)
    space = lens.apply(seen.vectors, nobody)
    if not report("map", maps(space) + cells(space)):
        sys.exit(1)


if __name__ == "__main__":
    main()
