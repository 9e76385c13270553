"""The parts of the change between two versions, each of which an attribution leaves out once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from labelbook.core.types import ChangesetId
from labelbook.evaluate.verdict import points
from labelbook.evaluate.verdicts import AttributedPart
from labelbook.journal.records import ChangeGroup, Changeset

FIELDS = ("label", "split", "excluded")
MOST_PARTS = 8
SMALL = 0.02
"""Changesets with less than this share of the cells are grouped."""
KEY = ("sample", "field")


@dataclass(frozen=True, eq=False)
class Part:
    """Cells that are left out together. cells: columns sample and field (`present`: it came)."""

    title: str
    changesets: tuple[ChangesetId, ...]
    cells: pl.DataFrame


def moved_cells(
    first: pl.DataFrame,
    second: pl.DataFrame,
    news: Iterable[tuple[Changeset, Sequence[ChangeGroup]]],
    came: pl.DataFrame,
) -> pl.DataFrame:
    """Return the cells that differ between two versions, with the changeset that moved each last.

    news: the changesets between them, oldest first. came: sample and changeset of those that were
    imported between them. Columns: sample, field, after, changeset.
    """
    both = first.join(second, on="sample", suffix="_after")
    differing = [
        both.filter(pl.col(field).ne_missing(pl.col(f"{field}_after"))).select(
            "sample",
            pl.lit(field).alias("field"),
            pl.col(f"{field}_after").cast(pl.String).alias("after"),
        )
        for field in FIELDS
    ]
    for one, other, after in ((second, first, "here"), (first, second, "gone")):
        alone = one.join(other, on="sample", how="anti").select("sample")
        here = alone.with_columns(pl.lit("present").alias("field"), pl.lit(after).alias("after"))
        differing.append(here)
    movers = [
        pl.DataFrame({"sample": group.samples}, schema={"sample": pl.Int64}).with_columns(
            pl.lit(group.field).alias("field"), pl.lit(changeset.id).alias("changeset")
        )
        for changeset, groups in news
        for group in groups
    ]
    arrivals = came.select("sample", pl.lit("present").alias("field"), "changeset")
    as_numbers = pl.col("sample", "changeset").cast(pl.Int64)
    known = pl.concat([frame.with_columns(as_numbers) for frame in (*movers, arrivals)])
    last = known.group_by(KEY).agg(pl.col("changeset").max())
    return pl.concat(differing).join(last, on=KEY, how="left").sort(KEY)


def by_kind(cells: pl.DataFrame, titles: dict[int, str]) -> list[Part]:
    """Group cells by what was done: relabelling, exclusions, each import or recipe by itself."""
    kind = (
        pl.when(pl.col("field") == "label")
        .then(pl.lit("relabelling"))
        .when(pl.col("field") == "split")
        .then(pl.lit("moves between splits"))
        .when((pl.col("field") == "excluded") & (pl.col("after") == "true"))
        .then(pl.lit("exclusions"))
        .when(pl.col("field") == "excluded")
        .then(pl.lit("restored samples"))
        .when(pl.col("after") == "gone")
        .then(pl.lit("samples taken out"))
        .otherwise(
            pl.col("changeset").replace_strict(
                titles, default="new samples", return_dtype=pl.String
            )
        )
    )
    return _grouped(cells.with_columns(kind.alias("title")))


def by_changeset(cells: pl.DataFrame, titles: dict[int, str]) -> list[Part]:
    """Group cells by the changeset that moved them; small ones are grouped."""
    sizes = cells.group_by("changeset").len().sort("len", "changeset", descending=[True, False])
    large = sizes.head(MOST_PARTS - 1).filter(pl.col("len") >= SMALL * cells.height)
    small = sizes.height - large.height
    if small == 1:
        large, small = sizes, 0
    names = {number: f"{number}: {titles.get(number, '')}" for number in large["changeset"]}
    others = f"{small} small changesets"
    title = pl.col("changeset").replace_strict(names, default=others, return_dtype=pl.String)
    return _grouped(cells.with_columns(title.alias("title")))


def _grouped(cells: pl.DataFrame) -> list[Part]:
    parts = [
        Part(str(title), tuple(own["changeset"].drop_nulls().unique().sort()), own.select(KEY))
        for (title,), own in cells.partition_by("title", as_dict=True).items()
    ]
    return sorted(parts, key=lambda part: (-part.cells.height, part.title))


def without(part: Part, first: pl.DataFrame, second: pl.DataFrame) -> pl.DataFrame:
    """Return the second version without one part: its cells as the first has them."""
    left = second
    for field in FIELDS:
        own = part.cells.filter(pl.col("field") == field).select("sample")
        old = first.join(own, on="sample", how="semi").select(
            "sample", pl.col(field).alias("old"), pl.lit(True).alias("moved")
        )
        left = left.join(old, on="sample", how="left", maintain_order="left").with_columns(
            pl.when(pl.col("moved")).then(pl.col("old")).otherwise(pl.col(field)).alias(field)
        )
        left = left.drop("old", "moved")
    own = part.cells.filter(pl.col("field") == "present").select("sample")
    back = first.join(own, on="sample", how="semi")
    return pl.concat([left.join(own, on="sample", how="anti"), back]).sort("sample")


def sentence(parts: Sequence[AttributedPart], images: int, split: str, seeds: int) -> str:
    """Return which parts of a change did something, and which are within noise."""
    found = [
        f"{part.title}: {part.verdict}, {points(part.difference)} points"
        for part in parts
        if part.verdict != "cannot tell"
    ]
    noise = [part.title for part in parts if part.verdict == "cannot tell"]
    runs = "1 seed" if seeds == 1 else f"{seeds} seeds"
    within = f"within noise on {images:,} {split} images, {runs}: {', '.join(noise)}"
    return "; ".join([*found, *([within] if noise else [])])
