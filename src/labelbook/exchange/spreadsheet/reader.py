"""The reader of filled-in spreadsheets; it names all rows with a cell that cannot be."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from labelbook.core.limits import MAX_MESSAGE
from labelbook.errors import BadInput
from labelbook.exchange.spreadsheet import escapes
from labelbook.exchange.spreadsheet.records import (
    COLUMNS,
    NEEDED,
    Filled,
    FilledSheet,
    SheetFault,
)
from labelbook.exchange.spreadsheet.typed import Typed
from labelbook.exchange.spreadsheet.writer import DANGEROUS
from labelbook.exchange.tables import text as csv_text

MOST_ROWS = 200_000
MOST_BYTES = 2_000_000_000
"""Of a workbook, unpacked: no person fills in more."""

LONGEST = MAX_MESSAGE
"""Characters of a cell."""

_READ = tuple(name for name in COLUMNS if name not in ("image", "split", "suggestion", "reason"))


def read(path: Path) -> FilledSheet:
    """Return the rows of a workbook or a CSV that labelbook wrote and people filled in.

    Columns are found by their names: they may be moved, and others may stand between. Raises
    BadInput for what is no such file; rows with a bad cell are reported together.
    """
    if not path.is_file():
        raise BadInput(f"there is no file {path}")
    is_text = path.suffix.lower() in (".csv", ".tsv")
    cells = _csv(path) if is_text else _xlsx(path)
    header = next(cells, ())
    places = _places(path, header)
    rows: list[Filled] = []
    faults: list[SheetFault] = []
    for number, row in enumerate(cells, start=2):
        if number > MOST_ROWS:
            raise BadInput(f"{path.name} has more than {MOST_ROWS:,} rows: send it in parts")
        try:
            filled = _row(number, row, places)
        except BadInput as error:
            faults.append(SheetFault(number, str(error)))
            continue
        if filled is not None:
            rows.append(filled)
    return FilledSheet(tuple(rows), tuple(faults), is_text)


def _places(path: Path, header: Sequence[object]) -> dict[str, int]:
    names = [str(name or "").strip("\ufeff \t\r\n").lower() for name in header]
    missing = [name for name in NEEDED if name not in names]
    if missing:
        raise BadInput(
            f"{path.name} has no column {missing[0]!r} in its first row: fill in a spreadsheet "
            "that labelbook wrote, and leave its column names as they are",
            needs="sheet",
        )
    twice = [name for name in _READ if names.count(name) > 1]
    if twice:
        raise BadInput(f"{path.name} has two columns {twice[0]!r}: remove one of them")
    return {name: names.index(name) for name in _READ if name in names}


def _row(number: int, row: Sequence[object], places: dict[str, int]) -> Filled | None:
    """Return what a row holds, None for an empty one. Raises BadInput for the first bad cell."""
    found = {
        name: _text(name, row[place] if place < len(row) else None)
        for name, place in places.items()
    }
    if not any(found.values()):
        return None
    return Filled(
        number,
        found["sample"],
        found["path"],
        found["label"],
        found["label_was"],
        found.get("exclude"),
        found.get("exclude_was"),
        found.get("comment", ""),
    )


def _text(name: str, value: object) -> str:
    """Return a cell as text; `Typed` where it is no text there."""
    if isinstance(value, _Formula):
        raise BadInput(f"{name} holds a formula; write the text itself")
    if value is None:
        return ""
    text = (escapes.decoded(value) if isinstance(value, str) else _written(value)).strip()
    if len(text) > LONGEST:
        raise BadInput(f"{name} has {len(text):,} characters; at most {LONGEST:,}")
    return text if isinstance(value, str) else Typed(text)


def _written(value: object) -> str:
    """Return a number, a truth value or a date as a spreadsheet shows it."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


class _Formula(str):
    """A cell that holds a formula."""

    __slots__ = ()


def _xlsx(path: Path) -> Iterator[Sequence[object]]:
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(item.file_size for item in packed.infolist()) > MOST_BYTES:
                raise BadInput(
                    f"{path.name} unpacks to more than {MOST_BYTES / 1e9:.0f} GB: send parts"
                )
        book = load_workbook(path, read_only=True, keep_links=False)
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError) as error:
        raise BadInput(
            f"{path.name} is no XLSX workbook ({error}): save it as .xlsx or .csv"
        ) from error
    try:
        sheet = book["samples"] if "samples" in book.sheetnames else book.worksheets[0]
        # The size that a file states may be wrong.
        sheet.reset_dimensions()
        for row in islice(sheet.iter_rows(), MOST_ROWS + 1):
            yield [_Formula(cell.value) if cell.data_type == "f" else cell.value for cell in row]
    finally:
        book.close()


def _csv(path: Path) -> Iterator[Sequence[object]]:
    try:
        for row in csv_text.opened(path.read_bytes()).rows():
            yield [_plain(value) for value in row]
    except csv.Error as error:
        raise BadInput(
            f"{path.name} cannot be read as CSV ({error}): save it as UTF-8 CSV"
        ) from error
    except BadInput as error:
        raise BadInput(f"{path.name} {error}") from error


def _plain(value: str) -> str:
    """Remove the apostrophe that marks text as no formula; other formulas stay formulas."""
    if value.startswith("'") and value[1:].startswith((*DANGEROUS, "'")):
        return value[1:]
    return _Formula(value) if value.startswith("=") else value
