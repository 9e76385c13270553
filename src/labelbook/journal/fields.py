"""The table of sample fields: what a book knows of an image beside its path, label and split.

A field is declared here once. From this come its column in `samples`, its place in `Book.samples()`
and in exports, in the columns file, in what is sent of new samples, and on the page. Its value is
read from the image by the reader of its name in `images.facts`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Value = int | float | str
Sent = Literal["uint8", "uint16", "uint32", "float32", "words"]


@dataclass(frozen=True)
class Field:
    """What is known of every sample under one name; it comes with the sample and never changes.

    name: of the column everywhere. says: to people, as a column's title. of: the type of a value,
    in the database too. longest: characters of a text. default: of samples that came before there
    was the field; None where all have it.
    listed: in `Book.samples()` and in exports. sent: its type in the columns file, where "words"
    are codes of texts; None: the page is not sent it. What is sent can be a column of the sheet
    (shown), an order (sortable), and a filter by value (filtered: uint8, uint16 or words).
    """

    name: str
    says: str
    of: type[Value]
    longest: int = 20
    default: Value | None = None
    listed: bool = True
    sent: Sent | None = None
    shown: bool = False
    sortable: bool = False
    filtered: bool = False

    def value_in(self, fields: Mapping[str, Value]) -> Value:
        """Return a sample's value; KeyError where it has none and must have one."""
        return fields[self.name] if self.default is None else fields.get(self.name, self.default)


FIELDS = (
    # The sheet shows both in one column of its own.
    Field("width", "Width", int, sent="uint32", sortable=True),
    Field("height", "Height", int, sent="uint32", sortable=True),
    Field("size", "Bytes", int),
    Field("format", "Format", str),
    Field("mode", "Mode", str, listed=False),
    Field("origin", "Origin", str),
)
SENT = tuple(field for field in FIELDS if field.sent is not None)
LISTED = tuple(field.name for field in FIELDS if field.listed)
NAMES = tuple(field.name for field in FIELDS)


def values_of(record: object) -> dict[str, Value]:
    """Return the fields that a record has under their own names or in its `fields`."""
    others: dict[str, Value] = getattr(record, "fields", {})
    return {name: getattr(record, name) for name in NAMES if hasattr(record, name)} | others
