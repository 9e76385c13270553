"""JSON that lists images, as rows, as columns, or as a mapping of names to labels."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.tree import is_image
from labelbook.exchange.tables import text

PATH, LABEL, SPLIT = "path", "label", "split"
Rows = list[dict[str, Any]]


def read(data: bytes) -> pl.DataFrame:
    """Return what a file lists as a table; BadInput where it lists nothing."""
    try:
        found = json.loads(text.decoded(data))
    except RecursionError as error:
        raise BadInput("is nested too deeply") from error
    rows = _rows(found)
    if rows is None:
        raise BadInput(
            "lists no images: it needs a list of objects, a row each, columns of the same length, "
            "or names of images with their labels"
        )
    names = dict.fromkeys(name for row in rows for name in row)
    return pl.DataFrame({name: _series(name, rows) for name in names})


def _series(name: str, rows: Rows) -> pl.Series:
    """One column; what is of several kinds becomes text, and what holds objects JSON."""
    values = [row.get(name) for row in rows]
    held = [value for value in values if value is not None]
    if any(isinstance(value, dict) for value in held):
        values = [None if value is None else json.dumps(value) for value in values]
    elif any(isinstance(value, list) for value in held):
        values = [_texts(value) for value in values]
    elif len({_kind(value) for value in held}) > 1:
        values = [None if value is None else str(value) for value in values]
    return pl.Series(name, values, strict=False)


def _texts(value: object) -> list[str] | None:
    if value is None:
        return None
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, int | float) else type(value).__name__


def _rows(found: object) -> Rows | None:
    """The rows that JSON holds, whichever way; None where it holds none."""
    if isinstance(found, list) and found:
        if all(isinstance(each, dict) for each in found):
            return [_keyed(each) for each in found]
        if all(isinstance(each, list) and len(each) == 2 for each in found):
            return [{PATH: path, LABEL: label} for path, label in found]
        return None
    if not isinstance(found, dict) or not found:
        return None
    if found.keys() == {"classes", "labels"} and isinstance(found["labels"], dict):
        return _numbered(found["classes"], found["labels"])
    values = list(found.values())
    if all(isinstance(value, list) for value in values):
        return _of_lists(found)
    if all(isinstance(value, dict) for value in values):
        return _of_objects(found)
    lists = [value for value in values if isinstance(value, list) and _rows(value)]
    if lists:
        # Rows under a name, with words about them beside.
        return _rows(max(lists, key=len))
    if all(isinstance(value, str | int | float | None) for value in values):
        return _mapped(found)
    return None


def _numbered(classes: object, labels: Mapping[str, Any]) -> Rows | None:
    """Names of images with numbers of classes, as FiftyOne exports them; null is no label."""
    if not isinstance(classes, list):
        return None
    rows: Rows = []
    for name, label in labels.items():
        is_place = isinstance(label, int) and 0 <= label < len(classes)
        rows.append({PATH: name, LABEL: classes[label] if is_place else label})
    return rows or None


def _mapped(found: Mapping[str, Any]) -> Rows | None:
    """Names with their labels; words about a data set are none."""
    named = sum(is_image(name) for name in found) * 2 >= len(found)
    labels = {str(value) for value in found.values()}
    likely = named or (len(found) > 3 and len(labels) * 2 <= len(found))
    return [{PATH: name, LABEL: value} for name, value in found.items()] if likely else None


def _of_lists(found: Mapping[str, Sequence[Any]]) -> Rows | None:
    """Columns; or lists by split, or by class."""
    if all(_rows(value) for value in found.values()):
        parts = {name: _rows(value) or [] for name, value in found.items()}
        if all(split_names.read(name) for name in found):
            return [{SPLIT: name, **row} for name, rows in parts.items() for row in rows]
        return max(parts.values(), key=len)
    items = [item for value in found.values() for item in value]
    are_images = bool(items) and all(isinstance(item, str) and is_image(item) for item in items)
    if are_images and not any(is_image(name) for name in found):
        return [{PATH: path, LABEL: name} for name, paths in found.items() for path in paths]
    if all(is_image(name) for name in found):
        return [{PATH: name, LABEL: labels} for name, labels in found.items()]
    lengths = {len(value) for value in found.values()}
    if len(lengths) != 1:
        return None
    return [dict(zip(found, row, strict=True)) for row in zip(*found.values(), strict=True)]


def _of_objects(found: Mapping[str, Mapping[str, Any]]) -> Rows | None:
    """Objects by name; names with labels by split; or columns by number, as pandas writes them."""
    inner = [set(value) for value in found.values()]
    numbers = all(key.isdecimal() for keys in inner for key in keys)
    if numbers and inner[0] and all(keys == inner[0] for keys in inner):
        return [{name: value[key] for name, value in found.items()} for key in inner[0]]
    if all(split_names.read(name) for name in found):
        parts = {name: _rows(value) for name, value in found.items()}
        if all(parts.values()):
            return [{SPLIT: name, **row} for name, rows in parts.items() for row in rows or []]
    return [{PATH: name} | _keyed(value, PATH) for name, value in found.items()]


def _keyed(row: Mapping[str, Any], taken: str = "") -> dict[str, Any]:
    """A row whose keys are names of columns, none of them twice."""
    return {f"{name} (2)" if name == taken else str(name): value for name, value in row.items()}
