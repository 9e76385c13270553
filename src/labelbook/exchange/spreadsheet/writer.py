"""The writer of samples as a spreadsheet."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from labelbook.core.atomic import appearing
from labelbook.core.types import Progress
from labelbook.core.zips import SteadyZip
from labelbook.exchange.spreadsheet import escapes
from labelbook.exchange.spreadsheet.records import COLUMNS, EDITED, MARK, Row

THUMBNAIL = 72
"""Pixels of the longest side of an image."""

WIDTHS = {
    "image": 12,
    "sample": 9,
    "path": 34,
    "split": 7,
    "label": 12,
    "exclude": 9,
    "comment": 34,
    "suggestion": 12,
    "reason": 48,
    "label_was": 10,
    "exclude_was": 10,
}
ROW_HEIGHT = 60
"""Points; 80 pixels."""

EMU = 9525
"""English metric units of a pixel (ECMA-376, 20.1.2.1)."""

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""Spreadsheets take a CSV's text that begins so for a formula."""

AS_TEXT = "@"
"""The format of cells that take what is typed as it is: 007 stays 007."""

EDITED_PLACES = tuple(COLUMNS.index(name) + 1 for name in EDITED)
HIDDEN = ("label_was", "exclude_was")
NOTES = {
    "label": "Choose the right class. Empty: no label.",
    "exclude": f"Write {MARK} to exclude the sample; empty to keep it.",
    "comment": "Why, or a question about this image.",
}


def write_xlsx(
    rows: Sequence[Row],
    classes: Sequence[str],
    images: Iterable[bytes | None],
    out: Path,
    progress: Progress | None,
    more: Sequence[str] = (),
) -> None:
    """Write a workbook with the images in its rows and the classes as a list to choose from.

    images: of each row a thumbnail's bytes as PNG, or None where it cannot be read. more: the names
    of the metadata columns, which stand behind the others.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = "samples"
    _head(sheet, more)
    _choices(book, sheet, classes, len(rows))
    text, filled = Alignment(vertical="center", wrap_text=True), PatternFill("solid", "FFF8E1")
    for number, (row, image) in enumerate(zip(rows, images, strict=True), start=2):
        for place, value in enumerate(_values(row), start=1):
            if place == 1:
                continue
            cell = sheet.cell(number, place)
            _set(cell, value)
            cell.alignment = text
            if place in EDITED_PLACES:
                cell.fill = filled
                cell.protection = Protection(locked=False)
        sheet.row_dimensions[number].height = ROW_HEIGHT
        if image is not None:
            _picture(sheet, image, number)
        if progress is not None:
            progress(number - 1, len(rows))
    with appearing(out, folder=False) as writing:
        archive = SteadyZip(writing, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False)
        ExcelWriter(book, archive).save()


def write_csv(rows: Sequence[Row], out: Path, more: Sequence[str] = ()) -> None:
    """Write the same columns without images."""
    # Excel and LibreOffice take a CSV without the mark for one in the system's 8-bit encoding.
    with (
        appearing(out, folder=False) as writing,
        writing.open("w", newline="", encoding="utf-8-sig") as file,
    ):
        writer = csv.writer(file)
        writer.writerow([*COLUMNS[1:], *_titles(more)])
        writer.writerows([tame(value) for value in _values(row)[1:]] for row in rows)


def _set(cell: Cell | MergedCell, value: str | int) -> None:
    """Put a value into a cell; text stays text, also what is typed over it later."""
    if isinstance(value, int):
        cell.value = value
        return
    cell.value = escapes.encoded(value)
    # Also where it begins like a formula, or looks like a number.
    cell.data_type = "s"
    cell.number_format = AS_TEXT


def tame(value: str | int) -> str | int:
    """Put an apostrophe before text that a spreadsheet would take for a formula."""
    if isinstance(value, str) and value.startswith((*DANGEROUS, "'")):
        return f"'{value}"
    return value


def _values(row: Row) -> list[str | int]:
    mark = MARK if row.excluded else ""
    return [
        "",
        row.sample,
        row.label,
        mark,
        "",
        row.suggestion,
        row.reason,
        row.path,
        row.split,
        row.label,
        mark,
        *row.more,
    ]


def _titles(more: Sequence[str]) -> list[str]:
    """The names of metadata columns, told apart from what a sheet itself calls so."""
    return [f"{name} (column)" if name in COLUMNS else name for name in more]


def _head(sheet: Worksheet, more: Sequence[str]) -> None:
    for place, name in enumerate([*COLUMNS, *_titles(more)], start=1):
        cell = sheet.cell(1, place, escapes.encoded(name))
        cell.font = Font(bold=True)
        column = sheet.column_dimensions[get_column_letter(place)]
        column.width = WIDTHS.get(name, 14)
        column.hidden = name in HIDDEN
    sheet.freeze_panes = "C2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _choices(book: Workbook, sheet: Worksheet, classes: Sequence[str], rows: int) -> None:
    """Limit the label to the classes, and exclude to x or nothing."""
    lists = book.create_sheet("classes")
    lists.sheet_state = "hidden"
    for number, name in enumerate(classes, start=1):
        _set(lists.cell(number, 1), name)
    known = {
        "label": f"classes!$A$1:$A${max(len(classes), 1)}",
        "exclude": f'"{MARK}"',
    }
    last = max(rows + 1, 2)
    for name, formula in known.items():
        rule = DataValidation("list", formula1=formula, allow_blank=True)
        rule.errorTitle, rule.error = "Not in the list", NOTES[name]
        rule.promptTitle, rule.prompt = name, NOTES[name]
        rule.showErrorMessage = rule.showInputMessage = True
        letter = get_column_letter(COLUMNS.index(name) + 1)
        rule.add(f"{letter}2:{letter}{last}")
        sheet.add_data_validation(rule)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last}"


def _picture(sheet: Worksheet, data: bytes, number: int) -> None:
    picture = Image(io.BytesIO(data))
    scale = min(1.0, THUMBNAIL / max(picture.width, picture.height))
    width, height = (round(side * scale) * EMU for side in (picture.width, picture.height))
    size = XDRPositiveSize2D(width, height)
    margin = 4 * EMU
    start = AnchorMarker(col=0, colOff=margin, row=number - 1, rowOff=margin)
    picture.anchor = OneCellAnchor(_from=start, ext=size)
    sheet.add_image(picture)
