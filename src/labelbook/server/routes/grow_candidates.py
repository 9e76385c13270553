"""Candidates over HTTP: made in the background, looked through, left out or added."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Response

from labelbook.book.boosting import BoostOrder
from labelbook.book.composing import ComposeOrder
from labelbook.server.candidates import (
    AcceptIn,
    BoostIn,
    CandidateSetOut,
    CandidateSets,
    ComposeIn,
    LeaveOutIn,
    out,
)
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import ChangesetOut, Job, Problem

router = APIRouter(prefix="/api/grow", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.post("/boost", status_code=201)
def boost(book: TheBook, wanted: BoostIn) -> Job:
    """Make candidates near the mistakes of a cell of the confusion matrix, as the job `boost`."""
    named = None if wanted.mistakes is None else tuple(wanted.mistakes)
    order = BoostOrder(
        wanted.truth, wanted.predicted, named, wanted.count, wanted.seed, wanted.author
    )
    return Job(**asdict(book.boost_later(order)))


@router.post("/compose", status_code=201)
def compose(book: TheBook, wanted: ComposeIn) -> Job:
    """Compose samples of strokes, as the job `compose`; those that a model doubts wait then."""
    order = ComposeOrder(wanted.total, wanted.attempts, wanted.seed, wanted.author)
    return Job(**asdict(book.compose_later(order)))


@router.get("/candidates")
def candidates(book: TheBook) -> CandidateSets:
    """Give the sets of which something waits for a decision, the newest first."""
    return CandidateSets(sets=[out(each) for each in book.candidates()])


@router.get("/candidates/{id}")
def candidate_set(book: TheBook, id: Number) -> CandidateSetOut:
    """Give one set, with what was decided of it."""
    return out(book.candidate_set(id))


@router.get("/candidates/{id}/{place}", response_class=Response)
def image(book: TheBook, id: Number, place: Annotated[int, Path(ge=0, le=200)]) -> Response:
    """Give a candidate's image."""
    headers = {"Cache-Control": "private, max-age=3600"}
    return Response(book.candidate_image(id, place), media_type="image/png", headers=headers)


@router.post("/candidates/{id}/left-out", status_code=201)
def leave_out(book: TheBook, hub: TheHub, id: Number, wanted: LeaveOutIn) -> CandidateSetOut:
    """Leave candidates out, or bring them back; everybody sees it."""
    found = book.leave_out(id, wanted.places, author=wanted.author, back=wanted.back)
    hub.candidates_moved(id)
    return out(found)


@router.post("/candidates/{id}", status_code=201)
def accept(book: TheBook, hub: TheHub, id: Number, wanted: AcceptIn) -> ChangesetOut:
    """Add the accepted candidates as one changeset."""
    made = book.take_candidates(id, wanted.places, author=wanted.author, message=wanted.message)
    hub.wake()
    hub.candidates_moved(id)
    return ChangesetOut(changeset=made)
