"""What travels as JSON about threads and proposals; see wire.py for the rest."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from labelbook.discuss.records import (
    AnchorKind,
    Entry,
    Link,
    Proposal,
    Round,
    State,
    Thread,
    Vote,
)
from labelbook.journal.records import Changeset
from labelbook.server.wire import Id, Key, Model, Name

ClassName = Annotated[str, Field(max_length=200)]
Number = Annotated[float, Field(ge=-10, le=10)]


class AnchorIn(Model):
    """What a thread is to be about; see Anchor."""

    kind: AnchorKind
    samples: Annotated[tuple[Id, ...], Field(max_length=10_000)] = ()
    classes: Annotated[tuple[ClassName, ...], Field(max_length=2)] = ()
    changeset: Id | None = None
    versions: Annotated[tuple[ClassName, ...], Field(max_length=2)] = ()
    lens: Annotated[str, Field(max_length=40)] | None = None
    outline: Annotated[tuple[tuple[Number, Number], ...], Field(max_length=500)] = ()


class ThreadIn(Model):
    """Start a thread. key: names the request, so that a repeat starts no second one."""

    author: Name
    anchor: AnchorIn
    title: str
    body: str = ""
    key: Key | None = None


class CommentIn(Model):
    """Say something in a thread, in Markdown."""

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


class WishIn(Model):
    """A cell to move."""

    sample: Id
    field: Annotated[str, Field(max_length=210)] = "label"
    before: str | None
    after: str | None
    reason: str = ""


class ProposalIn(Model):
    """Propose a changeset."""

    author: Name
    reason: str
    thread: Id | None = None
    cells: Annotated[list[WishIn], Field(min_length=1, max_length=20_000)]


class ApplyIn(Model):
    """Apply a proposal. only: these samples alone."""

    author: Name
    skip_conflicts: bool = False
    only: list[Id] | None = None


class DeclineIn(Model):
    """Decline a proposal."""

    author: Name
    note: str = ""


class ThreadList(Model):
    """The threads, the one last spoken in first."""

    threads: list[Thread]


class ThreadDetail(Model):
    """A thread with everything that was said and done in it, oldest first.

    answers: to the links that lead to no blind vote.
    """

    thread: Thread
    entries: list[Entry]
    proposals: list[Proposal]
    links: list[Link]
    answers: list[Vote]
    rounds: list[Round]


class EntryOut(Model):
    """What was logged; null where nothing was to be done."""

    entry: Entry | None


class ProposalOut(Model):
    """The proposal that was kept; null where no cell would move."""

    proposal: Proposal | None


class ProposalList(Model):
    """The proposals, the oldest first."""

    proposals: list[Proposal]


class AppliedOut(Model):
    """The changeset that applied a proposal; null where nothing was left to move."""

    changeset: Changeset | None
