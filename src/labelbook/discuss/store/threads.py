"""The rows of threads: what each is about, its state, and how far people have read it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, delete, func, insert, select

from labelbook.core.types import ThreadId
from labelbook.discuss.records import State
from labelbook.discuss.store import insert_one, insert_samples
from labelbook.journal.tables import talk as schema

COUNTED = ("comment", "link", "round", "proposal", "decision", "answers", "rule")
"""The kinds of entry that make a thread unread; single votes do not."""


@dataclass(frozen=True)
class ThreadRow:
    """A thread as it was started. anchor: JSON, without its samples."""

    id: ThreadId
    anchor: str
    samples: tuple[int, ...]
    title: str
    author: str
    at: str


@dataclass(frozen=True)
class ThreadCounts:
    """A thread's counts in the log; see Thread."""

    state: State
    comments: int
    last: int
    last_at: str
    last_author: str
    unread: int
    mentioned: bool
    proposed: int


def add(connection: Connection, values: Mapping[str, Any], samples: Sequence[int]) -> ThreadId:
    """Insert a thread and the samples that it is about; returns its number."""
    thread = insert_one(connection, schema.threads, values)
    insert_samples(connection, schema.thread_samples, {"thread": thread}, samples)
    return ThreadId(thread)


def exists(connection: Connection, thread: ThreadId) -> bool:
    """Return whether there is a thread of this number."""
    query = select(schema.threads.c.id).where(schema.threads.c.id == thread)
    return connection.execute(query).scalar() is not None


def rows(connection: Connection, only: ThreadId | None = None) -> list[ThreadRow]:
    """Return all threads, or one of them, in the order in which they were started."""
    table, members = schema.threads, schema.thread_samples
    query = select(table).order_by(table.c.id)
    of_samples = select(members).order_by(members.c.position)
    if only is not None:
        query = query.where(table.c.id == only)
        of_samples = of_samples.where(members.c.thread == only)
    samples: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(of_samples):
        samples[row.thread].append(row.sample)
    return [
        ThreadRow(row.id, row.anchor, tuple(samples[row.id]), row.title, row.author, row.at)
        for row in connection.execute(query)
    ]


def counts(
    connection: Connection, reader: str, only: ThreadId | None = None
) -> dict[ThreadId, ThreadCounts]:
    """Return the counts of all threads, or of one. reader: whose unread marks."""
    entries = schema.entries.c
    own = entries.thread.is_not(None) if only is None else entries.thread == only
    states = _states(connection, own)
    comments = _counted(
        connection, select(entries.thread, func.count()).where(own, entries.kind == "comment")
    )
    unread, mentioned = _unread(connection, reader, own)
    proposed = _waiting_proposals(connection, only)
    newest = select(func.max(entries.id)).where(own, entries.kind != "vote")
    query = select(entries.thread, entries.id, entries.at, entries.author).where(
        entries.id.in_(newest.group_by(entries.thread))
    )
    return {
        thread: ThreadCounts(
            state=states[thread],
            comments=comments.get(thread, 0),
            last=entry,
            last_at=at,
            last_author=author,
            unread=unread.get(thread, 0),
            mentioned=thread in mentioned,
            proposed=proposed.get(thread, 0),
        )
        for thread, entry, at, author in connection.execute(query)
    }


def state(connection: Connection, thread: ThreadId) -> State:
    """Return whether a thread is open, waiting or resolved."""
    return _states(connection, schema.entries.c.thread == thread)[thread]


def read_up_to(connection: Connection, person: str, thread: ThreadId) -> int:
    """Return the number of the last entry of a thread that somebody has read, 0 for none."""
    table = schema.reads
    query = select(table.c.entry).where(table.c.person == person, table.c.thread == thread)
    return connection.execute(query).scalar() or 0


def set_read(connection: Connection, person: str, thread: ThreadId, entry: int) -> None:
    """Store how far somebody has read a thread."""
    table = schema.reads
    mine = (table.c.person == person) & (table.c.thread == thread)
    connection.execute(delete(table).where(mine))
    connection.execute(insert(table).values(person=person, thread=thread, entry=entry))


def _states(connection: Connection, own: ColumnElement[bool]) -> dict[ThreadId, State]:
    entries = schema.entries.c
    newest = select(func.max(entries.id)).where(own, entries.kind == "state")
    query = select(entries.thread, entries.value).where(
        entries.id.in_(newest.group_by(entries.thread))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _counted(connection: Connection, query: Select[Any]) -> dict[ThreadId, int]:
    """Return a count for each thread. query: of (thread, count), not yet grouped."""
    grouped = query.group_by(query.selected_columns[0])
    return {row[0]: row[1] for row in connection.execute(grouped)}


def _unread(
    connection: Connection, reader: str, own: ColumnElement[bool]
) -> tuple[dict[ThreadId, int], set[ThreadId]]:
    """Return the unread entries of each thread, and the threads with new mentions of a reader."""
    if not reader:
        return {}, set()
    entries, reads, mentions = schema.entries, schema.reads, schema.mentions
    joined = entries.outerjoin(
        reads, (reads.c.thread == entries.c.thread) & (reads.c.person == reader)
    )
    unread = own & (entries.c.author != reader) & (entries.c.id > func.coalesce(reads.c.entry, 0))
    counted = entries.c.kind.in_(COUNTED) | (entries.c.kind == "state")
    query = select(entries.c.thread, func.count()).select_from(joined).where(unread & counted)
    mentioning = (
        select(entries.c.thread)
        .select_from(joined.join(mentions, mentions.c.entry == entries.c.id))
        .where(unread & (mentions.c.person == reader.casefold()))
    )
    return _counted(connection, query), set(connection.execute(mentioning).scalars())


def _waiting_proposals(connection: Connection, only: ThreadId | None) -> dict[ThreadId, int]:
    proposals, decisions = schema.proposals, schema.decisions
    undecided = proposals.outerjoin(decisions, decisions.c.proposal == proposals.c.id)
    thread = proposals.c.thread
    query = (
        select(thread, func.count())
        .select_from(undecided)
        .where(decisions.c.proposal.is_(None))
        .where(thread.is_not(None) if only is None else thread == only)
    )
    return _counted(connection, query)
