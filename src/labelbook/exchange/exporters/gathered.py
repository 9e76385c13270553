"""What the formats for training write: samples with a class, each with a file of its own."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl

from labelbook.core.types import Progress
from labelbook.exchange.class_table import headed
from labelbook.exchange.export import DataSet
from labelbook.exchange.exporters.common import exportable, placed
from labelbook.journal.columns import Column
from labelbook.journal.records import SPLITS


@dataclass(frozen=True)
class ToWrite:
    """A sample that is written.

    path: SPLIT/CLASS/FILE, its own among all. index: of its class among the classes. columns: its
    metadata, those that are empty left out.
    """

    sample: int
    path: str
    split: str
    label: str | None
    index: int | None
    tags: tuple[str, ...]
    width: int
    height: int
    columns: dict[str, Any] = field(default_factory=dict)

    @property
    def said(self) -> dict[str, Any]:
        """Its tags and metadata, those that it has, as JSON holds them."""
        tags = {"tags": list(self.tags)} if self.tags else {}
        return tags | {name: _plain(value) for name, value in self.columns.items()}


@dataclass(frozen=True)
class Gathered:
    """What a format for training writes.

    classes: by name. columns: the names of metadata that some sample has. headed: what is known of
    all metadata columns, by the names that they get.
    """

    samples: list[ToWrite]
    classes: list[str]
    columns: list[str]
    left_out: dict[str, int]
    headed: dict[str, Column]

    def by_split(self) -> dict[str, list[ToWrite]]:
        """Return the samples of each split that has some, in the order of SPLITS."""
        found = {split: [one for one in self.samples if one.split == split] for split in SPLITS}
        return {split: samples for split, samples in found.items() if samples}


def gathered(data: DataSet, taken: Collection[str] = (), *, unlabelled: bool = False) -> Gathered:
    """Return what is written: samples that are not excluded and whose file is there.

    taken: names that mean something else in the format: metadata columns called so get others.
    unlabelled: those without a class as well.
    """
    kept, left_out = exportable(data, unlabelled=unlabelled)
    classes = kept["label"].drop_nulls().unique().sort().to_list()
    index = {name: place for place, name in enumerate(classes)}
    paths = {file.sample: file.path for file in placed(kept.with_columns(_folder(classes))).files}
    columns = headed(data.columns, taken)
    samples = [
        ToWrite(
            sample=row["sample"],
            path=paths[row["sample"]],
            split=row["split"],
            label=row["label"],
            index=index.get(row["label"]),
            tags=tuple(row["tags"] or ()),
            width=row["width"],
            height=row["height"],
            columns={
                name: row[column.name]
                for name, column in columns.items()
                if row[column.name] not in (None, [])
            },
        )
        for row in kept.iter_rows(named=True)
    ]
    used = [name for name in columns if any(name in one.columns for one in samples)]
    ordered = sorted(samples, key=lambda one: one.path)
    return Gathered(ordered, classes, used, left_out, columns)


def told(samples: list[ToWrite], progress: Progress | None) -> Iterator[ToWrite]:
    """Yield samples one by one, and tell how many are written."""
    for done, sample in enumerate(samples, start=1):
        yield sample
        if progress is not None:
            progress(done, len(samples))


def _folder(classes: list[str]) -> pl.Expr:
    """A label for all: those without one get a folder that no class has."""
    name = "unlabelled"
    while name in classes:
        name += "_"
    return pl.col("label").fill_null(name)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
