"""Proposed changesets over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from labelbook.discuss.records import Wish
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.routes.discuss import (
    AppliedOut,
    ApplyIn,
    DeclineIn,
    ProposalIn,
    ProposalList,
    ProposalOut,
)
from labelbook.server.wire import Problem

router = APIRouter(prefix="/api/proposals", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def proposals(book: TheBook, undecided: bool = False) -> ProposalList:
    """Give the proposals, the oldest first."""
    return ProposalList(proposals=book.proposals(undecided=undecided))


@router.post("", status_code=201)
def propose(book: TheBook, hub: TheHub, wanted: ProposalIn) -> ProposalOut:
    """Propose a changeset; a reviewer decides."""
    made = book.propose(
        [Wish(c.sample, c.field, c.before, c.after, c.reason) for c in wanted.cells],
        author=wanted.author,
        reason=wanted.reason,
        thread=wanted.thread,
    )
    hub.wake()
    return ProposalOut(proposal=made)


@router.post("/{proposal}/apply", status_code=201)
def apply(book: TheBook, hub: TheHub, proposal: Number, wanted: ApplyIn) -> AppliedOut:
    """Apply a proposal as one changeset; refused whole where a cell moved meanwhile."""
    made = book.apply_proposal(
        proposal, author=wanted.author, skip_conflicts=wanted.skip_conflicts, only=wanted.only
    )
    hub.wake()
    return AppliedOut(changeset=made)


@router.post("/{proposal}/decline", status_code=201)
def decline(book: TheBook, hub: TheHub, proposal: Number, wanted: DeclineIn) -> ProposalOut:
    """Decline a proposal."""
    book.decline_proposal(proposal, author=wanted.author, note=wanted.note)
    hub.wake()
    return ProposalOut(proposal=None)
