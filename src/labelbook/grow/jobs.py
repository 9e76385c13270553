"""What the jobs of growing shall do: put down by whoever asks, taken by the job."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelbook.context import BookContext
from labelbook.core.blobs import write_whole
from labelbook.errors import BadInput
from labelbook.grow.boost import BoostOrder
from labelbook.grow.compose import ComposeOrder
from labelbook.grow.plan import GrowOrder
from labelbook.grow.service import Growth
from labelbook.jobs.records import LIVE
from labelbook.maps.embed import cache

if TYPE_CHECKING:
    from labelbook.jobs.records import Tell

_BUSY = {
    "boost": "candidates are being made",
    "compose": "samples are being composed",
    "grow": "the book is growing",
}


def put(ctx: BookContext, kind: str, order: GrowOrder | BoostOrder | ComposeOrder) -> None:
    """Put an order down for a job of a kind; BadInput where one is at work."""
    live = [job for job in ctx.jobs.list() if job.kind == kind and job.state in LIVE]
    if live:
        raise BadInput(f"{_BUSY[kind]} already: wait until that is done, or cancel it")
    write_whole(_file(ctx, kind), json.dumps(asdict(order)).encode())


def grow(ctx: BookContext, tell: Tell) -> str:
    """Grow as was asked for; returns what was done in words."""
    order = GrowOrder(**_taken(ctx, "grow"))
    tell(0, 1, "planning")
    report = Growth(ctx).make(
        order, progress=lambda done, total: tell(done, total, f"growing: {done:,} of {total:,}")
    )
    if report.changeset is None:
        return "nothing was to be made"
    failed = sum(report.failed.values())
    more = f", {failed:,} could not be made" if failed else ""
    return f"{report.changeset.added:,} samples made{more} (changeset {report.changeset.id})"


def boost(ctx: BookContext, tell: Tell) -> str:
    """Make candidates as was asked for; returns what was done in words."""
    asked = _taken(ctx, "boost")
    named = asked["mistakes"]
    order = BoostOrder(**{**asked, "mistakes": None if named is None else tuple(named)})
    what = f"{order.truth} taken for {order.predicted}"
    tell(0, 1, f"looking at {what}")
    found = Growth(ctx).boost(
        order, progress=lambda done, total: tell(done, total, f"making images near {what}")
    )
    return f"{len(found.candidates):,} candidates near {what} wait for a decision"


def compose(ctx: BookContext, tell: Tell) -> str:
    """Compose as was asked for; returns what was done in words."""
    order = ComposeOrder(**_taken(ctx, "compose"))
    tell(0, 1, "looking at every drawing")
    report = Growth(ctx).compose(
        order, progress=lambda done, total: tell(done, total, f"composing: attempt {done:,}")
    )
    said = ["nothing was added: the model is sure of none"]
    if report.changeset is not None:
        said = [f"{report.changeset.added:,} samples composed (changeset {report.changeset.id})"]
    if report.missing:
        said.append(
            f"{report.missing:,} short of the total: more strokes of the same hands fit none"
        )
    if report.review is not None:
        said.append(f"{len(report.review.candidates):,} more wait for a decision")
    return ", ".join(said)


def _taken(ctx: BookContext, kind: str) -> dict[str, Any]:
    """What was put down for a job; it is taken once."""
    try:
        order = json.loads(_file(ctx, kind).read_text())
        if not isinstance(order, dict):
            raise ValueError
    except (OSError, ValueError) as error:
        raise BadInput("nobody has said what to make: ask for it on the page, Grow") from error
    _file(ctx, kind).unlink(missing_ok=True)
    return order


def _file(ctx: BookContext, kind: str) -> Path:
    return cache(ctx) / f"{kind}.json"
