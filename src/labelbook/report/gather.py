"""Gathering the data of a report: counts, versions, and the samples' places on the map."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import polars as pl

from labelbook.context import BookContext
from labelbook.core.limits import MAX_NAME
from labelbook.core.types import Progress
from labelbook.errors import BadInput, NotReady
from labelbook.exchange.export import only
from labelbook.issues.search import chosen
from labelbook.journal.records import SPLITS
from labelbook.maps.embed import projected
from labelbook.report import html as reports
from labelbook.report import summary as summaries
from labelbook.report.records import ReportData, ReportFile

LENS = "content"
SOURCE = 128
"""Pixels of the thumbnails; the page shows the same, so that most are in the cache."""


def report(
    ctx: BookContext,
    out: Path,
    *,
    title: str | None,
    version: str | int | None,
    seed: int,
    map_only: bool,
    samples: Collection[int] | None,
    progress: Progress | None,
) -> ReportFile:
    """Write a report of a version. samples: those on a map alone, None = all."""
    reports.check_free(out)
    if samples is not None and not map_only:
        raise BadInput("a report is of the whole book: only its map can be of some samples")
    data = _report_data(ctx, title, version, samples, map_only=map_only)
    return reports.write(data, out, seed=seed, progress=progress)


def _report_data(
    ctx: BookContext,
    title: str | None,
    version: str | int | None,
    chosen_samples: Collection[int] | None,
    *,
    map_only: bool,
) -> ReportData:
    headline = (title or ctx.name).strip()
    if not headline or len(headline) > MAX_NAME:
        raise BadInput(f"a report's title has 1 to {MAX_NAME} characters, not {len(headline)}")
    position = ctx.journal.resolve_version(version)
    samples = only(ctx.journal.samples(position), chosen_samples)
    kept = samples.filter(~pl.col("excluded"))
    places = _places(ctx, kept)
    if position == ctx.journal.seq:
        places = _with_scores(ctx, places)
    if not map_only:
        places = summaries.as_imported(ctx, places)
    versions = tuple(ctx.journal.versions())
    groups = kept.group_by("split", pl.col("label").fill_null("")).len().rows()
    return ReportData(
        name=ctx.name,
        title=headline,
        version=next((item.name for item in versions if item.name == version), None),
        changeset=ctx.journal.changeset(position),
        counts={
            split: {label: number for of, label, number in groups if of == split}
            for split in SPLITS
        },
        excluded=samples.height - kept.height,
        classes=tuple(ctx.journal.classes()),
        versions=versions,
        places=places,
        unplaced=kept.height - places.height,
        thumbnail=lambda sample: ctx.files.thumbnail(sample, SOURCE).data,
        summary=None if map_only else summaries.summarize(ctx, position),
    )


def _places(ctx: BookContext, kept: pl.DataFrame) -> pl.DataFrame:
    """Return the samples that are on the map; NotReady where there is none."""
    seen = projected(ctx, LENS)
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


def _with_scores(ctx: BookContext, places: pl.DataFrame) -> pl.DataFrame:
    """Add the score of each label issue now; nothing before the first search."""
    try:
        scores = chosen(ctx, "mislabelled", None, ranked=True).select(
            "sample", "score", "suggestion"
        )
    except NotReady:
        return places
    return places.join(scores, on="sample", how="left", maintain_order="left")
