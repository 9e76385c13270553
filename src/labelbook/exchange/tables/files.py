"""The file of a table, in any of the formats that people keep tables in, as a data frame."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable
from pathlib import PurePosixPath

import openpyxl
import polars as pl

from labelbook.errors import BadInput

SEPARATORS = (",", ";", "\t", "|")
_WIDE = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


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


def _text(data: bytes) -> pl.DataFrame:
    """Read a CSV or TSV as spreadsheets and people save it."""
    text = _decoded(data)
    lines = text.split("\n", 2)
    separator = None
    if lines[0].strip().lower().startswith("sep=") and len(lines[0].strip()) <= 5:
        # Excel's own way to say the separator.
        separator = lines[0].strip()[4:] or "\t"
        text = text.partition("\n")[2]
    head = text.partition("\n")[0]
    if not head.strip():
        raise BadInput("is empty: its first line must name the columns")
    separator = separator or max(SEPARATORS, key=head.count)
    try:
        return pl.read_csv(text.encode(), infer_schema=False, separator=separator)
    except pl.exceptions.ComputeError as error:
        raise BadInput(_ragged(text, separator) or f"cannot be read as csv ({error})") from error


def _ragged(text: str, separator: str) -> str:
    """Which row has more cells than the head names; "" where none has."""
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    head = next(rows, [])
    for number, row in enumerate(rows, start=2):
        if len(row) > len(head):
            return (
                f"row {number:,} has {len(row)} cells, the first line names {len(head)} columns: "
                "put cells that hold the separator in quotes"
            )
    return ""


def _decoded(data: bytes) -> str:
    wide = next((name for mark, name in _WIDE.items() if data.startswith(mark)), None)
    try:
        text = data.decode(wide or "utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(
            f"is not UTF-8 (byte {error.start:,}): save it as UTF-8 CSV, or as xlsx"
        ) from error
    # Old Mac and Windows line ends; what stands in quotes keeps its meaning either way.
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _json_lines(data: bytes) -> pl.DataFrame:
    rows = []
    for number, line in enumerate(_decoded(data).split("\n"), start=1):
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


def _json(data: bytes) -> pl.DataFrame:
    found = json.loads(_decoded(data))
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        raise BadInput("is no list of JSON objects, a row each")
    return pl.DataFrame(found, infer_schema_length=None, strict=False)


def _parquet(data: bytes) -> pl.DataFrame:
    return pl.read_parquet(io.BytesIO(data))


def _workbook(data: bytes) -> pl.DataFrame:
    """Read the first sheet of a workbook; a formula counts as what it shows."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    rows = book.worksheets[0].iter_rows(values_only=True)
    head = [str(cell).strip() if cell is not None else "" for cell in next(rows, ())]
    used = [place for place, name in enumerate(head) if name]
    names = [head[place] for place in used]
    if len(set(names)) < len(names):
        raise BadInput(f"names a column twice ({', '.join(names)}): keep one of them")
    cells = [
        {head[place]: row[place] if place < len(row) else None for place in used}
        for row in rows
        if any(cell is not None for cell in row)
    ]
    schema = None if cells else dict.fromkeys(names, pl.String)
    return pl.DataFrame(cells, schema=schema, infer_schema_length=None, strict=False)


READERS: dict[str, Callable[[bytes], pl.DataFrame]] = {
    ".csv": _text,
    ".tsv": _text,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".json": _json,
    ".parquet": _parquet,
    ".xlsx": _workbook,
}
"""Ending -> reader."""
