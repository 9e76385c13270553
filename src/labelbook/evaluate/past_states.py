"""Earlier states of a book, cached: the past never changes."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

import polars as pl

from labelbook.context import BookContext
from labelbook.core.memo import Memory
from labelbook.evaluate import changed as changing
from labelbook.evaluate import data as datas
from labelbook.evaluate import evaluate

IMPORTED = "imported"
MOST = 1000
FRAMES = 3
"""The newest state, the one before it and the last version; the rest is small."""

SEEN = ("sample", "label", "split", "excluded")


@dataclass(frozen=True)
class Outline:
    """A version's data in short. made: images by split that were made in this book."""

    key: str
    counts: dict[str, int]
    made: dict[str, int]
    warnings: tuple[str, ...]


def _outlines(ctx: BookContext) -> Memory[Outline]:
    return ctx.memo.memory("outlines", MOST)


def _frames(ctx: BookContext) -> Memory[pl.DataFrame]:
    return ctx.memo.memory("frames", FRAMES)


def place_of(ctx: BookContext, position: int) -> tuple[Hashable, ...]:
    """Name a position so that no other ever has the name, even where a backup was put back."""
    changeset = ctx.journal.changeset(position)
    return (
        str(ctx.directory),
        position,
        changeset.at,
        changeset.author,
        tuple(ctx.journal.classes()),
    )


def outline(ctx: BookContext, position: int) -> Outline:
    """Return what a model would see at a position."""

    def make() -> Outline:
        return _read(ctx, position)[0]

    return _outlines(ctx).get(place_of(ctx, position), make)


def changed(ctx: BookContext, first: int, second: int) -> dict[str, int]:
    """Count the samples that differ between two positions, by kind."""

    def make() -> dict[str, int]:
        return changing.changed(_frame(ctx, first), _frame(ctx, second))

    counts: Memory[dict[str, int]] = ctx.memo.memory("changed", MOST)
    return counts.get((place_of(ctx, first), place_of(ctx, second)), make)


def _frame(ctx: BookContext, position: int) -> pl.DataFrame:
    """Return the cells of all samples at a position that a model depends on."""
    return _frames(ctx).get(place_of(ctx, position), lambda: _read(ctx, position)[1])


def _read(ctx: BookContext, position: int) -> tuple[Outline, pl.DataFrame]:
    """Read a position; what one of the two questions read serves the other."""
    samples = ctx.journal.samples(position)
    data = evaluate.data_of(ctx, samples)
    seen = samples.filter(~pl.col("excluded")).drop_nulls("label")
    made = seen.filter(pl.col("origin") != IMPORTED).group_by("split").len()
    found = Outline(data.key, data.counts, dict(made.iter_rows()), datas.warnings(data))
    frame = samples.select(SEEN)
    place = place_of(ctx, position)
    _outlines(ctx).put(place, found)
    _frames(ctx).put(place, frame)
    return found, frame
