"""Which samples belong together: those that share a value of a group column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.core.arrays import components
from labelbook.journal.columns import Column

Codes = npt.NDArray[np.int64]
NONE = -1


@dataclass(frozen=True, eq=False)
class GroupColumn:
    """A group column by rows. codes: (n,) place in `values`, NONE where it is empty."""

    name: str
    codes: Codes
    values: tuple[str, ...]


def group_columns(samples: pl.DataFrame, columns: Sequence[Column]) -> tuple[GroupColumn, ...]:
    """Return the columns of a book whose values belong together. samples: as of Book.samples."""
    found = []
    for column in columns:
        if column.group:
            texts = samples[column.name].cast(pl.String)
            values = texts.drop_nulls().unique().sort()
            codes = texts.cast(pl.Enum(values)).to_physical().cast(pl.Int64).fill_null(NONE)
            found.append(GroupColumn(column.name, codes.to_numpy(), tuple(values.to_list())))
    return tuple(found)


def joined(sets: Codes, columns: Sequence[GroupColumn]) -> Codes:
    """Return the sets that are left when samples that share a value come into one. (n,) each.

    sets: a number for each row, as of duplicates; rows of one number stay together. Sets that are
    held together by others are one: of a patient seen by two cameras, all that both cameras took.
    """
    count = len(sets)
    # A node for each set and each value beside the rows: rows that share it meet there.
    start, end = [np.arange(count)], [sets + count]
    first = count + int(sets.max(initial=-1)) + 1
    for column in columns:
        rows = np.flatnonzero(column.codes != NONE)
        start.append(rows)
        end.append(column.codes[rows] + first)
        first += len(column.values)
    number = components(first, np.concatenate(start), np.concatenate(end))
    return np.unique(number[:count], return_inverse=True)[1].astype(np.int64)


def together(count: int, columns: Sequence[GroupColumn]) -> Codes:
    """Return a number for each of `count` rows; those that belong together share theirs."""
    return joined(np.arange(count), columns)
