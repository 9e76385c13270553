"""The rows of a table as what is known of each image: label, split, tags, metadata."""

from __future__ import annotations

import ast
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import polars as pl

from labelbook.errors import Answer, BadInput
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.tables.roles import Roles
from labelbook.journal.columns import OWN, Column, Value, cell_of, kind_for

YES = ("1", "true", "yes", "y", "x")
SEVERAL_MARKS = ("|", ";", ",")
TAGS = ";"
MOST = 60
"""Characters of a metadata column's name; the number of a second one fits behind."""
_WHOLE = re.compile(r"[+-]?(0|[1-9]\d*)")
_NUMBER = re.compile(r"[+-]?((0|[1-9]\d*)(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class TableRow:
    """One row. text: its cell of paths. split: None where the table does not say.

    unknown_split: what stands there and names no split. excluded: None where it is not said.
    number: as people count, the head is 1.
    """

    number: int
    text: str
    label: str | None
    split: str | None
    unknown_split: str | None
    tags: tuple[str, ...]
    excluded: bool | None
    metadata: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Rows:
    """All rows. columns: the metadata columns that they have values of."""

    rows: list[TableRow]
    columns: tuple[Column, ...]
    doubts: tuple[Doubt, ...]


def read(
    table: pl.DataFrame,
    roles: Roles,
    options: ReadOptions,
    names: Sequence[str],
    told: BookTold | None = None,
) -> Rows:
    """Return the rows of a table by the roles of its columns.

    names: of the classes, where labels are their numbers; empty where they are not. told: what an
    export tells of its columns.
    """
    texts = _cells(table, roles.path)
    labels = _labels(table, roles, names)
    doubts = []
    if labels.several:
        doubts.append(_several(labels.several, labels.example, options))
    splits, excluded = (_cells(table, column) for column in (roles.split, roles.excluded))
    tags = _tags(table, roles.tags, _cells(table, roles.tags))
    typed, columns = _metadata(table, roles.metadata, told.columns if told else {})
    rows = []
    for place, given in enumerate(labels.of_rows):
        label, more = _one(given, options.several)
        split = splits[place]
        known = split_names.read(split, options.split_names) if split else None
        rows.append(
            TableRow(
                number=place + 2,
                text=texts[place],
                label=label,
                split=known.split if known else None,
                unknown_split=split if split and not known else None,
                tags=tuple(sorted({*tags[place], *more})),
                excluded=excluded[place].lower() in YES if excluded[place] else None,
                metadata={
                    name: value
                    for name, values in typed.items()
                    if (value := values[place]) is not None
                },
            )
        )
    if options.several == "skip":
        rows = [row for row, given in zip(rows, labels.of_rows, strict=True) if len(given) < 2]
    return Rows(rows, columns, tuple(doubts))


def _metadata(
    table: pl.DataFrame, names: Sequence[str], told: Mapping[str, Column]
) -> tuple[dict[str, list[Value | None]], tuple[Column, ...]]:
    """The values of metadata columns and what these are: as an export tells, else as they look."""
    typed: dict[str, list[Value | None]] = {}
    columns: list[Column] = []
    for name in (name for name in told if name in names):
        values = _told_values(table[name], told[name])
        kept = told[name]
        if values is None:
            values = _values(table[name])
            kept = replace(kept, kind=kind_for(values), group=False)
        typed[kept.name] = values
        columns.append(kept)
    others = [name for name in names if name not in told]
    for title, name in zip(_names(others, list(typed)), others, strict=True):
        values = _values(table[name])
        if any(value is not None for value in values):
            typed[title] = values
            columns.append(Column(title, kind_for(values)))
    return typed, tuple(columns)


def _told_values(cells: pl.Series, column: Column) -> list[Value | None] | None:
    """The values of a column that an export tells of; None where it cannot hold them."""
    if isinstance(cells.dtype, pl.List):
        lists = cells.cast(pl.List(pl.String)).to_list()
        found: list[Value | None] = [tuple(row) if row else None for row in lists]
    else:
        found = [value if _is_value(value) and value != "" else None for value in cells.to_list()]
    try:
        for value in found:
            cell_of(column, value)
    except (BadInput, TypeError):
        return None
    return found


def _names(columns: Sequence[str], taken: Sequence[str]) -> list[str]:
    """Names that metadata columns may have: none that every sample has, none twice."""
    names: list[str] = list(taken)
    for column in columns:
        name = re.sub(r"[\x00-\x1f\x7f]", " ", column).strip()[:MOST] or "column"
        name = f"table {name}" if name.lower() in OWN else name
        again = sum(known.partition(" #")[0] == name for known in names)
        names.append(f"{name} #{again + 1}" if again else name)
    return names[len(taken) :]


def _cells(table: pl.DataFrame, column: str | None) -> list[str]:
    """The cells of a column as text without blanks around; "" where there is nothing."""
    if column is None:
        return [""] * table.height
    cells = table[column]
    if isinstance(cells.dtype, pl.List):
        cells = cells.cast(pl.List(pl.String)).list.join(TAGS)
    return [str(text).strip() for text in cells.cast(pl.String).fill_null("").to_list()]


def _tags(table: pl.DataFrame, column: str | None, texts: Sequence[str]) -> list[set[str]]:
    """The tags of each row. texts: the cells, where they hold no lists."""
    if column is not None and isinstance(table.schema[column], pl.List):
        return [set(_bare(row)) for row in table[column].to_list()]
    return [{tag for tag in _items(text) if tag} for text in texts]


def _items(text: str) -> Sequence[str]:
    """The tags in a cell: as JSON, where one of them holds the mark that is between others."""
    if text.startswith("["):
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if isinstance(found, list) and all(isinstance(item, str) for item in found):
            return found
    return [tag.strip() for tag in text.split(TAGS)]


@dataclass(frozen=True)
class _Labels:
    """of_rows: the labels of each row, none, one or several. several: how many have several."""

    of_rows: list[tuple[str, ...]]
    several: int
    example: str


def _labels(table: pl.DataFrame, roles: Roles, names: Sequence[str]) -> _Labels:
    if roles.single and roles.label is not None and table.schema[roles.label] == pl.String:
        texts = _cells(table, roles.label)
        found: list[tuple[str, ...]] = [(text,) if text else () for text in texts]
    elif roles.one_hot:
        found = _from_columns(table, roles)
    else:
        found = _from_column(table, roles.label)
    if names:
        found = [
            tuple(names[int(label)] if _is_place(label, names) else label for label in labels)
            for labels in found
        ]
    many = [labels for labels in found if len(labels) > 1]
    return _Labels(found, len(many), ", ".join(many[0]) if many else "")


def _is_place(label: str, names: Sequence[str]) -> bool:
    return label.isdecimal() and int(label) < len(names)


def _from_columns(table: pl.DataFrame, roles: Roles) -> list[tuple[str, ...]]:
    """Labels from columns of 0 and 1, a class each."""
    marks = [
        [text.lower() in ("1", "1.0", "true") for text in _cells(table, column)]
        for column in roles.one_hot
    ]
    classes = [column.strip() for column in roles.one_hot]
    return [
        tuple(name for name, mark in zip(classes, row, strict=True) if mark)
        for row in zip(*marks, strict=True)
    ]


def _from_column(table: pl.DataFrame, column: str | None) -> list[tuple[str, ...]]:
    if column is None:
        return [()] * table.height
    cells = table[column]
    if isinstance(cells.dtype, pl.List):
        return [_bare(row) for row in cells.to_list()]
    texts = _cells(table, column)
    if texts and all(re.fullmatch(r"(\d+\.0)?", text) for text in texts):
        # Whole numbers that an empty cell has turned into fractions.
        texts = [text.removesuffix(".0") for text in texts]
    if any(text.startswith("[") and text.endswith("]") for text in texts):
        return [_written_list(text) for text in texts]
    mark = _mark(texts)
    return [
        _bare(text.split(mark)) if mark and mark in text else ((text,) if text else ())
        for text in texts
    ]


def _mark(texts: Sequence[str]) -> str | None:
    """What stands between several labels in a cell: its parts are labels of other cells too."""
    for mark in SEVERAL_MARKS:
        with_mark = {text for text in texts if mark in text}
        if not with_mark:
            continue
        alone = {text for text in texts if text and mark not in text}
        parts = Counter(part for text in with_mark for part in set(_bare(text.split(mark))))
        if all(part in alone or count > 1 for part, count in parts.items()):
            return mark
    return None


def _bare(parts: Sequence[Any] | None) -> tuple[str, ...]:
    texts = [str(part).strip() for part in parts or () if part is not None]
    return tuple(dict.fromkeys(text for text in texts if text))


def _written_list(text: str) -> tuple[str, ...]:
    """A list as Python or JSON writes it, `['cat', 'dog']`; any other text is one label."""
    if text.startswith("[") and text.endswith("]"):
        try:
            found = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            found = text[1:-1].split(",")
        if isinstance(found, list):
            return _bare(found)
    return (text,) if text else ()


def _one(labels: Sequence[str], several: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The label of a row, and what becomes tags."""
    if len(labels) < 2:
        return (labels[0] if labels else None), ()
    return (None, tuple(labels)) if several == "none" else (labels[0], tuple(labels[1:]))


def _several(count: int, example: str, options: ReadOptions) -> Doubt:
    done = {
        None: "the first is taken, the others become tags",
        "first": "the first is taken, the others become tags",
        "none": "they come in without a label, and with tags",
        "skip": "they are left out",
    }[options.several]
    rows = "1 row has" if count == 1 else f"{count:,} rows have"
    return Doubt(
        f"{rows} several labels ({example}): {done}",
        (
            Answer("the first is the label, the others become tags", {"several": "first"}),
            Answer("no label; all become tags", {"several": "none"}),
            Answer("leave these images out", {"several": "skip"}),
        ),
    )


def _values(cells: pl.Series) -> list[Value | None]:
    """The values of a metadata column; in a table of texts, what they are written as."""
    if isinstance(cells.dtype, pl.List):
        lists = cells.cast(pl.List(pl.String)).to_list()
        return [tuple(item for item in row if item is not None) if row else None for row in lists]
    if cells.dtype != pl.String:
        if cells.dtype in (pl.Categorical, pl.Enum):
            cells = cells.cast(pl.String)
        return [value if _is_value(value) else None for value in cells.to_list()]
    texts = [text.strip() or None for text in cells.fill_null("").to_list()]
    held = [text for text in texts if text is not None]
    if held and all(_WHOLE.fullmatch(text) for text in held):
        return [None if text is None else int(text) for text in texts]
    if held and all(_NUMBER.fullmatch(text) for text in held):
        return [None if text is None else float(text) for text in texts]
    if held and all(_DATE.fullmatch(text) for text in held):
        return [_date(text) for text in texts]
    return list(texts)


def _is_value(value: object) -> bool:
    """Whether a cell holds something; a fraction that is no number is an empty cell."""
    return value is not None and value == value


def _date(text: str | None) -> Value | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return text
