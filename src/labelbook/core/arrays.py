"""Arrays by what they hold, and the small operations on them that many rooms need (numpy alone)."""

from __future__ import annotations

from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int64]
"""Ids of samples."""

Rows = npt.NDArray[np.int64]
"""Places in another array."""

Codes = npt.NDArray[np.int64]
"""Small whole numbers that code names, as of classes, folds, clusters."""

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Vectors = npt.NDArray[np.float16]
"""Embeddings as they are kept: (n, d)."""

Flags = npt.NDArray[np.bool_]
Pixels = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.bool_]
"""(h, w): where in an image something is."""

Integers = npt.NDArray[np.int64]

_Real = TypeVar("_Real", np.float32, np.float64)


def unit(vectors: npt.NDArray[_Real], *, least: float = 1e-6) -> npt.NDArray[_Real]:
    """Return rows (n, d) scaled to length 1; one shorter than `least` is divided by that instead.

    So a row of zeros stays one.
    """
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    out: npt.NDArray[_Real] = vectors / np.maximum(lengths, least)
    return out


def rows_of(ids: npt.NDArray[Any], wanted: npt.ArrayLike) -> Rows:
    """Return the place of each wanted value in `ids`, -1 where it is not there: (len(wanted),).

    ids: (n,) in any order; of equal ones the first counts. Ascending ids, as those of samples, are
    searched without being sorted.
    """
    asked = np.asarray(wanted)
    if not len(ids) or not len(asked):
        return np.full(len(asked), -1, dtype=np.int64)
    order = None if bool((ids[:-1] < ids[1:]).all()) else np.argsort(ids, kind="stable")
    ascending = ids if order is None else ids[order]
    place = np.minimum(np.searchsorted(ascending, asked), len(ids) - 1)
    there = ascending[place] == asked
    return np.where(there, place if order is None else order[place], -1).astype(np.int64)


def components(count: int, one: Codes, other: Codes) -> Codes:
    """Number `count` nodes so that those that edges (one, other) join share a number.

    The number is the least node of the component. Every round hooks each component onto the least
    that it touches and flattens the chains that arise, so rounds are few.
    Source: Shiloach and Vishkin, An O(log n) parallel connectivity algorithm, 1982.
    """
    found = np.arange(count)
    while True:
        mine, theirs = found[one], found[other]
        least = np.minimum(mine, theirs)
        hooked = found.copy()
        np.minimum.at(hooked, mine, least)
        np.minimum.at(hooked, theirs, least)
        while True:
            flat = hooked[hooked]
            if np.array_equal(flat, hooked):
                break
            hooked = flat
        if np.array_equal(hooked, found):
            return found
        found = hooked
