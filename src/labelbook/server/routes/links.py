"""Links for experts, as those who make them see them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Request

from labelbook.discuss.records import Link
from labelbook.server.deps import TheAccess, TheBook, TheHub
from labelbook.server.routes.discuss import ProposalOut
from labelbook.server.routes.discuss_votes import ByIn, LinkIn, LinkOut
from labelbook.server.wire import Problem

router = APIRouter(prefix="/api", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.post("/threads/{thread}/links", status_code=201)
def make(
    book: TheBook, hub: TheHub, access: TheAccess, request: Request, thread: Number, wanted: LinkIn
) -> LinkOut:
    """Make a link; its address is told only now."""
    link, secret = book.make_link(
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
def revoke(book: TheBook, hub: TheHub, link: Number, wanted: ByIn) -> Link:
    """End a link at once."""
    found = book.revoke_link(link, author=wanted.author)
    hub.wake()
    return found


@router.post("/links/{link}/propose", status_code=201)
def propose(book: TheBook, hub: TheHub, link: Number, wanted: ByIn) -> ProposalOut:
    """Propose what the answers so far would change."""
    made = book.propose_answers(link, author=wanted.author)
    hub.wake()
    return ProposalOut(proposal=made)
