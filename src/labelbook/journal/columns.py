"""Metadata columns: what people know of their samples beside label, split and tags.

A column has a name and a kind. In the journal a value is text, as every cell is; this is the one
place that turns values into cells and back:

* `number`: "17", "0.5": whole numbers without a point
* `date`: "2024-03-01", or "2024-03-01T12:30:00" where the time is known, in UTC if it had a zone
* `list`: JSON, `["left", "blurred"]`
* `text`, `category`: the text itself; a category is one of few, and one line
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, get_args

from labelbook.core.limits import MAX_CELL, MAX_COLUMNS, MAX_MESSAGE, MAX_NAME
from labelbook.errors import BadInput

Kind = Literal["text", "number", "date", "category", "list"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Value = str | int | float | bool | date | datetime | tuple[str, ...]
"""What a cell of a metadata column holds; an empty one holds None."""

COLUMN_PREFIX = "column:"
"""Before the name of a metadata column, where it stands for a field."""

OWN = (
    *("sample", "path", "label", "split", "excluded", "tags", "present", "hash"),
    *("width", "height", "size", "format", "mode", "origin", "last_author", "last_change"),
)
"""Names of what every sample has; no metadata column may take one."""

EXACT = 2**53
"""Whole numbers up to here are the same everywhere; a longer one is a name made of digits."""

_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_WHOLE = re.compile(r"-?\d+")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_FORBIDDEN = re.compile(r"[\x00\ud800-\udfff]")
_SEPARATOR = ";"
_FEW = 50
_SHARE = 0.5


@dataclass(frozen=True)
class Column:
    """One metadata column. kind: one of KINDS.

    group: samples of one value belong together (a patient, a camera, a writer): no split parts
    them. description: what people should know of it.
    """

    name: str
    kind: Kind
    group: bool = False
    description: str = ""


def checked(column: Column) -> Column:
    """Return a column in the form that is stored; BadInput when it cannot be one."""
    name = column.name.strip()
    if not name:
        raise BadInput("the column has no name: give it one")
    if len(name) > MAX_NAME or _CONTROL.search(name) or _FORBIDDEN.search(name):
        raise BadInput(
            f"{name[:40]!r} cannot name a column: use one line of at most {MAX_NAME} characters"
        )
    if name.lower() in OWN:
        raise BadInput(f"every sample has {name!r} already: choose another name for the column")
    if column.kind not in KINDS:
        raise BadInput(f"{column.kind!r} is no kind of column: use {', '.join(KINDS)}")
    if column.group and column.kind == "list":
        raise BadInput(f"{name} holds lists, which cannot be a group: use text or category")
    description = column.description.strip()
    if len(description) > MAX_MESSAGE or _FORBIDDEN.search(description):
        raise BadInput(f"a column's description has at most {MAX_MESSAGE} characters")
    return Column(name, column.kind, column.group, description)


def check_count(count: int) -> None:
    """Raise BadInput when a book would have more columns than it can show."""
    if count > MAX_COLUMNS:
        raise BadInput(f"a book holds at most {MAX_COLUMNS} metadata columns, not {count}")


def cell_of(column: Column, value: Value | None) -> str | None:
    """Return the cell that holds a value, None for an empty one.

    A text is read as the column's kind asks. Raises BadInput when the column cannot hold it.
    """
    if value is None or value == "" or value == () or value == []:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    cell = _CELLS[column.kind](value)
    if cell is None:
        raise BadInput(f"{column.name} holds {_HOLDS[column.kind]}, not {_shown(value)}")
    if len(cell) > MAX_CELL:
        raise BadInput(
            f"a cell of {column.name} has {len(cell):,} characters, at most {MAX_CELL:,} are kept"
        )
    return cell or None


def value_of(kind: Kind, cell: str | None) -> Value | None:
    """Return the value that a cell holds; the inverse of `cell_of`."""
    if cell is None:
        return None
    if kind == "number":
        return int(cell) if _WHOLE.fullmatch(cell) else float(cell)
    if kind == "date":
        return datetime.fromisoformat(cell) if "T" in cell else date.fromisoformat(cell)
    return tuple(json.loads(cell)) if kind == "list" else cell


def kind_for(values: Iterable[Value | None]) -> Kind:
    """Return the kind that holds typed values: what they are, and for texts whether they are few.

    Texts are taken as they are: "17" in quotes is a text.
    """
    held = [value for value in values if value is not None]
    if held and all(isinstance(value, tuple | list) for value in held):
        return "list"
    if held and all(isinstance(value, date) for value in held):
        return "date"
    if held and all(_is_exact(value) for value in held):
        return "number"
    texts = {_text(value) for value in held}
    few = len(texts) <= max(2, min(_FEW, _SHARE * len(held)))
    if not held or not few:
        return "text"
    short = all(len(text) <= MAX_NAME and not _CONTROL.search(text) for text in texts)
    return "category" if short else "text"


def defined(
    metadata: Iterable[Mapping[str, Value | None]], known: Iterable[Column]
) -> tuple[Column, ...]:
    """Return the columns that metadata names beside the known ones, of the kinds that fit."""
    names = {column.name for column in known}
    found: dict[str, list[Value | None]] = {}
    for each in metadata:
        for name, value in each.items():
            if name not in names:
                found.setdefault(name, []).append(value)
    return tuple(Column(name, kind_for(values)) for name, values in found.items())


def _is_exact(value: Value) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and (isinstance(value, float) or abs(value) <= EXACT)


def _number(value: Value) -> str | None:
    if isinstance(value, str):
        text = value.strip()
        if not _NUMBER.fullmatch(text):
            return None
        value = int(text) if _WHOLE.fullmatch(text) else float(text)
    if isinstance(value, bool):
        value = int(value)
    if not isinstance(value, int | float) or not _is_exact(value):
        return None
    whole = isinstance(value, int) or (value.is_integer() and abs(value) <= EXACT)
    return str(int(value)) if whole else repr(value)


def _date(value: Value) -> str | None:
    if isinstance(value, str):
        try:
            text = value.strip()
            value = date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
        except ValueError:
            return None
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            value = value.astimezone(UTC).replace(tzinfo=None)
        return value.isoformat()
    return value.isoformat() if isinstance(value, date) else None


def _list(value: Value) -> str | None:
    if isinstance(value, str):
        value = _items(value)
    if not isinstance(value, tuple | list):
        return None
    items = [str(item) for item in value]
    if any(_FORBIDDEN.search(item) for item in items):
        return None
    return json.dumps(items, ensure_ascii=False) if items else ""


def _items(text: str) -> tuple[str, ...]:
    """The items of a list that is written as JSON, or with semicolons between them."""
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return tuple(found)
    return tuple(item.strip() for item in text.split(_SEPARATOR) if item.strip())


def _text(value: Value) -> str:
    """A value as people would write it into a column of texts."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | int):
        return _number(value) or str(value)
    if isinstance(value, date):
        return _date(value) or ""
    return _list(value) or ""


def _any_text(value: Value) -> str | None:
    text = _text(value)
    return None if _FORBIDDEN.search(text) else text


def _category(value: Value) -> str | None:
    text = _text(value).strip()
    if len(text) > MAX_NAME or _CONTROL.search(text) or _FORBIDDEN.search(text):
        return None
    return text


def _shown(value: Value) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


_CELLS = {
    "text": _any_text,
    "number": _number,
    "date": _date,
    "category": _category,
    "list": _list,
}
_HOLDS = {
    "text": "text that can be stored as UTF-8",
    "number": "numbers",
    "date": "dates such as 2024-03-01 or 2024-03-01T12:30",
    "category": f"one line of at most {MAX_NAME} characters",
    "list": "lists of texts",
}
