"""Which samples belong together: those that share a value of a group column."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.journal.columns import Column

Codes = npt.NDArray[np.int64]
NONE = -1


def group_columns(columns: Sequence[Column]) -> list[str]:
    """Return the names of the columns whose values belong together."""
    return [column.name for column in columns if column.group]


def codes(values: pl.Series) -> Codes:
    """Return a number for each value of a column, from 0; NONE where it is empty."""
    ranks = values.cast(pl.String).rank("dense").cast(pl.Int64) - 1
    return ranks.fill_null(NONE).to_numpy()


def together(samples: pl.DataFrame, names: Sequence[str]) -> Codes:
    """Return the set that each sample is in; NONE where it has no value in any group column.

    Samples that share a value of one of the columns are in one set, and so are those that are held
    together by others: of a patient seen by two cameras, all that these cameras took.
    """
    parent = np.arange(samples.height)
    held = np.zeros(samples.height, dtype=bool)
    for name in names:
        values = codes(samples[name])
        held |= values != NONE
        parent = _joined(parent, values)
    found = np.full(samples.height, NONE, dtype=np.int64)
    found[held] = np.unique(parent[held], return_inverse=True)[1]
    return found


def _joined(sets: Codes, values: Codes) -> Codes:
    """The sets that are left when those that share a value become one. (n,) each."""
    while True:
        rows = np.flatnonzero(values != NONE)
        lowest = np.full(int(values.max(initial=NONE)) + 1, len(sets), dtype=np.int64)
        np.minimum.at(lowest, values[rows], sets[rows])
        wanted = sets.copy()
        wanted[rows] = np.minimum(wanted[rows], lowest[values[rows]])
        # What one member of a set was told, the whole set takes.
        least = np.full(len(sets), len(sets), dtype=np.int64)
        np.minimum.at(least, sets, wanted)
        after = least[sets]
        if np.array_equal(after, sets):
            return sets
        sets = after
