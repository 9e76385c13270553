"""Routes of links for experts and of blind votes, for those who ask."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Header, Request
from pydantic import Field

from labelbook.discuss.records import Link, Round, Verdict, Vote
from labelbook.discuss.tally import Agreement, SampleConsensus
from labelbook.discuss.votes import NewVote
from labelbook.server.deps import TheAccess, TheBook, TheHub
from labelbook.server.routes.discuss import ProposalOut
from labelbook.server.wire import (
    ByIn,
    ClassName,
    Device,
    Key,
    LinkId,
    Model,
    Name,
    Problem,
    RoundId,
    SampleId,
    Taken,
    ThreadId,
)

router = APIRouter(prefix="/api", tags=["discuss"], responses={"4XX": {"model": Problem}})
Method = Literal["majority", "dawid-skene"]


class LinkIn(Model):
    """Make a link for an expert, or (with a round) for voters with a phone."""

    author: Name
    samples: Annotated[list[SampleId], Field(min_length=1, max_length=1000)]
    question: str
    expires: str | None = None
    once: bool = False
    round: RoundId | None = None


class LinkOut(Model):
    """A link that was just made. url: with the secret, which cannot be read again later.

    reachable: whether other computers can open it (the book is served with --share).
    """

    link: Link
    url: str
    reachable: bool


class RoundIn(Model):
    """Start a blind vote in a thread."""

    author: Name
    samples: Annotated[list[SampleId], Field(min_length=1, max_length=1000)]
    question: str


class RoundStepIn(Model):
    """A step of the moderator."""

    author: Name
    step: Literal["show", "reveal", "close"]
    sample: SampleId | None = None


class VoteIn(Model):
    """A vote in a round."""

    author: Name
    device: Device
    sample: SampleId
    verdict: Verdict
    label: ClassName | None = None
    note: str = ""
    key: Key | None = None


class RoundDetail(Model):
    """A round, the votes of this device, and how well all agree on revealed samples.

    majority, weighed: the consensus by majority, and weighted by how good each voter is.
    """

    round: Round
    mine: list[Vote]
    agreement: Agreement
    majority: list[SampleConsensus]
    weighed: list[SampleConsensus]


class ConsensusIn(Model):
    """Propose the consensus."""

    author: Name
    method: Method = "majority"


@router.post("/threads/{thread}/links", status_code=201)
def make_link(
    book: TheBook,
    hub: TheHub,
    access: TheAccess,
    request: Request,
    thread: ThreadId,
    wanted: LinkIn,
) -> LinkOut:
    """Make a link; its address cannot be read again later."""
    link, secret = book.votes.make_link(
        thread,
        wanted.samples,
        wanted.question,
        author=wanted.author,
        expires=wanted.expires,
        once=wanted.once,
        round=wanted.round,
    )
    hub.wake()
    base = access.outside or str(request.base_url)
    return LinkOut(link=link, url=f"{base}ask/{secret}", reachable=access.shared)


@router.post("/links/{link}/revoke", status_code=201)
def revoke_link(book: TheBook, hub: TheHub, link: LinkId, wanted: ByIn) -> Link:
    """Revoke a link."""
    found = book.votes.revoke_link(link, author=wanted.author)
    hub.wake()
    return found


@router.post("/links/{link}/propose", status_code=201)
def propose_answers(book: TheBook, hub: TheHub, link: LinkId, wanted: ByIn) -> ProposalOut:
    """Propose what the answers so far would change."""
    made = book.votes.propose_answers(link, author=wanted.author)
    hub.wake()
    return ProposalOut(proposal=made)


@router.post("/threads/{thread}/rounds", status_code=201)
def start_round(book: TheBook, hub: TheHub, thread: ThreadId, wanted: RoundIn) -> Round:
    """Start a round."""
    made = book.votes.start_round(thread, wanted.samples, wanted.question, author=wanted.author)
    hub.wake()
    return made


@router.get("/rounds/{round}")
def get_round(
    book: TheBook,
    round: RoundId,
    device: Annotated[str, Header(alias="X-Device", max_length=80)] = "",
) -> RoundDetail:
    """Return a round; of images that are not revealed, it holds only this device's votes."""
    return RoundDetail(
        round=book.votes.round(round),
        mine=book.votes.my_votes(round, device),
        agreement=book.votes.agreement(round),
        majority=book.votes.consensus(round),
        weighed=book.votes.consensus(round, "dawid-skene"),
    )


@router.post("/rounds/{round}/steps", status_code=201)
def step_round(book: TheBook, hub: TheHub, round: RoundId, wanted: RoundStepIn) -> Round:
    """Show an image, reveal its votes, or close the round."""
    found = book.votes.step_round(round, wanted.step, wanted.sample, author=wanted.author)
    hub.wake()
    return found


@router.post("/rounds/{round}/votes", status_code=201)
def vote(book: TheBook, hub: TheHub, round: RoundId, wanted: VoteIn) -> Taken:
    """Vote in a round."""
    book.votes.vote(
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
def propose_consensus(
    book: TheBook, hub: TheHub, round: RoundId, wanted: ConsensusIn
) -> ProposalOut:
    """Propose the consensus."""
    made = book.votes.propose_consensus(round, wanted.method, author=wanted.author)
    hub.wake()
    return ProposalOut(proposal=made)
