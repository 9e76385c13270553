"""A table of every sample with every column, as CSV or parquet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters.metadata import flat, parquet_keys

HOLDS = ("labels", "splits", "tags", "columns", "unlabelled", "excluded")


@contextmanager
def _appearing(out: Path) -> Iterator[Path]:
    with appearing(out, folder=False) as writing:
        try:
            yield writing
        except (pl.exceptions.ComputeError, OSError) as error:
            # Polars names the system's error only in its text.
            number = re.search(r"os error (\d+)", str(error))
            if number is None:
                raise
            raise OSError(int(number.group(1)), str(error)) from error


def write_csv(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write a CSV; tags, and what a list holds, are joined by a semicolon, or written as JSON."""
    with _appearing(out) as writing:
        flat(data.samples, data.columns, "tags").write_csv(writing)
    return ExportReport(out, "csv", data.samples.height, {})


def write_parquet(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write a parquet; tags are a list, and it tells what the metadata columns are."""
    told_of = parquet_keys(
        data, data.samples["label"], {column.name: column for column in data.columns}
    )
    with _appearing(out) as writing:
        data.samples.write_parquet(writing, metadata=told_of or None)
    return ExportReport(out, "parquet", data.samples.height, {})


exporters.add(
    Exporter(
        name="csv",
        title="CSV",
        says="every sample, every column",
        suffix=".csv",
        write=write_csv,
        holds=HOLDS,
        place=3,
    )
)
exporters.add(
    Exporter(
        name="parquet",
        title="Parquet",
        says="every sample, every column",
        suffix=".parquet",
        write=write_parquet,
        holds=(*HOLDS, "kinds"),
        place=4,
    )
)
