"""Records of a report: the data that it is made from, and the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from labelbook.core.types import ChangesetId
from labelbook.journal.records import Changeset, Version

Thumbnail = Callable[[int], bytes]
"""Sample id -> the bytes of a small image. Raises NotFound or BadInput where there is none."""


@dataclass(frozen=True)
class LabelChange:
    """Samples that were imported with one label and have another now. None = no label."""

    before: str | None
    after: str | None
    samples: int


@dataclass(frozen=True)
class Contribution:
    """What one person did. cells: changed by them; added: samples that they imported or made."""

    author: str
    changesets: int
    cells: int
    added: int


@dataclass(frozen=True)
class WorkDone:
    """The changes of samples since their import.

    changed: relabelled, excluded, moved to another split -> samples. origins: imported, augmented,
    drawn -> samples. label_changes, contributions: the largest first.
    """

    changed: Mapping[str, int]
    origins: Mapping[str, int]
    label_changes: tuple[LabelChange, ...]
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True)
class OpenIssues:
    """The issues of the last search. counts: kind -> open ones; kept: checked by a person."""

    counts: Mapping[str, int]
    kept: int


@dataclass(frozen=True)
class ModelScore:
    """The share that a model predicts right on a split, over its seeds; 95 % interval, 0 to 1."""

    version: str
    model: str
    split: str
    images: int
    seeds: int
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class VersionStep:
    """The verdict on a step from one version to the next: better, worse or cannot tell."""

    first: str
    second: str
    verdict: str
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
class ListedRule:
    """A rule of the label book, in short. kind: definition, typical, border or not."""

    kind: str
    label: str
    text: str
    author: str
    samples: int


@dataclass(frozen=True, eq=False)
class Summary:
    """What a report shows beside the map; None or empty where there is nothing of the kind.

    card: the filled fields of the data card.
    """

    work: WorkDone
    issues: OpenIssues | None
    scores: tuple[ModelScore, ...]
    steps: tuple[VersionStep, ...]
    questions: tuple[OpenQuestion, ...]
    rules: tuple[ListedRule, ...]
    card: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class ReportData:
    """The data of a report: a book at one position of its journal.

    name: the book's; title: the report's; version: a version's name, None for now. changeset: the
    position. counts: split -> class ("" = no label) -> samples not excluded. excluded: how many are
    left out of everything else. classes: in the order of their keys.

    places: one row for each sample that is on the map, by id. Columns: sample, path, label, split,
    x and y (-1..1), typicality (0..1); after a search for issues: score (of a label issue, 0..1, or
    null) and suggestion (a class or null); with a summary: imported (its label at the import, or
    null) and difference (added, relabelled, other split, or null). unplaced: samples that are on no
    map yet. summary: None for the map alone.
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
    summary: Summary | None = None

    @property
    def samples(self) -> int:
        """How many samples the data set has, without excluded ones."""
        return sum(sum(of.values()) for of in self.counts.values())


@dataclass(frozen=True, eq=False)
class SectionData:
    """What a section is made from. report: its places are those that the map shows.

    placed: how many samples the book's map has. without_image: how many of those shown have no
    image that could be read.
    """

    report: ReportData
    placed: int
    without_image: int


@dataclass(frozen=True)
class ReportFile:
    """What was written. samples: in the data set; shown: on the map of the file.

    thumbnail: pixels a side; quality: of the WebP. without_image: how many could not be read.
    """

    out: Path
    title: str
    changeset: ChangesetId
    samples: int
    shown: int
    bytes: int
    thumbnail: int
    quality: int
    without_image: int
