"""Metadata columns as exports hold them: as text in a table, or as a table beside the images."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import polars as pl

from labelbook.journal.columns import Column

TAG_SEPARATOR = ";"
BESIDE = "metadata.csv"
"""The table beside images; `datasets` reads one of this name with a column `file_name`."""


def flat(samples: pl.DataFrame, columns: Sequence[Column]) -> pl.DataFrame:
    """Return samples with each list as one text, which is read back as the same list."""
    lists = [column.name for column in columns if column.kind == "list"]
    return samples.with_columns(
        pl.col(name).map_elements(_joined, return_dtype=pl.String, skip_nulls=True)
        for name in lists
    )


def _joined(items: pl.Series) -> str:
    """Items with semicolons between them, or as JSON where one of them would not come back."""
    found = [str(item) for item in items]
    plain = all(
        item and item == item.strip() and TAG_SEPARATOR not in item and not item.startswith("[")
        for item in found
    )
    return TAG_SEPARATOR.join(found) if plain else json.dumps(found, ensure_ascii=False)


def told(columns: Sequence[Column]) -> str:
    """Return what a parquet says of its metadata columns, as JSON."""
    return json.dumps([asdict(column) for column in columns], ensure_ascii=False)


def beside(
    samples: pl.DataFrame, columns: Sequence[Column], files: Mapping[int, str]
) -> bytes | None:
    """Return the table of metadata that stands beside images; None where there is none.

    files: sample -> its path in the export. A column that is called `file_name` is left out.
    """
    names = [column.name for column in columns if column.name != "file_name"]
    if not names:
        return None
    table = pl.DataFrame(
        {"sample": list(files), "file_name": list(files.values())},
        schema={"sample": pl.Int64, "file_name": pl.String},
    )
    held = flat(samples.select("sample", *names), columns)
    out = io.BytesIO()
    table.join(held, on="sample").sort("file_name").drop("sample").write_csv(out)
    return out.getvalue()


def write_beside(
    folder: Path, samples: pl.DataFrame, columns: Sequence[Column], files: Mapping[int, str]
) -> None:
    """Write the table into a folder, where there is something to tell."""
    table = beside(samples, columns, files)
    if table is not None:
        (folder / BESIDE).write_bytes(table)
