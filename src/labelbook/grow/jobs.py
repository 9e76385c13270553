"""The jobs of growing: samples, candidates, compositions, and proposals of label laws."""

from __future__ import annotations

from typing import Any

from labelbook.context import BookContext
from labelbook.core.types import JobProgress
from labelbook.grow import boost as boosting
from labelbook.grow import compose as composing
from labelbook.grow import make
from labelbook.grow.boost import BoostOrder
from labelbook.grow.compose import ComposeOrder
from labelbook.grow.laws import decisions
from labelbook.grow.plan import GrowOrder
from labelbook.jobs.kinds import JobKind


def _grow(ctx: BookContext, order: GrowOrder, tell: JobProgress) -> str:
    tell(0, 1, "planning")
    report = make.grow(
        ctx,
        order,
        progress=lambda done, total: tell(done, total, f"growing: {done:,} of {total:,}"),
    )
    if report.changeset is None:
        return "no sample was missing"
    failed = sum(report.failed.values())
    more = f", {failed:,} could not be made" if failed else ""
    return f"{report.changeset.added:,} samples made{more} (changeset {report.changeset.id})"


def _boost(ctx: BookContext, order: BoostOrder, tell: JobProgress) -> str:
    what = f"{order.truth} predicted as {order.predicted}"
    tell(0, 1, f"looking at {what}")
    found = boosting.boost(
        ctx, order, progress=lambda done, total: tell(done, total, f"making images near {what}")
    )
    return f"{len(found.candidates):,} candidates near {what} wait for a decision"


def _boost_order(stored: dict[str, Any]) -> BoostOrder:
    named = stored["mistakes"]
    return BoostOrder(**{**stored, "mistakes": None if named is None else tuple(named)})


def _compose(ctx: BookContext, order: ComposeOrder, tell: JobProgress) -> str:
    tell(0, 1, "looking at every drawing")
    report = composing.run(
        ctx, order, progress=lambda done, total: tell(done, total, f"composing: attempt {done:,}")
    )
    parts = ["nothing was added: the model is sure of none"]
    if report.changeset is not None:
        parts = [f"{report.changeset.added:,} samples composed (changeset {report.changeset.id})"]
    if report.missing:
        parts.append(
            f"{report.missing:,} fewer than the total: no more strokes of the same hands fit"
        )
    if report.review is not None:
        parts.append(f"{len(report.review.candidates):,} more wait for a decision")
    return ", ".join(parts)


def _laws(ctx: BookContext, _: None, tell: JobProgress) -> str:
    found = decisions.propose(
        ctx, None, lambda done, of: tell(done, of, "testing label laws on samples")
    )
    return f"{sum(each.law is not None for each in found):,} laws proposed"


KINDS = (
    JobKind("grow", "the book is growing", _grow, lambda stored: GrowOrder(**stored), one=True),
    JobKind("boost", "candidates are being made", _boost, _boost_order, one=True),
    JobKind(
        "compose",
        "samples are being composed",
        _compose,
        lambda stored: ComposeOrder(**stored),
        one=True,
    ),
    JobKind("laws", "label laws are being tested on samples", _laws),
)
