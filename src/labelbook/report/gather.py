"""What a report tells of a book: counts, versions, and where its samples are on the map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from labelbook.core.limits import MAX_NAME
from labelbook.errors import BadInput, NotReady
from labelbook.exchange.import_ import Progress
from labelbook.issues.search import chosen
from labelbook.journal.database import Database
from labelbook.journal.records import SPLITS
from labelbook.maps.embed import projected
from labelbook.report import html as reports
from labelbook.report import story as stories
from labelbook.report.records import ReportFile, Story

if TYPE_CHECKING:
    from labelbook.report.service import Telling

LENS = "content"
SOURCE = 128
"""The thumbnails that the page shows too, so that most are in the cache."""


def report(
    book: Telling,
    database: Database,
    out: Path,
    *,
    title: str | None,
    version: str | int | None,
    seed: int,
    map_only: bool,
    progress: Progress | None,
) -> ReportFile:
    """Write a report of a version."""
    reports.check_free(out)
    story = _story(book, database, title, version, map_only=map_only)
    return reports.write(story, out, seed=seed, progress=progress)


def _story(
    book: Telling,
    database: Database,
    title: str | None,
    version: str | int | None,
    *,
    map_only: bool,
) -> Story:
    headline = (title or book.name).strip()
    if not headline or len(headline) > MAX_NAME:
        raise BadInput(f"a report's title has 1 to {MAX_NAME} characters, not {len(headline)}")
    position = book.resolve_version(version)
    samples = book.samples(position)
    kept = samples.filter(~pl.col("excluded"))
    places = _places(book, database, kept)
    if position == book.seq:
        places = _doubted(book, places)
    if not map_only:
        places = stories.as_imported(database, places)
    versions = tuple(book.versions())
    groups = kept.group_by("split", pl.col("label").fill_null("")).len().rows()
    return Story(
        name=book.name,
        title=headline,
        version=next((item.name for item in versions if item.name == version), None),
        changeset=book.changeset(position),
        counts={
            split: {label: number for of, label, number in groups if of == split}
            for split in SPLITS
        },
        excluded=samples.height - kept.height,
        classes=tuple(book.classes()),
        versions=versions,
        places=places,
        unplaced=kept.height - places.height,
        thumbnail=lambda sample: book.thumbnail(sample, SOURCE).data,
        telling=None if map_only else stories.telling(book, database, position),
    )


def _places(book: Telling, database: Database, kept: pl.DataFrame) -> pl.DataFrame:
    """Give the samples that are on the map; NotReady where there is none."""
    seen = projected(book, database, LENS)
    x, y = seen.xy.T
    chart = pl.DataFrame(
        {"sample": seen.samples, "x": x, "y": y, "typicality": seen.typicality},
        schema={"sample": pl.Int64, "x": pl.Float32, "y": pl.Float32, "typicality": pl.Float32},
    )
    return (
        kept.select("sample", "path", "label", "split", "origin")
        .join(chart, on="sample")
        .sort("sample")
    )


def _doubted(book: Telling, places: pl.DataFrame) -> pl.DataFrame:
    """Add the doubt in each label, which is always that of now; nothing before a first search."""
    try:
        doubts = chosen(book, "label", None, ranked=True).select("sample", "score", "suggestion")
    except NotReady:
        return places
    return places.join(doubts, on="sample", how="left", maintain_order="left")
