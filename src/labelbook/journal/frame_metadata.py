"""Metadata columns as columns of a frame, each of the type that its kind asks for."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from labelbook.journal.column_store import NUMBERED
from labelbook.journal.columns import Column, Kind

CELLS = {"sample": pl.Int64, "value": pl.String}
_WHOLE = r"^-?\d+$"


def cells(rows: Sequence[tuple[int, str]]) -> pl.DataFrame:
    """Return (sample, cell) rows as a frame of sample and value."""
    samples, values = zip(*rows, strict=True) if rows else ((), ())
    return pl.DataFrame({"sample": samples, "value": values}, schema=CELLS)


def based(rows: Sequence[tuple[int, str]], numbers: Sequence[int]) -> dict[int, pl.DataFrame]:
    """Return what each column held as the samples came. rows: sample, and JSON by number."""
    if not numbers:
        return {}
    read = pl.Struct([pl.Field(str(number), pl.String) for number in numbers])
    wide = cells(rows).select("sample", pl.col("value").str.json_decode(read)).unnest("value")
    return {
        number: wide.select("sample", pl.col(str(number)).alias("value")).drop_nulls()
        for number in numbers
    }


def replayed(base: pl.DataFrame, moved: pl.DataFrame, number: int) -> pl.DataFrame:
    """Return a column's cells after changes. moved: sample, field and after of the last of each."""
    own = moved.filter(pl.col("field") == f"{NUMBERED}{number}")
    stayed = base.join(own, on="sample", how="anti")
    came = own.select("sample", pl.col("after").alias("value")).drop_nulls()
    return pl.concat([stayed, came])


def joined(frame: pl.DataFrame, columns: Sequence[tuple[Column, pl.DataFrame]]) -> pl.DataFrame:
    """Return samples with their metadata columns behind the others, in the order of `frame`."""
    for column, held in columns:
        own = held.rename({"value": column.name})
        frame = frame.join(own, on="sample", how="left", maintain_order="left")
        frame = frame.with_columns(typed(frame[column.name], column.kind))
    return frame


def typed(cells: pl.Series, kind: Kind) -> pl.Series:
    """Return cells as values.

    Numbers are Int64 where all are whole, else Float64; dates are Date where none has a time, else
    Datetime; a category is Categorical, a list is a list of texts.
    """
    if kind == "number":
        whole = cells.str.contains(_WHOLE).all()
        return cells.cast(pl.Int64 if whole and cells.count() else pl.Float64)
    if kind == "date":
        if not cells.str.contains("T", literal=True).any():
            return cells.str.to_date("%Y-%m-%d")
        full = cells.str.replace(r"^(\d{4}-\d\d-\d\d)$", "${1}T00:00:00")
        return full.str.to_datetime("%Y-%m-%dT%H:%M:%S%.f", time_unit="us")
    if kind == "list":
        return cells.str.json_decode(pl.List(pl.String))
    return cells.cast(pl.Categorical) if kind == "category" else cells
