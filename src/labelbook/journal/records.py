"""Plain data of the journal: edits, changesets, samples and where they come from.

A cell is one field of one sample. Its value is text or None:

* `label`: the class name, None where the sample has no label
* `split`: "train", "val" or "test"
* `excluded`, `tag:NAME`: "1" where it holds, None where it does not
* `column:NAME`: a value of a metadata column (see `columns`), None where it is empty
* `present`: "1", or None once the changeset that added the sample was undone
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

from labelbook.core.types import ChangesetId, SampleId
from labelbook.journal import columns
from labelbook.journal.columns import Column
from labelbook.journal.fields import Value

SPLITS = ("train", "val", "test")
Tool = Literal["recipe", "canvas", "compose"]
TOOLS: tuple[Tool, ...] = get_args(Tool)
TAG_PREFIX = "tag:"
YES = "1"

KEPT = "kept:"
"""Prefix of a tag: somebody looked at this, and the sample stays as it is."""


@dataclass(frozen=True)
class Edit:
    """Set one field of some samples to one value.

    samples: sample ids. before: what the editor saw in each of them (same length), or None
    to set the value whatever it is now. after: the new value.
    """

    field: str
    samples: Sequence[int]
    after: str | None
    before: Sequence[str | None] | None = None


@dataclass(frozen=True)
class ChangeGroup:
    """The changes of one changeset that share field, before and after. samples: ids, ascending."""

    field: str
    before: str | None
    after: str | None
    samples: tuple[SampleId, ...]


@dataclass(frozen=True)
class Changeset:
    """The unit of undo and of blame.

    at: UTC, ISO 8601. tool: what made it ("import", "sheet", "apply", "python", "undo" ...).
    message: why, in its author's words. summary: what, in ours ("Excluded 3 samples").
    size: number of changes. added: number of new samples. reverts: the changeset that
    this one undoes, or None. reverted_by: the changeset that undoes this one now, or None.
    """

    id: ChangesetId
    author: str
    at: str
    tool: str
    message: str
    summary: str
    size: int
    added: int
    reverts: ChangesetId | None
    reverted_by: ChangesetId | None


@dataclass(frozen=True)
class HistoryEntry:
    """One change of one sample, with the changeset it came in (its blame)."""

    changeset: Changeset
    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Version:
    """A named position in the journal: the state after `changeset`."""

    name: str
    changeset: ChangesetId
    author: str
    at: str
    note: str


@dataclass(frozen=True)
class Arrival:
    """A sample as it enters the book, or comes back into it, with the cells that it has then.

    hash: the first 8 hex digits of its content's. last_change: changeset, 0 = none; author: of it.
    fields: those that are sent and have no attribute here. metadata: cells by column, as text.
    """

    id: SampleId
    path: str
    width: int
    height: int
    hash: str
    label: str | None
    split: str
    excluded: bool
    tags: tuple[str, ...]
    last_change: int
    author: str | None
    fields: Mapping[str, Value]
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class News:
    """A changeset and what it moved.

    arrivals: the samples that it added, by id; None: too many to list one by one. classes: of the
    book, in the order of their keys, where it brought some. classes_moved: classes were ordered,
    renamed, described or taken away, so that the columns have to be read again. columns: the
    metadata columns of the book, where it moved one: their cells have to be read again.
    """

    changeset: Changeset
    groups: list[ChangeGroup]
    arrivals: tuple[Arrival, ...] | None = ()
    classes: tuple[str, ...] | None = None
    classes_moved: bool = False
    columns: tuple[Column, ...] | None = None

    @property
    def can_be_followed(self) -> bool:
        """Whether it tells all that a reader of what was before needs to know."""
        return self.arrivals is not None and not self.classes_moved and self.columns is None


@dataclass(frozen=True)
class NewSample:
    """A sample that is about to enter the book.

    path: relative to the imported folder, "/" between parts; unique in the book. location: where
    the bytes are, relative to the source's folder, or the name in the book's own `images/`.
    hash: SHA-256 of the file's bytes, hex. fields: by the names of `fields.FIELDS`; origin is
    "imported", "augmented" or "drawn". metadata: values by column; a column that the book does not
    have is made, of the kind that its values fit.
    """

    path: str
    location: str
    hash: str
    label: str | None
    split: str
    fields: Mapping[str, Value]
    tags: tuple[str, ...] = ()
    excluded: bool = False
    metadata: Mapping[str, columns.Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Sample:
    """One image of the book and its state now; fields as in NewSample.

    width, height: pixels after EXIF orientation. size: bytes. fields: those of `fields.FIELDS` that
    have no attribute here. source: the folder of `location`, relative to the book's directory for
    its own images. metadata: the cells that are not empty, by column, as text.
    """

    id: SampleId
    path: str
    source: str
    location: str
    hash: str
    width: int
    height: int
    size: int
    format: str
    mode: str
    origin: str
    added_by: ChangesetId
    imported_label: str | None
    imported_split: str
    label: str | None
    split: str
    excluded: bool
    tags: tuple[str, ...]
    fields: Mapping[str, Value]
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Skipped:
    """A file that an import left out, and why. changeset: the import."""

    changeset: ChangesetId
    path: str
    reason: str


@dataclass(frozen=True)
class NewMade:
    """A sample that labelbook made and that is about to enter the book.

    png: the image's file. parents: the samples that it was made from, in the order that the
    recipe names them. recipe: JSON with all parameters; with the parents' images and the seed it
    gives the same bytes again, unless a hand drew them. pair: a sample of the book that gets the
    same tags in the same changeset.
    """

    png: bytes
    label: str | None
    split: str = "train"
    tags: tuple[str, ...] = ()
    parents: tuple[int, ...] = ()
    recipe: str = "{}"
    seed: int | None = None
    pair: int | None = None


@dataclass(frozen=True)
class Birth:
    """How a sample was made; fields as in NewMade. tool: of TOOLS."""

    tool: str
    parents: tuple[SampleId, ...]
    recipe: str
    seed: int | None
    pair: SampleId | None = None


@dataclass(frozen=True)
class Lineage:
    """Where a sample comes from and what was made of it: ids of present samples.

    tool, recipe, seed: as in Birth, None where the sample was imported.
    """

    parents: tuple[SampleId, ...]
    children: tuple[SampleId, ...]
    tool: Tool | None
    recipe: str | None
    seed: int | None


@dataclass(frozen=True)
class SavedPiece:
    """A piece of a drawing, saved for the canvas. id: 0 before it is saved.

    label: what the piece is by itself, if anything. source: the sample that it was taken from,
    which also has its style. image: a PNG with transparency in the book's own `images/`.
    thickness: of its strokes, in pixels; darkness: 0 to 1. at: UTC, ISO 8601. removed: from the
    tray.
    """

    id: int
    label: str | None
    source: SampleId | None
    image: str
    width: int
    height: int
    thickness: float
    darkness: float
    author: str
    at: str
    removed: bool = False


@dataclass(frozen=True)
class Offer:
    """Something to compose with: a saved piece, or the whole drawing of a sample.

    id: of the piece or of the sample. source: the sample whose style
    it has. distance: from what is on the canvas, 0 alike to 2 opposite, None where it is not known.
    """

    kind: Literal["piece", "drawing"]
    id: int
    label: str | None
    source: SampleId | None
    distance: float | None
    author: str | None


@dataclass(frozen=True)
class Guess:
    """The current model's probabilities for an image. learnt_from: a number of samples.

    classes: in the book's order; probabilities: of each, 0 to 1.
    """

    classes: tuple[str, ...]
    probabilities: tuple[float, ...]
    learnt_from: int


@dataclass(frozen=True)
class DrawingTarget:
    """A sample to draw from next, with the reason in a sentence.

    label: the class that new samples should have.
    """

    sample: SampleId
    kind: Literal["misclassified", "hard", "missing"]
    label: str | None
    why: str
