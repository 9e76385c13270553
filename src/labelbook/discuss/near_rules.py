"""The label book beside the samples: precedents, contradictions, and the handbook's images."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np

from labelbook.context import BookContext
from labelbook.core.arrays import rows_of
from labelbook.core.memo import Memory
from labelbook.discuss import handbook, precedents
from labelbook.discuss import rules as rulebook
from labelbook.discuss.handbook import HandbookFile
from labelbook.discuss.precedents import Space
from labelbook.discuss.records import Contradiction, Precedent
from labelbook.errors import LabelbookError
from labelbook.images.thumbnails import Thumbnail
from labelbook.journal.records import KEPT
from labelbook.maps import lenses
from labelbook.maps.embed import embeddings

log = logging.getLogger("labelbook.discuss")


def near(ctx: BookContext, sample: int, limit: int) -> list[Precedent]:
    """Return the decided cases that a sample is most like."""
    with ctx.database.reading() as connection:
        rules = rulebook.list_current(connection)
    if not any(rule.samples for rule in rules):
        return []
    return precedents.near(_space(ctx), sample, rules, limit)


def contradictions(ctx: BookContext, rule: int) -> list[Contradiction]:
    """Return the samples that contradict a rule."""
    with ctx.database.reading() as connection:
        found = rulebook.get(connection, rule)
    space = _space(ctx)
    now = ctx.journal.samples()
    rows = rows_of(now["sample"].to_numpy(), space.samples)
    there = now[rows]
    kept = there["tags"].list.contains(f"{KEPT}rule-{rule}").to_numpy()
    usable = ~there["excluded"].to_numpy() & ~kept
    return precedents.contradicting(space, there["label"].to_list(), usable, found)


def _space(ctx: BookContext) -> Space:
    """Return the samples by content, computed again when the embedded samples change."""
    seen = embeddings(ctx, None)
    stamp = (seen.name, len(seen.samples), seen.samples[-1], int(seen.samples.sum()))

    def make() -> Space:
        nobody = np.zeros(len(seen.samples), dtype=np.int64)
        content = lenses.fit("content", seen.vectors, nobody, seen.parts)
        return Space(seen.samples, content.apply(seen.vectors, nobody))

    spaces: Memory[Space] = ctx.memo.memory("precedents", 1)
    return spaces.get(stamp, make)


def write_handbook(ctx: BookContext, out: Path) -> HandbookFile:
    """Write the label book as a file."""

    def picture(sample: int) -> Thumbnail | None:
        try:
            return ctx.files.thumbnail(sample, handbook.SIDE)
        except LabelbookError as error:
            log.warning("sample %d is missing in %s: %s", sample, out.name, error)
            return None

    with ctx.database.reading() as connection:
        rules = rulebook.list_current(connection)
    return handbook.write(ctx.name, ctx.journal.classes(), rules, picture, out)
