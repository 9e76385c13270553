"""The reader of filled-in spreadsheets; it refuses cells that cannot be, with row and reason."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from labelbook.core.limits import MAX_MESSAGE
from labelbook.errors import BadInput
from labelbook.exchange.spreadsheet.records import COLUMNS, NEEDED, Filled
from labelbook.exchange.spreadsheet.writer import DANGEROUS

MOST_ROWS = 200_000
MOST_BYTES = 2_000_000_000
"""Of a workbook, unpacked: no person fills in more."""

LONGEST = MAX_MESSAGE
"""Characters of a cell."""

_READ = tuple(name for name in COLUMNS if name not in ("image", "split", "suggestion", "reason"))


def read(path: Path) -> list[Filled]:
    """Return the rows of a workbook or a CSV that labelbook wrote and people filled in.

    Columns are found by their names: they may be moved, and others may stand between. Raises
    BadInput for what is no such file, and for the first bad cell, which it names.
    """
    if not path.is_file():
        raise BadInput(f"there is no file {path}")
    cells = _csv(path) if path.suffix.lower() in (".csv", ".tsv") else _xlsx(path)
    header = next(cells, ())
    places = _places(path, header)
    return list(_rows(path, cells, places))


def _places(path: Path, header: Sequence[object]) -> dict[str, int]:
    names = [str(name or "").strip().lower() for name in header]
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


def _rows(
    path: Path, cells: Iterable[Sequence[object]], places: dict[str, int]
) -> Iterator[Filled]:
    for number, row in enumerate(cells, start=2):
        if number > MOST_ROWS:
            raise BadInput(f"{path.name} has more than {MOST_ROWS:,} rows: send it in parts")
        found = {
            name: _text(path, number, name, row[place] if place < len(row) else None)
            for name, place in places.items()
        }
        if not any(found.values()):
            continue
        yield Filled(
            number,
            found["sample"],
            found["path"],
            found["label"],
            found["label_was"],
            found.get("exclude"),
            found.get("exclude_was"),
            found.get("comment", ""),
        )


def _text(path: Path, number: int, name: str, value: object) -> str:
    if isinstance(value, _Formula):
        raise BadInput(f"{path.name}, row {number}: {name} holds a formula; write the text itself")
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = "" if value is None else str(value).strip()
    if len(text) > LONGEST:
        raise BadInput(
            f"{path.name}, row {number}: {name} has {len(text):,} characters; at most {LONGEST:,}"
        )
    return text


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
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{path.name} is not UTF-8: save it as UTF-8 CSV") from error
    first = text.split("\n", 1)[0]
    separator = max((",", ";", "\t"), key=first.count)
    try:
        for row in csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True):
            yield [_plain(value) for value in row]
    except csv.Error as error:
        raise BadInput(
            f"{path.name} cannot be read as CSV ({error}): save it as UTF-8 CSV"
        ) from error


def _plain(value: str) -> str:
    """Remove the apostrophe that marks text as no formula; other formulas stay formulas."""
    if value.startswith("'") and value[1:].startswith((*DANGEROUS, "'")):
        return value[1:]
    return _Formula(value) if value.startswith("=") else value
