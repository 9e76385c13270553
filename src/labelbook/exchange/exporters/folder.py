"""SPLIT/CLASS/FILE in a folder, with metadata.csv where there are metadata columns."""

from __future__ import annotations

import shutil
from pathlib import Path

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange import class_table
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters.common import exportable, placed
from labelbook.exchange.exporters.metadata import BESIDE, beside, columns_beside, of_book
from labelbook.exchange.importers.folder import EXPORT


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are labelled and not excluded."""
    kept, left_out = exportable(data)
    placing = placed(kept)
    files = placing.files
    with appearing(out, folder=True) as writing:
        # An import of the folder around it does not take it for more data.
        (writing / EXPORT).write_text("labelbook wrote this folder: an import leaves it out.\n")
        told = of_book(data, kept["label"], columns_beside(data), placing.truths)
        if told:
            (writing / class_table.FILE).write_text(told.text(), "utf-8")
        for done, file in enumerate(files, start=1):
            target = writing / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data.image_of(file.sample), target)
            if progress is not None:
                progress(done, len(files))
        paths = {file.sample: file.path for file in files}
        table = beside(kept, data, paths)
        if table is not None:
            (writing / BESIDE).write_bytes(table)
    return ExportReport(out, "folder", len(files), left_out)


exporters.add(
    Exporter(
        name="folder",
        title="Folder",
        says="SPLIT/CLASS/FILE, without excluded and unlabelled samples",
        folder=True,
        write=write,
        holds=("labels", "splits", "tags", "columns", "kinds", "images"),
        place=1,
    )
)
