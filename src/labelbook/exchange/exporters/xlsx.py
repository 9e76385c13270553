"""A workbook of all samples to fill in, as `labelbook sheet` writes it."""

from __future__ import annotations

from pathlib import Path

from labelbook.core.types import Progress
from labelbook.exchange import sheets
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write a workbook with images; BadInput where they are too many for one."""
    count = sheets.write(
        data.ctx, out, "xlsx", data.samples["sample"].to_list(), progress, version=data.version
    )
    return ExportReport(out, "xlsx", count, {})


exporters.add(
    Exporter(
        name="xlsx",
        title="Spreadsheet",
        says="a workbook with images, to fill in; more choice with `labelbook sheet`",
        write=write,
        holds=("labels", "splits", "columns", "unlabelled", "excluded"),
        place=5,
    )
)
