"""Records of spreadsheets: their columns, their rows, and what people changed."""

from __future__ import annotations

from dataclasses import dataclass

from labelbook.core.types import SampleId

EDITED = ("label", "exclude", "comment")
"""The columns that people fill in."""

COLUMNS = (
    "image",
    "sample",
    *EDITED,
    "suggestion",
    "reason",
    "path",
    "split",
    "label_was",
    "exclude_was",
)
NEEDED = ("sample", "path", "label", "label_was")
"""Without these it is not known what was edited; the others may be removed."""

MARK = "x"
"""In the column `exclude`: this sample is excluded."""

FORMATS = ("xlsx", "csv")
MOST_IMAGES = 10_000
"""The most rows of a workbook: more are not edited by hand, and make a file of over 100 MB."""


@dataclass(frozen=True)
class Row:
    """One sample as it is written. label: "" = none. suggestion, reason: of the issue, or "".

    more: what it holds in the metadata columns, to be read there; it is not read back.
    """

    sample: SampleId
    path: str
    split: str
    label: str
    excluded: bool
    suggestion: str = ""
    reason: str = ""
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filled:
    """One row as it came back. number: of the row in the file, the header is 1.

    exclude, exclude_was: None where the column was removed.
    """

    number: int
    sample: str
    path: str
    label: str
    label_was: str
    exclude: str | None
    exclude_was: str | None
    comment: str


@dataclass(frozen=True)
class SheetEdit:
    """One cell that a person changed. before: as it was written; None = no label, not excluded."""

    number: int
    sample: SampleId
    path: str
    field: str
    before: str | None
    after: str | None
    comment: str


@dataclass(frozen=True)
class SheetComment:
    """What a person wrote beside a sample without changing it."""

    number: int
    sample: SampleId
    path: str
    text: str


@dataclass(frozen=True)
class SheetFault:
    """A row that cannot be taken, and why."""

    number: int
    says: str

    def __str__(self) -> str:
        return f"row {self.number}: {self.says}"


@dataclass(frozen=True)
class FilledSheet:
    """A spreadsheet as it came back. faults: rows with a cell that nothing can be read from.

    is_text: a CSV, of whose cells nobody knows whether a spreadsheet took them for numbers.
    """

    rows: tuple[Filled, ...]
    faults: tuple[SheetFault, ...]
    is_text: bool


@dataclass(frozen=True)
class SheetReading:
    """What people changed in a spreadsheet. rows: how many samples it lists.

    faults: the rows that cannot be taken; nothing of them is among the edits and comments.
    """

    rows: int
    edits: tuple[SheetEdit, ...]
    comments: tuple[SheetComment, ...]
    faults: tuple[SheetFault, ...] = ()
