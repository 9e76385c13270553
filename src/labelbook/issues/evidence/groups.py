"""Groups of duplicates, which stay together, and folds that keep them so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelbook.core.arrays import Codes, components


def groups(hashes: Sequence[str], pairs: Sequence[tuple[int, int]]) -> Codes:
    """Number rows so that equal hashes and the rows of each pair share a number."""
    count = len(hashes)
    _, content = np.unique(np.asarray(hashes, dtype=object).astype(str), return_inverse=True)
    one = np.array([pair[0] for pair in pairs], dtype=np.int64)
    other = np.array([pair[1] for pair in pairs], dtype=np.int64)
    # A node for each content beside the rows: rows of one content meet there.
    start = np.concatenate([np.arange(count), one])
    end = np.concatenate([content + count, other])
    number = components(count * 2, start, end)
    return np.unique(number[:count], return_inverse=True)[1].astype(np.int64)


def folds(group: Codes, label: Codes, count: int, seed: int) -> Codes:
    """Deal rows into random folds, classes evenly, a group never apart: (n,) in 0..count-1."""
    rng = np.random.default_rng(seed)
    numbers, first, member = np.unique(group, return_index=True, return_inverse=True)
    order = rng.permutation(len(numbers))
    # Sorted by class, at random within it, then dealt in turn: each fold gets its share of a class.
    order = order[np.argsort(label[first][order], kind="stable")]
    fold = np.empty(len(numbers), dtype=np.int64)
    fold[order] = np.arange(len(numbers)) % count
    return fold[member]
