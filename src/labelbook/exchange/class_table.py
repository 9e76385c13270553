"""The file beside exported images that tells of their classes and metadata columns.

It names the classes that no folder can be called, and holds what the format itself has no place
for: the classes' order, descriptions, keys and colours, and what each metadata column is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from labelbook.core.limits import MAX_DESCRIPTION
from labelbook.core.names import mended
from labelbook.errors import BadInput
from labelbook.journal.columns import Column, checked

FILE = "labelbook-classes.json"
LAYOUT = "SPLIT/CLASS/FILE"
MOST_BYTES = 10_000_000
_COLOUR = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True)
class ClassTold:
    """What is told of a class. key, colour: None for those that go with its place."""

    name: str
    description: str = ""
    key: str | None = None
    colour: str | None = None


@dataclass(frozen=True)
class BookTold:
    """What an export tells of the book that it is of.

    folders: of classes that no folder can be called, folder -> class. classes: in their order.
    columns: the metadata columns, by the names that they have in this export. layout: what the
    folders mean, where they could be read otherwise; "" where they cannot.
    """

    folders: Mapping[str, str] = field(default_factory=dict)
    classes: tuple[ClassTold, ...] = ()
    columns: Mapping[str, Column] = field(default_factory=dict)
    layout: str = ""

    def __bool__(self) -> bool:
        return bool(self.folders or self.classes or self.columns or self.layout)

    def text(self) -> str:
        """Return the file's content."""
        told: dict[str, object] = {"folders": dict(sorted(self.folders.items()))}
        if self.classes:
            told["classes"] = [asdict(each) for each in self.classes]
        if self.columns:
            told["columns"] = columns_told(self.columns)
        if self.layout:
            told["layout"] = self.layout
        return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def columns_told(columns: Mapping[str, Column]) -> list[dict[str, object]]:
    """Return columns as an export tells them. columns: by the names that they have there."""
    return [
        asdict(column) | ({"as": name} if name != column.name else {})
        for name, column in columns.items()
    ]


def headed(columns: Sequence[Column], taken: Collection[str]) -> dict[str, Column]:
    """Return columns by the names that they get beside others. taken: the names of those."""
    found: dict[str, Column] = {}
    used = {name.casefold() for name in taken}
    for column in columns:
        name, again = column.name, 2
        while name.casefold() in used:
            name, again = f"{column.name} #{again}", again + 1
        used.add(name.casefold())
        found[name] = column
    return found


def beside(source: Path) -> BookTold:
    """Return what the file beside a source tells, in its folder or in that of a file; else nothing.

    A file that is damaged or no such file tells nothing.
    """
    folder = source if source.is_dir() else source.parent
    try:
        place = folder / FILE
        if not place.is_file() or place.stat().st_size > MOST_BYTES:
            return BookTold()
        return of_text(place.read_bytes())
    except OSError:
        return BookTold()


def of_text(data: bytes) -> BookTold:
    """Return what the file's content tells; what cannot be in a book is left out."""
    try:
        told = json.loads(data)
    except (ValueError, RecursionError):
        return BookTold()
    if not isinstance(told, dict):
        return BookTold()
    folders = told.get("folders")
    found = folders.items() if isinstance(folders, dict) else ()
    return BookTold(
        {str(folder): str(label) for folder, label in found},
        classes_of(told.get("classes")),
        columns_of(told.get("columns")),
        LAYOUT if told.get("layout") == LAYOUT else "",
    )


def classes_of(told: object) -> tuple[ClassTold, ...]:
    """Return classes as an export tells them; those that cannot be are left out."""
    found: dict[str, ClassTold] = {}
    keys: set[str] = set()
    for each in told if isinstance(told, list) else ():
        if not isinstance(each, dict) or not mended(str(each.get("name", ""))):
            continue
        name = mended(str(each["name"]))
        key, colour = each.get("key"), each.get("colour")
        key = key if isinstance(key, str) and len(key) == 1 and key in "1234567890" else None
        key = None if key in keys else key
        keys |= {key} if key else set()
        colour = colour if isinstance(colour, str) and _COLOUR.fullmatch(colour) else None
        description = str(each.get("description") or "")[:MAX_DESCRIPTION]
        found.setdefault(name, ClassTold(name, description, key, colour))
    return tuple(found.values())


def columns_of(told: object) -> dict[str, Column]:
    """Return columns as an export tells them, by their names there; others are left out."""
    found: dict[str, Column] = {}
    for each in told if isinstance(told, list) else ():
        column = _column(each)
        if column is not None:
            found[str(each.get("as") or column.name)] = column
    return found


def _column(each: Any) -> Column | None:
    try:
        group, said = bool(each.get("group")), str(each.get("description") or "")
        return checked(Column(str(each["name"]), each["kind"], group, said))
    except (BadInput, KeyError, TypeError, AttributeError):
        return None


def is_table(path: str) -> bool:
    """Return whether a path of a source is that of this file."""
    return path.rpartition("/")[2] == FILE
