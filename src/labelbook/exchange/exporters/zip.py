"""SPLIT/CLASS/FILE in a zip, the same bytes every time."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange import class_table
from labelbook.exchange.export import DataSet, Exporter, ExportReport, ImageOf, exporters
from labelbook.exchange.exporters.common import exportable, placed
from labelbook.exchange.exporters.metadata import BESIDE, beside
from labelbook.journal.columns import Column

_EPOCH = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16
_UNIX = 3


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are labelled and not excluded."""
    kept, left_out = exportable(data)
    count = write_files(kept, data.image_of, out, progress, data.columns)
    return ExportReport(out, "zip", count, left_out)


def write_files(
    samples: pl.DataFrame,
    image_of: ImageOf,
    out: Path,
    progress: Progress | None,
    columns: Sequence[Column] = (),
) -> int:
    """Write the files of samples, sorted, stored, with one fixed time; returns their number.

    columns: what metadata.csv tells of them.
    """
    placing = placed(samples)
    files = placing.files
    with (
        appearing(out, folder=False) as writing,
        zipfile.ZipFile(writing, "w", zipfile.ZIP_STORED) as archive,
    ):
        if placing.truths:
            archive.writestr(_entry(class_table.FILE), class_table.text(placing.truths))
        for done, file in enumerate(files, start=1):
            archive.writestr(_entry(file.path), image_of(file.sample).read_bytes())
            if progress is not None:
                progress(done, len(files))
        table = beside(samples, columns, {file.sample: file.path for file in files})
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
        holds=("labels", "splits"),
        place=2,
    )
)
