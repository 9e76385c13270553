"""Blind votes over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Path

from labelbook.discuss.records import Round
from labelbook.discuss.votes import NewVote
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.routes.discuss import ProposalOut
from labelbook.server.routes.discuss_votes import (
    ProposeIn,
    RoundDetail,
    RoundIn,
    StepIn,
    Taken,
    VoteIn,
)
from labelbook.server.wire import Problem

router = APIRouter(prefix="/api", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.post("/threads/{thread}/rounds", status_code=201)
def start(book: TheBook, hub: TheHub, thread: Number, wanted: RoundIn) -> Round:
    """Start a round."""
    made = book.start_round(thread, wanted.samples, wanted.question, author=wanted.author)
    hub.wake()
    return made


@router.get("/rounds/{round}")
def detail(
    book: TheBook,
    round: Number,
    device: Annotated[str, Header(alias="X-Device", max_length=80)] = "",
) -> RoundDetail:
    """Give a round; votes on images that are not revealed yet are told to nobody else."""
    return RoundDetail(
        round=book.round(round),
        mine=book.my_votes(round, device),
        agreement=book.agreement(round),
        majority=book.consensus(round),
        weighed=book.consensus(round, "dawid-skene"),
    )


@router.post("/rounds/{round}/steps", status_code=201)
def step(book: TheBook, hub: TheHub, round: Number, wanted: StepIn) -> Round:
    """Show, reveal or close."""
    found = book.step_round(round, wanted.step, wanted.sample, author=wanted.author)
    hub.wake()
    return found


@router.post("/rounds/{round}/votes", status_code=201)
def vote(book: TheBook, hub: TheHub, round: Number, wanted: VoteIn) -> Taken:
    """Vote."""
    book.vote(
        round,
        NewVote(
            sample=wanted.sample,
            verdict=wanted.verdict,
            device=wanted.device,
            voter=wanted.author,
            label=wanted.label,
            note=wanted.note,
            key=wanted.key,
        ),
    )
    hub.wake()
    return Taken()


@router.post("/rounds/{round}/propose", status_code=201)
def propose(book: TheBook, hub: TheHub, round: Number, wanted: ProposeIn) -> ProposalOut:
    """Propose what the group says."""
    made = book.propose_consensus(round, wanted.method, author=wanted.author)
    hub.wake()
    return ProposalOut(proposal=made)
