"""Routes for somebody with a link and no account. Each of them checks the secret.

Nothing here takes a sample's number: images are named by their place in the link.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Response
from pydantic import Field

from labelbook.discuss.records import Verdict
from labelbook.discuss.votes import NewVote
from labelbook.errors import NotFound
from labelbook.server.access import GUESSING
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import ClassName, Device, ImageFile, Key, Model, Name, Problem, Taken

router = APIRouter(prefix="/api", tags=["expert"], responses={"4XX": {"model": Problem}})
Secret = Annotated[str, Path(max_length=100)]
FromDevice = Annotated[str, Header(alias="X-Device", max_length=80)]
Place = Annotated[int, Field(ge=0, lt=10_000)]
PRIVATE = {"Cache-Control": "no-store"}


class ExpertImage(Model):
    """An image of a link, by its place, with this device's answer. open: for votes still."""

    place: int
    verdict: Verdict | None
    label: str | None
    note: str
    open: bool


class ExpertPage(Model):
    """What the holder of a link sees.

    current: where the moderator of a blind vote is, None without a vote.
    """

    question: str
    asked_by: str
    classes: list[str]
    images: list[ExpertImage]
    expires: str | None
    once: bool
    blind: bool
    current: int | None
    closed: bool


class AnswerIn(Model):
    """An answer about one image of a link."""

    device: Device
    place: Place
    verdict: Verdict
    label: ClassName | None = None
    note: Annotated[str, Field(max_length=2000)] = ""
    name: Name = ""
    key: Key


class FinishIn(Model):
    """The holder of a link has finished answering."""

    device: Device
    name: Name = ""
    note: Annotated[str, Field(max_length=2000)] = ""


async def _slow_to_guess() -> AsyncIterator[None]:
    """Delay the answer to a wrong secret, without holding a thread while it waits."""
    try:
        yield
    except NotFound:
        await asyncio.sleep(GUESSING)
        raise


SLOW_TO_GUESS = (Depends(_slow_to_guess),)


@router.get("/ask/{secret}", dependencies=SLOW_TO_GUESS)
def get_asked(
    book: TheBook, response: Response, secret: Secret, device: FromDevice = ""
) -> ExpertPage:
    """Return the question, the images, and the answers of this device."""
    response.headers.update(PRIVATE)
    link = book.votes.link_of(secret, device)
    given = {v.sample: v for v in book.votes.answers_of(link, device)}
    round = None if link.round is None else book.votes.round(link.round)
    closed = () if round is None else round.revealed
    images = [
        ExpertImage(
            place=place,
            verdict=given[sample].verdict if sample in given else None,
            label=given[sample].label if sample in given else None,
            note=given[sample].note if sample in given else "",
            open=sample not in closed,
        )
        for place, sample in enumerate(link.samples)
    ]
    here = None
    if round is not None and round.current in link.samples:
        here = link.samples.index(round.current)
    return ExpertPage(
        question=link.question,
        asked_by=link.author,
        classes=book.classes(),
        images=images,
        expires=link.expires,
        once=link.once,
        blind=round is not None,
        current=here,
        closed=round is not None and round.closed,
    )


@router.get("/ask/{secret}/images/{place}", response_class=ImageFile, dependencies=SLOW_TO_GUESS)
def get_asked_image(
    book: TheBook, secret: Secret, place: Annotated[int, Path(ge=0, lt=10_000)], device: str = ""
) -> Response:
    """Return an image of the link."""
    found = book.votes.linked_image(secret, place, device)
    return Response(found.data, media_type=found.media_type, headers=PRIVATE)


@router.post("/ask/{secret}/answers", status_code=201, dependencies=SLOW_TO_GUESS)
def answer(book: TheBook, hub: TheHub, secret: Secret, wanted: AnswerIn) -> Taken:
    """Add an answer; the newest of a device and image counts."""
    vote = NewVote(
        sample=0,
        verdict=wanted.verdict,
        device=wanted.device,
        voter=wanted.name,
        label=wanted.label,
        note=wanted.note,
        key=wanted.key,
    )
    book.votes.answer(secret, wanted.place, vote)
    hub.wake()
    return Taken()


@router.post("/ask/{secret}/done", status_code=201, dependencies=SLOW_TO_GUESS)
def finish_answers(book: TheBook, hub: TheHub, secret: Secret, wanted: FinishIn) -> Taken:
    """Finish answering; those who asked see it in the thread."""
    book.votes.finish(secret, device=wanted.device, voter=wanted.name, note=wanted.note)
    hub.wake()
    return Taken()
