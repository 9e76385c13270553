"""The job of maps: embed what is new, and make the maps."""

from __future__ import annotations

from labelbook.context import BookContext
from labelbook.core.types import JobProgress
from labelbook.jobs.kinds import JobKind
from labelbook.maps.embed import MADE_HERE
from labelbook.maps.service import Maps

MAP_SHARE = 3
"""A map of n images takes as long as embedding n / MAP_SHARE of them; measured on 2,400."""


def _embed(ctx: BookContext, _: None, tell: JobProgress) -> str:
    images = ctx.journal.snapshot().rows
    a_map = images // MAP_SHARE + 1
    total = images + 2 * a_map

    def embedding(done: int, of: int) -> None:
        tell(images - of + done, total, f"embedding: {done:,} of {of:,} new images")

    def mapping(lens: str, done: int, of: int) -> None:
        before = images if lens == "content" else images + a_map
        if lens not in MADE_HERE:
            return
        tell(before + a_map * done // of, total, f"mapping: {lens}")

    report = Maps(ctx).embed(progress=embedding)
    lenses = Maps(ctx).build(progress=mapping)
    if not set(lenses) & set(MADE_HERE):
        return "no image could be embedded: there is no map"
    left_out = f", {len(report.left_out):,} left out" if report.left_out else ""
    return f"{report.embedded:,} images embedded, {report.known:,} known before{left_out}"


def _lay_added(ctx: BookContext, _: None, tell: JobProgress) -> str:
    def mapping(lens: str, done: int, of: int) -> None:
        tell(done, of, f"mapping: {lens.partition(':')[2]}")

    made = Maps(ctx).lay_added(mapping)
    return f"{len(made):,} {'map' if len(made) == 1 else 'maps'} of added embeddings"


KINDS = (
    JobKind("embed", "images are being embedded", _embed),
    JobKind("map", "maps are being made", _lay_added),
)
