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


@dataclass(frozen=True, eq=False)
class Story:
    """What a report tells of a book at one position of its journal.

    name: the book's; title: the report's; version: a version's name, None for now. changeset: the
    position. counts: split -> class ("" = no label) -> samples not excluded. excluded: how many are
    left out of all that follows. classes: in the order of their keys.

    places: one row for each sample that is on the map, by id. Columns: sample, path, label, split,
    x and y (-1..1), typicality (0..1); and where the labels were doubted: score (0..1, null where
    not judged) and suggestion (a class or null). unplaced: samples that are on no map yet.
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
