"""The contest's zip: train and val only, and no more images than it allows."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from labelbook.core.limits import CONTEST_LIMIT
from labelbook.core.types import Progress
from labelbook.errors import BadInput
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters
from labelbook.exchange.exporters.common import exportable
from labelbook.exchange.exporters.zip import write_files


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write train and val; BadInput above the contest's limit."""
    kept, left_out = exportable(data)
    entered = kept.filter(pl.col("split") != "test")
    if entered.height > CONTEST_LIMIT:
        raise BadInput(
            f"train and val hold {entered.height:,} images and the contest takes at most "
            f"{CONTEST_LIMIT:,}: exclude {entered.height - CONTEST_LIMIT:,} of them first"
        )
    if entered.height < kept.height:
        left_out["in the test split"] = kept.height - entered.height
    count = write_files(entered, data, out, progress, bare=True)
    return ExportReport(out, "contest", count, left_out)


exporters.add(
    Exporter(
        name="contest",
        title="Contest zip",
        says=f"train and val only, at most {CONTEST_LIMIT:,} images",
        suffix="-contest.zip",
        write=write,
        place=6,
    )
)
