"""Plain data that a report is made from, and what is said about the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from labelbook.journal.records import Changeset, Version

Progress = Callable[[int, int], None]
"""Called with (done, total)."""

Thumbnail = Callable[[int], bytes]
"""Sample id -> the bytes of a small image. Raises NotFound or BadInput where there is none."""


@dataclass(frozen=True)
class Swap:
    """Samples that came in with one label and have another now. None: no label."""

    before: str | None
    after: str | None
    samples: int


@dataclass(frozen=True)
class Share:
    """What one person did. cells: how many they moved; added: samples they brought in or made."""

    author: str
    changesets: int
    cells: int
    added: int


@dataclass(frozen=True)
class WorkDone:
    """What was done to the samples since they came into the book.

    changed: relabelled, excluded, moved to another split -> samples. origins: imported, augmented,
    drawn -> samples. swaps, shares: the largest first.
    """

    changed: Mapping[str, int]
    origins: Mapping[str, int]
    swaps: tuple[Swap, ...]
    shares: tuple[Share, ...]


@dataclass(frozen=True)
class Found:
    """What the last search found: kind of issue -> open ones; kept: judged right by a person."""

    counts: Mapping[str, int]
    kept: int


@dataclass(frozen=True)
class ModelScore:
    """How well a fixed model did on a split, over its seeds, with the 95 % interval; 0 to 1."""

    version: str
    model: str
    split: str
    images: int
    seeds: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class Worth:
    """What a step from one version to the next was worth. word: better, worse or cannot tell."""

    first: str
    second: str
    word: str
    sentence: str


@dataclass(frozen=True)
class OpenQuestion:
    """A thread that is not resolved."""

    title: str
    state: str
    author: str
    at: str
    comments: int
    samples: int


@dataclass(frozen=True)
class Ruling:
    """An entry of the label book. kind: definition, typical, border or not."""

    kind: str
    label: str
    text: str
    author: str
    samples: int


@dataclass(frozen=True, eq=False)
class Telling:
    """What a report tells beside the map; None or empty: nothing of the kind is there yet.

    card: the filled fields of the data card.
    """

    work: WorkDone
    found: Found | None
    scores: tuple[ModelScore, ...]
    worth: tuple[Worth, ...]
    questions: tuple[OpenQuestion, ...]
    rules: tuple[Ruling, ...]
    card: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Story:
    """What a report tells of a book at one position of its journal.

    name: the book's; title: the report's; version: a version's name, None for now. changeset: the
    position. counts: split -> class ("" = no label) -> samples not excluded. excluded: how many are
    left out of all that follows. classes: in the order of their keys.

    places: one row for each sample that is on the map, by id. Columns: sample, path, label, split,
    x and y (-1..1), typicality (0..1); and where the labels were doubted: score (0..1, null where
    not judged) and suggestion (a class or null); and where the whole story is told: imported (the
    label that it came with, or null) and difference (added, relabelled, other split, or null).
    unplaced: samples that are on no map yet. telling: None where only the map is sent around.
    """

    name: str
    title: str
    version: str | None
    changeset: Changeset
    counts: Mapping[str, Mapping[str, int]]
    excluded: int
    classes: tuple[str, ...]
    versions: tuple[Version, ...]
    places: pl.DataFrame
    unplaced: int
    thumbnail: Thumbnail
    telling: Telling | None = None

    @property
    def samples(self) -> int:
        """How many samples it tells of: all that are not excluded."""
        return sum(sum(of.values()) for of in self.counts.values())


@dataclass(frozen=True)
class ReportFile:
    """What was written. samples: in the data set; shown: on the map of the file.

    thumbnail: pixels a side; quality: of the WebP. without_image: how many could not be read.
    """

    out: Path
    title: str
    changeset: int
    samples: int
    shown: int
    bytes: int
    thumbnail: int
    quality: int
    without_image: int
