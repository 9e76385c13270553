"""How a reading of 0.1.0 and one of today are compared: by their names then, as plain data.

`door` finds what a method is called now by `renames.json`; a field of a record, or a value, that is
called otherwise now stands in FIELDS or VALUES.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).parent

FIELDS: dict[str, str] = {
    "gone": "removed",
    "doubts": "issues",
    "eyes": "own_model",
}
"""Field of a record of 0.1.0 -> what it is called now, where that changed."""

VALUES: dict[str, str] = {
    "stays": "keeps",
    "forbidden": "breaks",
}
"""Value that 0.1.0 gave -> what is given now, where that changed."""

KINDS = {"label": "mislabelled", "technical": "image-fault"}
"""Kind of issue of 0.1.0 -> what it is called now."""

CLOSE = 4
"""Decimals that floats are compared by: threads may add in another order."""


def door(book: Any, name: str) -> Any:
    """Return a method or property of 0.1.0's Book by its name then, wherever it is now."""
    new = json.loads((HERE / "renames.json").read_text())["methods"].get(name, name)
    try:
        return _at(book, new)
    except AttributeError:
        return _at(book, name)


def _at(book: Any, dotted: str) -> Any:
    found = book
    for name in dotted.split("."):
        found = getattr(found, name)
    return found


def today(value: Any, field: str = "") -> Any:
    """Return a reading of 0.1.0 in the words of today. field: the one that holds it."""
    if isinstance(value, str):
        return KINDS.get(value, value) if field == "kind" else VALUES.get(value, value)
    if isinstance(value, list):
        return [today(item, field) for item in value]
    if isinstance(value, dict):
        # A table may have a column called label: only counts of issues are by kind.
        names = KINDS if set(KINDS) <= set(value) else VALUES
        return {names.get(key, key): today(item, key) for key, item in value.items()}
    return value


def plain(value: Any) -> Any:
    """Return a value as it comes back from JSON, floats rounded, bytes as their SHA-256."""
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if isinstance(value, float | np.floating):
        return round(float(value), CLOSE) + 0.0
    if isinstance(value, np.ndarray):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def only(item: Any, names: str) -> dict[str, Any]:
    """Return some fields of a record, named as in 0.1.0."""
    return {
        name: getattr(item, name) if hasattr(item, name) else getattr(item, FIELDS[name])
        for name in names.split()
    }


def each(items: Iterable[Any], names: str) -> list[dict[str, Any]]:
    """Return some fields of each record."""
    return [only(item, names) for item in items]


def table(frame: Any, *columns: str) -> dict[str, list[Any]]:
    """Return some columns (default: all) of a polars frame."""
    return dict((frame.select(columns) if columns else frame).to_dict(as_series=False))
