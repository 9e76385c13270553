"""Routes of candidates: made in the background, listed, left out or added."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Response
from pydantic import Field

from labelbook.grow.boost import BoostOrder
from labelbook.grow.candidate_records import CandidateSet
from labelbook.grow.compose import ComposeOrder
from labelbook.jobs.records import Job
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import (
    EXTERNAL,
    CandidateSetId,
    ChangesetOut,
    Label,
    Model,
    Name,
    Png,
    Problem,
    SampleId,
    Seed,
)

router = APIRouter(prefix="/api", tags=["grow"], responses={"4XX": {"model": Problem}})
Places = Annotated[list[int], Field(min_length=1, max_length=200)]


class BoostIn(Model):
    """A cell of the confusion matrix. mistakes: its samples; null: those of val."""

    author: Name
    truth: Label
    predicted: Label
    mistakes: Annotated[list[SampleId] | None, Field(max_length=10_000)] = None
    count: Annotated[int, Field(ge=1, le=200)] = 48
    seed: Seed = 0


class ComposeIn(Model):
    """Compose samples of strokes. total: images of train and val then; attempts: at most."""

    author: Name
    total: Annotated[int | None, Field(ge=1, le=1_000_000)] = None
    attempts: Annotated[int | None, Field(ge=1, le=10_000)] = None
    seed: Seed = 0


class CandidateOut(Model):
    """An image that may become a sample. distance: what it is ranked by, 0 alike to 2 opposite.

    by: who left it out.
    """

    place: int
    parents: list[int]
    label: str
    distance: float
    state: Literal["waiting", "left out", "added"]
    by: str | None


class CandidateSetOut(Model):
    """Candidates that were made together, in the order in which they are shown.

    tool: recipe (near mistakes) or compose; ranked: the embedder, edges or model.
    """

    id: int
    tool: str
    truth: str
    predicted: str
    source: str
    ranked: str
    mistakes: list[int]
    author: str
    at: str
    waiting: int
    candidates: list[CandidateOut]


class CandidateSets(Model):
    """The sets with a candidate that waits for a decision, the newest first."""

    sets: list[CandidateSetOut]


class LeaveOutIn(Model):
    """Candidates to leave out; back: to let wait again."""

    author: Name
    places: Places
    back: bool = False


class AcceptIn(Model):
    """The candidates to add."""

    author: Name
    message: str = ""
    places: Places


def out(found: CandidateSet) -> CandidateSetOut:
    """Return a set as JSON has it."""
    return CandidateSetOut(
        id=found.id,
        tool=found.tool,
        truth=found.truth,
        predicted=found.predicted,
        source=found.source,
        ranked=found.ranked,
        mistakes=list(found.mistakes),
        author=found.author,
        at=found.at,
        waiting=len(found.waiting),
        candidates=[
            CandidateOut(
                place=each.place,
                parents=list(each.parents),
                label=each.label,
                distance=each.distance,
                state="added" if each.added else "waiting" if each.waits else "left out",
                by=each.left_out_by,
            )
            for each in found.candidates
        ],
    )


@router.post("/grow/boost", status_code=201)
def boost(book: TheBook, wanted: BoostIn) -> Job:
    """Make candidates near the mistakes of a cell of the confusion matrix, as the job `boost`."""
    named = None if wanted.mistakes is None else tuple(wanted.mistakes)
    order = BoostOrder(
        wanted.truth, wanted.predicted, named, wanted.count, wanted.seed, wanted.author
    )
    return book.growth.boost_later(order)


@router.post("/grow/compose", status_code=201)
def compose(book: TheBook, wanted: ComposeIn) -> Job:
    """Compose samples of strokes, as the job `compose`; unsure results become candidates."""
    order = ComposeOrder(wanted.total, wanted.attempts, wanted.seed, wanted.author)
    return book.growth.compose_later(order)


@router.get("/grow/candidates")
def list_candidate_sets(book: TheBook) -> CandidateSets:
    """Return the sets with a candidate that waits for a decision, the newest first."""
    return CandidateSets(sets=[out(each) for each in book.growth.candidates()])


@router.get("/grow/candidates/{id}", openapi_extra=EXTERNAL)
def get_candidate_set(book: TheBook, id: CandidateSetId) -> CandidateSetOut:
    """Return one set, with what was decided."""
    return out(book.growth.candidate(id))


@router.get("/grow/candidates/{id}/{place}", response_class=Png)
def get_candidate_image(
    book: TheBook, id: CandidateSetId, place: Annotated[int, Path(ge=0, le=200)]
) -> Response:
    """Return a candidate's image."""
    headers = {"Cache-Control": "private, max-age=3600"}
    return Png(book.growth.candidate_image(id, place), headers=headers)


@router.post("/grow/candidates/{id}/left-out", status_code=201)
def leave_candidates_out(
    book: TheBook, hub: TheHub, id: CandidateSetId, wanted: LeaveOutIn
) -> CandidateSetOut:
    """Leave candidates out, or let them wait again."""
    found = book.growth.leave_out(id, wanted.places, author=wanted.author, back=wanted.back)
    hub.stale("candidates", id)
    return out(found)


@router.post("/grow/candidates/{id}", status_code=201)
def add_candidates(
    book: TheBook, hub: TheHub, id: CandidateSetId, wanted: AcceptIn
) -> ChangesetOut:
    """Add candidates as samples, in one changeset."""
    made = book.growth.add_candidates(
        id, wanted.places, author=wanted.author, message=wanted.message
    )
    hub.wake()
    hub.stale("candidates", id)
    return ChangesetOut(changeset=made)
