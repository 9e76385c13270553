"""The file of a table, in any of the formats that people keep tables in, as a data frame."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange import class_table
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers.tree import is_image
from labelbook.exchange.spreadsheet import escapes
from labelbook.exchange.tables import json_rows
from labelbook.exchange.tables import text as csv_text
from labelbook.exchange.tables.text import CsvText

COLUMNS_TOLD, CLASSES_TOLD = "labelbook.columns", "labelbook.classes"
"""Under these keys a parquet tells of its metadata columns, and of the classes of its book."""
UNNAMED = "column"
"""What the columns of a table without a head are called, with their number: its first line names
an image already."""


def read(name: str, data: bytes) -> pl.DataFrame:
    """Return a table with its columns as they are typed there; the cells of a CSV are text.

    name: says the format by its ending. Raises BadInput for what cannot be read as that.
    """
    ending = PurePosixPath(name).suffix.lower()
    reader = READERS.get(ending)
    if reader is None:
        raise BadInput(f"{name} is no table: use {', '.join(READERS)}")
    try:
        table = reader(data)
    except BadInput as error:
        raise BadInput(f"{name} {error}") from error
    except Exception as error:  # each library raises its own kinds, some from outside Python
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{name} cannot be read as {ending[1:]} ({first})") from error
    if not table.width:
        raise BadInput(f"{name} is empty: its first line must name the columns")
    return table


def text_table(data: bytes) -> pl.DataFrame:
    """Read a CSV or TSV as spreadsheets and people save it."""
    found = csv_text.opened(data)
    text, separator = found.text, found.separator
    head = next(found.rows(), [])
    bare = any(is_image(cell.strip()) for cell in head)
    try:
        table = pl.read_csv(
            text.encode(), infer_schema=False, separator=separator, has_header=not bare
        )
        if bare:
            table.columns = [f"{UNNAMED} {number}" for number in range(1, table.width + 1)]
        elif any('"' in cell for cell in head) and len(set(head)) == len(head) == table.width:
            # polars leaves the quotes of names in the head doubled.
            table.columns = head
        return table
    except pl.exceptions.ComputeError as error:
        raise BadInput(_ragged(found) or f"cannot be read as csv ({error})") from error


def _ragged(found: CsvText) -> str:
    """Which row has more cells than the head names; "" where none has."""
    rows = found.rows()
    head = next(rows, [])
    for number, row in enumerate(rows, start=2):
        if len(row) > len(head):
            return (
                f"row {number:,} has {len(row)} cells, the first line names {len(head)} columns: "
                "put cells that hold the separator in quotes"
            )
    return ""


def _json_lines(data: bytes) -> pl.DataFrame:
    rows = []
    for number, line in enumerate(csv_text.decoded(data).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise BadInput(f"line {number:,} is no JSON ({error})") from error
        if not isinstance(row, dict):
            raise BadInput(f"line {number:,} is no JSON object")
        rows.append(row)
    return pl.DataFrame(rows, infer_schema_length=None, strict=False)


def _parquet(data: bytes) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(data))


def _workbook(data: bytes) -> pl.DataFrame:
    """Read the first sheet of a workbook; a formula counts as what it shows."""
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    head = [_text(cell).strip() if cell is not None else "" for cell in next(rows, ())]
    used = [place for place, name in enumerate(head) if name]
    names = [head[place] for place in used]
    if len(set(names)) < len(names):
        raise BadInput(f"names a column twice ({', '.join(names)}): keep one of them")
    cells = [
        {head[place]: _cell(row[place]) if place < len(row) else None for place in used}
        for row in rows
        if any(cell is not None for cell in row)
    ]
    schema = None if cells else dict.fromkeys(names, pl.String)
    return pl.DataFrame(cells, schema=schema, infer_schema_length=None, strict=False)


def _cell(value: object) -> object:
    return _text(value) if isinstance(value, str) else value


def _text(value: object) -> str:
    """A text with the characters that a workbook writes by their numbers."""
    return escapes.decoded(str(value))


def told_of(data: bytes | Path) -> BookTold:
    """Return what a parquet of ours tells of its book; nothing where it is another's."""
    source = data if isinstance(data, Path) else io.BytesIO(data)
    try:
        found = pl.read_parquet_metadata(source)
        columns = class_table.columns_of(json.loads(found.get(COLUMNS_TOLD, "[]")))
        classes = class_table.classes_of(json.loads(found.get(CLASSES_TOLD, "[]")))
    except Exception:  # polars raises many kinds; whoever reads the table says what is wrong
        return BookTold()
    return BookTold(classes=classes, columns=columns)


READERS: dict[str, Callable[[bytes], pl.DataFrame]] = {
    ".csv": text_table,
    ".tsv": text_table,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": json_rows.read,
    ".parquet": _parquet,
    ".xlsx": _workbook,
}
"""Ending -> reader."""
