"""Routes of discussions: threads and proposals."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from labelbook.discuss.records import (
    Anchor,
    AnchorKind,
    CellChange,
    Entry,
    Link,
    Proposal,
    Round,
    State,
    Thread,
    Vote,
)
from labelbook.journal.records import Changeset
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import (
    EXTERNAL,
    ChangesetId,
    ClassName,
    Key,
    Model,
    Name,
    Problem,
    ProposalId,
    SampleId,
    ThreadId,
)

router = APIRouter(prefix="/api", tags=["discuss"], responses={"4XX": {"model": Problem}})
Coordinate = Annotated[float, Field(ge=-10, le=10)]
Reader = Annotated[str, Query(max_length=80)]


class AnchorIn(Model):
    """What a thread is to be about; see Anchor."""

    kind: AnchorKind
    samples: Annotated[tuple[SampleId, ...], Field(max_length=10_000)] = ()
    classes: Annotated[tuple[ClassName, ...], Field(max_length=2)] = ()
    changeset: ChangesetId | None = None
    versions: Annotated[tuple[ClassName, ...], Field(max_length=2)] = ()
    lens: Annotated[str, Field(max_length=80)] | None = None
    outline: Annotated[tuple[tuple[Coordinate, Coordinate], ...], Field(max_length=500)] = ()


class ThreadIn(Model):
    """Start a thread. key: names the request, so that a repeat starts no second one."""

    author: Name
    anchor: AnchorIn
    title: str
    body: str = ""
    key: Key | None = None


class CommentIn(Model):
    """A comment in a thread, in Markdown."""

    author: Name
    body: str
    key: Key | None = None


class StateIn(Model):
    """Open a thread, let it wait, or resolve it."""

    author: Name
    state: State
    body: str = ""


class ReadIn(Model):
    """Somebody has read a thread up to an entry."""

    person: Name
    entry: Annotated[int, Field(ge=0)]


class CellChangeIn(Model):
    """A change of one cell; see CellChange."""

    sample: SampleId
    field: Annotated[str, Field(max_length=210)] = "label"
    before: str | None
    after: str | None
    reason: str = ""


class ProposalIn(Model):
    """Propose a changeset."""

    author: Name
    reason: str
    thread: ThreadId | None = None
    cells: Annotated[list[CellChangeIn], Field(min_length=1, max_length=20_000)]


class ApplyIn(Model):
    """Apply a proposal. only: these samples alone."""

    author: Name
    skip_conflicts: bool = False
    only: list[SampleId] | None = None


class DeclineIn(Model):
    """Decline a proposal."""

    author: Name
    note: str = ""


class ThreadList(Model):
    """The threads, the one with the newest entry first."""

    threads: list[Thread]


class ThreadDetail(Model):
    """A thread with its entries, the oldest first.

    answers: by the links that join no blind vote.
    """

    thread: Thread
    entries: list[Entry]
    proposals: list[Proposal]
    links: list[Link]
    answers: list[Vote]
    rounds: list[Round]


class EntryOut(Model):
    """The entry that was added; null where nothing changed."""

    entry: Entry | None


class ProposalOut(Model):
    """The proposal that was added; null where no cell would change."""

    proposal: Proposal | None


class ProposalList(Model):
    """The proposals, the oldest first."""

    proposals: list[Proposal]


class AppliedOut(Model):
    """The changeset that applied a proposal; null where nothing was left to change."""

    changeset: Changeset | None


@router.get("/threads")
def list_threads(
    book: TheBook,
    reader: Reader = "",
    sample: SampleId | None = None,
) -> ThreadList:
    """Return the threads, the one with the newest entry first. reader: whose unread entries."""
    return ThreadList(threads=book.talk.threads(reader=reader, sample=sample))


@router.post("/threads", status_code=201)
def start_thread(book: TheBook, hub: TheHub, wanted: ThreadIn) -> Thread:
    """Start a thread."""
    anchor = Anchor(**wanted.anchor.model_dump())
    made = book.talk.start(
        anchor, wanted.title, author=wanted.author, body=wanted.body, key=wanted.key
    )
    hub.wake()
    return made


@router.get("/threads/{thread}")
def get_thread(book: TheBook, thread: ThreadId, reader: Reader = "") -> ThreadDetail:
    """Return a thread with its entries, proposals, links and rounds."""
    return ThreadDetail(
        thread=book.talk.thread(thread, reader=reader),
        entries=book.talk.entries(thread),
        proposals=book.talk.proposals(thread=thread),
        links=book.votes.links(thread),
        answers=book.votes.thread_answers(thread),
        rounds=book.votes.rounds(thread),
    )


@router.post("/threads/{thread}/entries", status_code=201)
def comment(book: TheBook, hub: TheHub, thread: ThreadId, wanted: CommentIn) -> EntryOut:
    """Add a comment to a thread."""
    entry = book.talk.comment(thread, wanted.body, author=wanted.author, key=wanted.key)
    hub.wake()
    return EntryOut(entry=entry)


@router.post("/threads/{thread}/state", status_code=201)
def set_thread_state(book: TheBook, hub: TheHub, thread: ThreadId, wanted: StateIn) -> EntryOut:
    """Open a thread, let it wait, or resolve it."""
    entry = book.talk.set_state(thread, wanted.state, author=wanted.author, body=wanted.body)
    hub.wake()
    return EntryOut(entry=entry)


@router.post("/threads/{thread}/read")
def mark_thread_read(book: TheBook, thread: ThreadId, wanted: ReadIn) -> EntryOut:
    """Mark a thread as read up to an entry."""
    book.talk.mark_read(thread, wanted.entry, person=wanted.person)
    return EntryOut(entry=None)


@router.get("/proposals", openapi_extra=EXTERNAL)
def list_proposals(book: TheBook, undecided: bool = False) -> ProposalList:
    """Return the proposals, the oldest first."""
    return ProposalList(proposals=book.talk.proposals(undecided=undecided))


@router.post("/proposals", status_code=201, openapi_extra=EXTERNAL)
def propose(book: TheBook, hub: TheHub, wanted: ProposalIn) -> ProposalOut:
    """Propose a changeset; a reviewer decides."""
    made = book.talk.propose(
        [CellChange(c.sample, c.field, c.before, c.after, c.reason) for c in wanted.cells],
        author=wanted.author,
        reason=wanted.reason,
        thread=wanted.thread,
    )
    hub.wake()
    return ProposalOut(proposal=made)


@router.post("/proposals/{proposal}/apply", status_code=201)
def apply_proposal(book: TheBook, hub: TheHub, proposal: ProposalId, wanted: ApplyIn) -> AppliedOut:
    """Apply a proposal as one changeset; refused as a whole where a cell was changed since."""
    made = book.talk.apply(
        proposal, author=wanted.author, skip_conflicts=wanted.skip_conflicts, only=wanted.only
    )
    hub.wake()
    return AppliedOut(changeset=made)


@router.post("/proposals/{proposal}/decline", status_code=201)
def decline_proposal(
    book: TheBook, hub: TheHub, proposal: ProposalId, wanted: DeclineIn
) -> ProposalOut:
    """Decline a proposal."""
    book.talk.decline(proposal, author=wanted.author, note=wanted.note)
    hub.wake()
    return ProposalOut(proposal=None)
