"""Exports: the registry of formats, and writing a version of the book in one of them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.core.registry import LATER, Registry
from labelbook.core.types import Progress
from labelbook.errors import BadInput

if TYPE_CHECKING:
    import polars as pl

    from labelbook.classes.records import ClassInfo
    from labelbook.context import BookContext
    from labelbook.exchange.card import Card
    from labelbook.journal.columns import Column

HOLDS = ("labels", "splits", "tags", "columns", "kinds", "unlabelled", "excluded", "images")
"""What a format may bring back.

columns: the values of metadata columns; kinds: what these columns are, and what is known of the
classes; unlabelled, excluded: samples besides those for training; images: their files.
"""

ImageOf = Callable[[int], Path]
"""Sample id -> its file."""


@dataclass(frozen=True)
class ExportReport:
    """What was written. left_out: reason -> number of samples."""

    out: Path
    format: str
    samples: int
    left_out: dict[str, int]


@dataclass(frozen=True, eq=False)
class DataSet:
    """What is exported: a version of a book.

    name: of the book. samples: columns as of Book.samples. version: as it was asked for, None =
    now. columns: the metadata columns among the samples'. classes: of the book, in their order.
    ctx: the book itself, for formats that need more than its samples.
    """

    name: str
    card: Card
    samples: pl.DataFrame
    image_of: ImageOf
    version: str | int | None
    ctx: BookContext
    columns: tuple[Column, ...] = ()
    classes: tuple[ClassInfo, ...] = ()


@dataclass(frozen=True, eq=False)
class Exporter:
    """A format. The same data set gives the same bytes every time, and nothing is left on failure.

    title: a word or two, for the page. says: what is in it, a phrase. suffix: what the name of a
    download ends with, "" where the page does not offer it; a folder is sent as a zip. write:
    raises BadInput for what the format cannot hold. holds: what an import of it brings back, of
    HOLDS. place: lower = earlier in lists.
    """

    name: str
    title: str
    says: str
    write: Callable[[DataSet, Path, Progress | None], ExportReport]
    suffix: str = ""
    folder: bool = False
    holds: tuple[str, ...] = ()
    place: int = LATER


exporters: Registry[Exporter] = Registry(
    "labelbook.exporters", what="export format", package="labelbook.exchange.exporters"
)
"""Every format that a book can be written in."""


def only(samples: pl.DataFrame, chosen: Collection[int] | None) -> pl.DataFrame:
    """Return the chosen of some samples, all for None; BadInput where none of them is there."""
    if chosen is None:
        return samples
    kept = samples.filter(samples["sample"].is_in(list(chosen)))
    if kept.is_empty():
        raise BadInput(f"none of the {len(chosen):,} samples that were chosen is in the book")
    return kept


def write(format: str, data: DataSet, out: Path, progress: Progress | None = None) -> ExportReport:
    """Write a data set to `out`; the same data give the same bytes.

    Raises BadInput for an unknown format, a place that is taken, or what a format cannot hold;
    nothing is left then.
    """
    exporter = exporters.get(format)
    if out.exists() and not (exporter.folder and out.is_dir() and not any(out.iterdir())):
        raise BadInput(f"{out} exists already: choose another name, or remove it first")
    if not out.absolute().parent.is_dir():
        raise BadInput(f"there is no folder {out.absolute().parent} to write {out.name} into")
    return exporter.write(data, out, progress)
