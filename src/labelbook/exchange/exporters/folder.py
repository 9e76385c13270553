"""SPLIT/CLASS/FILE in a folder; the images' bytes stay as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.exchange import class_table
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters.common import placed, trainable


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write all samples that are labelled and not excluded."""
    kept, left_out = trainable(data.samples)
    placing = placed(kept)
    files = placing.files
    with appearing(out, folder=True) as writing:
        if placing.truths:
            (writing / class_table.FILE).write_text(class_table.text(placing.truths), "utf-8")
        for done, file in enumerate(files, start=1):
            target = writing / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(data.image_of(file.sample), target)
            if progress is not None:
                progress(done, len(files))
    return ExportReport(out, "folder", len(files), left_out)


exporters.add(
    Exporter(
        name="folder",
        title="Folder",
        says="SPLIT/CLASS/FILE, without excluded and unlabelled samples",
        folder=True,
        write=write,
        place=1,
    )
)
