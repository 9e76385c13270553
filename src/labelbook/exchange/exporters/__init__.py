"""Writing a version of the book; `write` finds the writer by the format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange.card import Card
from labelbook.exchange.exporters import contest, croissant, folder, table, zip
from labelbook.exchange.exporters.common import ExportReport, ImageOf, Progress

__all__ = ["FORMATS", "ExportReport", "write"]

Writer = Callable[[pl.DataFrame, ImageOf, Path, Progress | None], ExportReport]
WRITERS: dict[str, Writer] = {
    "folder": folder.write,
    "zip": zip.write,
    "contest": contest.write,
    "csv": table.write_csv,
    "parquet": table.write_parquet,
}
FOLDERS = ("folder", "croissant")
FORMATS = (*WRITERS, "croissant")
EMPTY = Card()


def write(
    format: str,
    samples: pl.DataFrame,
    image_of: ImageOf,
    out: Path,
    *,
    name: str = "data set",
    card: Card = EMPTY,
    progress: Progress | None = None,
) -> ExportReport:
    """Write samples (columns as of Book.samples) to `out`; twice the same gives the same bytes.

    image_of: sample id -> its file. name, card: what Croissant metadata say. Raises BadInput for an
    unknown format, a place that is taken, or what a format cannot hold; nothing is left then.
    """
    if format not in FORMATS:
        raise BadInput(f"{format!r} is no export format: use {', '.join(FORMATS)}")
    if out.exists() and not (format in FOLDERS and out.is_dir() and not any(out.iterdir())):
        raise BadInput(f"{out} exists already: choose another name, or remove it first")
    if not out.absolute().parent.is_dir():
        raise BadInput(f"there is no folder {out.absolute().parent} to write {out.name} into")
    if format == "croissant":
        return croissant.write(name, card, samples, image_of, out, progress)
    return WRITERS[format](samples, image_of, out, progress)
