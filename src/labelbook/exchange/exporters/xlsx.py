"""Writes what `labelbook sheet` writes of all samples: a workbook to fill in."""

from __future__ import annotations

from pathlib import Path

from labelbook.core.types import Progress
from labelbook.exchange import sheets
from labelbook.exchange.export import DataSet, Exporter, ExportReport, exporters


def write(data: DataSet, out: Path, progress: Progress | None) -> ExportReport:
    """Write a workbook with images; BadInput where they are too many for one."""
    count = sheets.write(data.ctx, out, "xlsx", None, progress, version=data.version)
    return ExportReport(out, "xlsx", count, {})


exporters.add(
    Exporter(
        name="xlsx",
        title="Spreadsheet",
        says="a workbook with images, to fill in; more choice with `labelbook sheet`",
        write=write,
        place=5,
    )
)
