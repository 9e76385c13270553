"""Writes every sample with every column, as CSV or parquet."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from labelbook.export.report import ExportReport, ImageOf, Progress, appearing

TAG_SEPARATOR = ";"


def write_csv(
    samples: pl.DataFrame, image_of: ImageOf, out: Path, progress: Progress | None
) -> ExportReport:
    """Write a CSV; tags are joined by a semicolon."""
    with appearing(out) as writing:
        samples.with_columns(pl.col("tags").list.join(TAG_SEPARATOR)).write_csv(writing)
    return ExportReport(out, "csv", samples.height, {})


def write_parquet(
    samples: pl.DataFrame, image_of: ImageOf, out: Path, progress: Progress | None
) -> ExportReport:
    """Write a parquet; tags are a list."""
    with appearing(out) as writing:
        samples.write_parquet(writing)
    return ExportReport(out, "parquet", samples.height, {})
