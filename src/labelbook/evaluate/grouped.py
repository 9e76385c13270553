"""Scores by what belongs together: a group column's values, and the units of an interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from labelbook.columns.groups import GroupColumn, group_columns, together
from labelbook.columns.service import MetadataColumns
from labelbook.context import BookContext
from labelbook.evaluate import statistics
from labelbook.evaluate.data import Data
from labelbook.evaluate.records import BoolArray, GroupScore, IntArray
from labelbook.journal.columns import Column


def of(ctx: BookContext, version: str | int | None) -> Grouping | None:
    """Return what belongs together in a version; None where there is no group column."""
    columns = MetadataColumns(ctx).list()
    if not any(column.group for column in columns):
        return None
    return Grouping(ctx.journal.samples(version), columns)


def key(ctx: BookContext, position: int) -> tuple[str | int, ...]:
    """Return what `of` depends on, where there are group columns; empty without."""
    names = [column.name for column in MetadataColumns(ctx).list() if column.group]
    return (position, *names) if names else ()


class Grouping:
    """The group columns of a version's samples. samples: columns as of Book.samples."""

    def __init__(self, samples: pl.DataFrame, columns: Sequence[Column]) -> None:
        there = [column for column in columns if column.name in samples.columns]
        self._samples = samples["sample"].to_numpy()
        self._columns = group_columns(samples, there)
        self._units = together(samples.height, self._columns)

    @property
    def columns(self) -> tuple[GroupColumn, ...]:
        """The columns, by rows of the samples."""
        return self._columns

    def units(self, samples: IntArray) -> IntArray | None:
        """Return what belongs together among some samples; None without group columns."""
        return self._units[self.rows(samples)] if self._columns else None

    def rows(self, samples: IntArray) -> IntArray:
        """Return the rows of some of the samples."""
        order = np.argsort(self._samples)
        found: IntArray = order[np.searchsorted(self._samples, samples, sorter=order)]
        return found


def by_group(
    grouping: Grouping, data: Data, right: Mapping[str, BoolArray]
) -> tuple[GroupScore, ...]:
    """Return the scores of each value of each group column, the worst first.

    right: by split, (seeds, n) in the order of the data. The interval is over images and seeds of
    the one group; images with an empty cell are in none.
    """
    found: list[GroupScore] = []
    for split, answers in right.items():
        rows = grouping.rows(data.parts[split].samples)
        for column in grouping.columns:
            codes = column.codes[rows]
            for code in np.unique(codes[codes >= 0]).tolist():
                own = answers[:, codes == code]
                score = statistics.accuracy(own)
                value = column.values[code]
                found.append(GroupScore(column.name, value, split, own.shape[1], score))
    return tuple(sorted(found, key=lambda one: (one.column, one.split, one.score.estimate)))
