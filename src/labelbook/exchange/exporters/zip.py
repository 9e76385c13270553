"""SPLIT/CLASS/FILE in a zip, the same bytes every time."""

from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange import class_table
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters.common import exportable, placed
from labelbook.exchange.exporters.metadata import BESIDE, beside, columns_beside, of_book

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16
_UNIX = 3


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are labelled and not excluded."""
    kept, left_out = exportable(data)
    count = write_files(kept, data, out, progress)
    return ExportReport(out, "zip", count, left_out)


def write_files(
    samples: pl.DataFrame,
    data: DataSet,
    out: Path,
    progress: Progress | None,
    *,
    bare: bool = False,
) -> int:
    """Write the files of samples, sorted, stored, with one fixed time; returns their number.

    bare: without what else is known of samples and classes.
    """
    placing = placed(samples)
    files = placing.files
    with (
        appearing(out, folder=False) as writing,
        zipfile.ZipFile(writing, "w", zipfile.ZIP_STORED) as archive,
    ):
        told = BookTold(placing.truths)
        if not bare:
            told = of_book(data, samples["label"], columns_beside(data), placing.truths)
        if told:
            archive.writestr(_entry(class_table.FILE), told.text())
        for done, file in enumerate(files, start=1):
            archive.writestr(_entry(file.path), data.image_of(file.sample).read_bytes())
            if progress is not None:
                progress(done, len(files))
        paths = {file.sample: file.path for file in files}
        table = None if bare else beside(samples, data, paths)
        if table is not None:
            archive.writestr(_entry(BESIDE), table)
    return len(files)


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _EPOCH)
    entry.external_attr = _MODE
    entry.create_system = _UNIX
    return entry


exporters.add(
    Exporter(
        name="zip",
        title="Zip",
        says="SPLIT/CLASS/FILE, without excluded and unlabelled samples",
        suffix=".zip",
        write=write,
        holds=("labels", "splits", "tags", "columns", "kinds", "images"),
        place=2,
    )
)
