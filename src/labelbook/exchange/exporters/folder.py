"""Writes SPLIT/CLASS/FILE into a folder; the images' bytes stay as they are."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from labelbook.core.atomic import appearing
from labelbook.exchange.exporters.common import ExportReport, ImageOf, Progress, placed, trainable


def write(
    samples: pl.DataFrame, image_of: ImageOf, out: Path, progress: Progress | None
) -> ExportReport:
    """Write all samples that are labelled and not excluded."""
    kept, left_out = trainable(samples)
    files = placed(kept)
    with appearing(out, folder=True) as writing:
        for done, file in enumerate(files, start=1):
            target = writing / file.path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(image_of(file.sample), target)
            if progress is not None:
                progress(done, len(files))
    return ExportReport(out, "folder", len(files), left_out)
