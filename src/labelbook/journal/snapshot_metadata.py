"""Metadata columns as columns of a snapshot: numbers as they are, all else as codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl
from sqlalchemy import Connection

from labelbook.core.columns import Column as Values
from labelbook.journal import column_store, frame_metadata
from labelbook.journal.columns import COLUMN_PREFIX, Column


@dataclass(frozen=True)
class SentColumn:
    """A column as the page gets it. words: what its codes mean, code k is the k-th cell.

    Codes are uint32, 0 is empty; dates have codes too, as a cell says whether it has a time.
    Numbers are float64, NaN is empty.
    """

    column: Column
    words: tuple[str, ...] = field(default=(), repr=False)

    @property
    def key(self) -> str:
        """Its name among the columns of a snapshot."""
        return COLUMN_PREFIX + self.column.name


def load(connection: Connection, ids: Values) -> tuple[tuple[SentColumn, ...], dict[str, Values]]:
    """Read the columns of the book and their values by sample. ids: (rows,) ascending."""
    found: dict[str, Values] = {}
    columns: list[SentColumn] = []
    for known in column_store.present(connection):
        held = frame_metadata.cells(column_store.cells(connection, known.id))
        column, found[COLUMN_PREFIX + known.column.name] = sent(known.column, ids, held)
        columns.append(column)
    return tuple(columns), found


def sent(column: Column, ids: Values, cells: pl.DataFrame) -> tuple[SentColumn, Values]:
    """Return a column and its values by sample. ids: (rows,) ascending. cells: sample and value."""
    rows = pl.DataFrame({"sample": ids}, schema={"sample": pl.Int64})
    held = rows.join(cells, on="sample", how="left", maintain_order="left")["value"]
    if column.kind == "number":
        return SentColumn(column), _numbers(column, held)
    words = tuple(held.drop_nulls().unique().sort().to_list())
    return SentColumn(column, words), _codes(held, words)


def added(column: SentColumn, cells: Sequence[str | None]) -> tuple[SentColumn, Values]:
    """Return the values of more cells, and the column with the words that are new at its end."""
    held = pl.Series(cells, dtype=pl.String)
    if column.column.kind == "number":
        return column, _numbers(column.column, held)
    new = sorted({cell for cell in cells if cell is not None}.difference(column.words))
    words = column.words + tuple(new)
    return replace(column, words=words), _codes(held, words)


def _numbers(column: Column, cells: pl.Series) -> Values:
    values = frame_metadata.typed(cells, column.kind)
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _codes(cells: pl.Series, words: Sequence[str]) -> Values:
    table = pl.DataFrame(
        {"value": words, "code": np.arange(1, len(words) + 1, dtype=np.uint32)},
        schema={"value": pl.String, "code": pl.UInt32},
    )
    joined = (
        cells.alias("value").to_frame().join(table, on="value", how="left", maintain_order="left")
    )
    return joined["code"].fill_null(0).to_numpy()


def header(columns: Sequence[SentColumn]) -> list[dict[str, object]]:
    """Return what the page gets of each column."""
    return [{**asdict(each.column), "words": each.words} for each in columns]


def of_header(told: Sequence[Mapping[str, Any]]) -> tuple[SentColumn, ...]:
    """Return the columns of a header."""
    return tuple(
        SentColumn(
            Column(each["name"], each["kind"], each["group"], each["description"]),
            tuple(each["words"]),
        )
        for each in told
    )
