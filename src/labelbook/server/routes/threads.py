"""Threads over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from labelbook.discuss.records import Anchor, Thread
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.routes.discuss import (
    CommentIn,
    EntryOut,
    ReadIn,
    StateIn,
    ThreadDetail,
    ThreadIn,
    ThreadList,
)
from labelbook.server.wire import Problem

router = APIRouter(prefix="/api/threads", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
Reader = Annotated[str, Query(max_length=80)]


@router.get("")
def threads(
    book: TheBook,
    reader: Reader = "",
    sample: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> ThreadList:
    """Give the threads, the one last spoken in first. reader: whose unread marks are told."""
    return ThreadList(threads=book.threads(reader=reader, sample=sample))


@router.post("", status_code=201)
def start(book: TheBook, hub: TheHub, wanted: ThreadIn) -> Thread:
    """Start a thread."""
    anchor = Anchor(**wanted.anchor.model_dump())
    made = book.start_thread(
        anchor, wanted.title, author=wanted.author, body=wanted.body, key=wanted.key
    )
    hub.wake()
    return made


@router.get("/{thread}")
def detail(book: TheBook, thread: Number, reader: Reader = "") -> ThreadDetail:
    """Give a thread with all that was said and done in it."""
    return ThreadDetail(
        thread=book.thread(thread, reader=reader),
        entries=book.entries(thread),
        proposals=book.proposals(thread=thread),
        links=(links := book.links(thread)),
        answers=[v for link in links if link.round is None for v in book.link_answers(link.id)],
        rounds=book.rounds(thread),
    )


@router.post("/{thread}/entries", status_code=201)
def comment(book: TheBook, hub: TheHub, thread: Number, wanted: CommentIn) -> EntryOut:
    """Say something."""
    entry = book.comment(thread, wanted.body, author=wanted.author, key=wanted.key)
    hub.wake()
    return EntryOut(entry=entry)


@router.post("/{thread}/state", status_code=201)
def state(book: TheBook, hub: TheHub, thread: Number, wanted: StateIn) -> EntryOut:
    """Open, let wait or resolve."""
    entry = book.set_thread_state(thread, wanted.state, author=wanted.author, body=wanted.body)
    hub.wake()
    return EntryOut(entry=entry)


@router.post("/{thread}/read")
def read(book: TheBook, thread: Number, wanted: ReadIn) -> EntryOut:
    """Mark as read."""
    book.mark_read(thread, wanted.entry, person=wanted.person)
    return EntryOut(entry=None)
