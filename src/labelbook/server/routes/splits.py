"""A better split over HTTP: proposed, and applied as one changeset."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, cast

from fastapi import APIRouter, Request

from labelbook.evaluate.foreseen import Forecast
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.doubts import SplitIn, SplitOut, Standing
from labelbook.server.wire import Problem

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.issues import resplit

router = APIRouter(prefix="/api/split", responses={"4XX": {"model": Problem}})


@router.post("")
def split(request: Request, book: TheBook, hub: TheHub, wanted: SplitIn) -> SplitOut:
    """Propose a split, with before and after; unless dry_run, apply it."""
    if wanted.dry_run:
        request.app.state.proposal = None
    proposal = _proposal(request, book, wanted.val)
    changeset = None
    if not wanted.dry_run:
        changeset = book.resplit(proposal, author=wanted.author, message=wanted.message)
        hub.wake()
    return SplitOut(
        val=proposal.val,
        moves={name: len(ids) for name, ids in proposal.moves.items()},
        before=_standing(proposal.before),
        after=_standing(proposal.after),
        changeset=changeset,
    )


@router.post("/forecast")
def forecast(request: Request, book: TheBook, wanted: SplitIn) -> Forecast:
    """Say what `linear` expects of the split that was shown; nothing of the book changes."""
    return book.forecast(_proposal(request, book, wanted.val).edits)


def _proposal(request: Request, book: Book, val: float) -> resplit.Proposal:
    """Give the split that was shown, as long as nobody has changed the book since."""
    key = (val, book.seq)
    shown, proposal = getattr(request.app.state, "proposal", None) or (None, None)
    if proposal is None or shown != key:
        proposal = book.propose_split(val)
        request.app.state.proposal = (key, proposal)
    return cast("resplit.Proposal", proposal)


def _standing(standing: resplit.Standing) -> Standing:
    return Standing.model_validate(asdict(standing))
