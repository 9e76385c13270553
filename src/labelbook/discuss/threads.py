"""Threads: started, answered, moved from open to resolved, and read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select

from labelbook.core.limits import MAX_TITLE
from labelbook.discuss import anchors, log
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import STATES, Anchor, Entry, State, Thread
from labelbook.errors import BadInput
from labelbook.journal import cells, changesets
from labelbook.journal.tables import talk as schema

COUNTED = ("comment", "link", "round", "proposal", "decision", "answers", "rule")
"""The kinds of entry that make a thread unread; single votes do not."""


def start(
    connection: Connection,
    anchor: Anchor,
    title: str,
    *,
    author: str,
    body: str = "",
    key: str | None = None,
) -> int:
    """Start a thread and give its number; the same key twice starts one.

    Raises BadInput for an anchor, title, text or author that cannot be, NotFound for an anchor
    that there is not.
    """
    known = _by_key(connection, key)
    if known is not None:
        return known
    anchor = anchors.checked(connection, anchor)
    author = log.person(author)
    values = {
        "kind": anchor.kind,
        "anchor": anchors.to_text(anchor),
        "title": cells.clean_name(title, "title", MAX_TITLE),
        "author": author,
        "at": changesets.now(),
    }
    made = connection.execute(insert(schema.threads).values(values))
    assert made.inserted_primary_key is not None
    thread = int(made.inserted_primary_key[0])
    rows = [
        {"thread": thread, "sample": sample, "position": place}
        for place, sample in enumerate(anchor.samples)
    ]
    if rows:
        connection.execute(insert(schema.thread_samples), rows)
    log.append(connection, NewEntry(thread, "state", author, body, value="open", key=key))
    return thread


def _by_key(connection: Connection, key: str | None) -> int | None:
    if key is None:
        return None
    query = select(schema.entries.c.thread).where(schema.entries.c.key == key)
    return connection.execute(query).scalar()


def comment(
    connection: Connection, thread: int, body: str, *, author: str, key: str | None = None
) -> Entry:
    """Say something in a thread; NotFound where there is none, BadInput for an empty text."""
    log.exists(connection, [thread])
    if not body.strip():
        raise BadInput("there is nothing to say: write something first")
    return log.append(connection, NewEntry(thread, "comment", author, body, key=key))


def set_state(
    connection: Connection, thread: int, state: str, *, author: str, body: str = ""
) -> Entry | None:
    """Open a thread again, let it wait for an expert, or resolve it; None where it is so."""
    if state not in STATES:
        raise BadInput(f"{state!r} is no state of a thread: use {', '.join(STATES)}")
    log.exists(connection, [thread])
    if _states(connection).get(thread) == state and not body:
        return None
    return log.append(connection, NewEntry(thread, "state", author, body, value=state))


def everything(
    connection: Connection, *, reader: str = "", only: Sequence[int] | None = None
) -> list[Thread]:
    """Return all threads (or only some), the one that was last spoken in first.

    reader: whose unread marks are told; their own entries are never unread.
    """
    table, entries = schema.threads, schema.entries
    query = select(table)
    samples_query = select(schema.thread_samples).order_by(schema.thread_samples.c.position)
    if only is not None:
        query = query.where(table.c.id.in_(only))
        samples_query = samples_query.where(schema.thread_samples.c.thread.in_(only))
    samples: dict[int, list[int]] = defaultdict(list)
    for row in connection.execute(samples_query):
        samples[row.thread].append(row.sample)
    newest = {
        row.thread: row
        for row in connection.execute(
            select(entries).where(
                entries.c.id.in_(
                    select(func.max(entries.c.id))
                    .where(entries.c.kind != "vote", entries.c.thread.is_not(None))
                    .group_by(entries.c.thread)
                )
            )
        )
    }
    comments = _counts(connection, entries.c.kind == "comment")
    unread, mentioned = _unread(connection, reader)
    proposed = _proposed(connection)
    states = _states(connection)
    found = [
        Thread(
            id=row.id,
            anchor=anchors.from_text(row.anchor, samples.get(row.id, ())),
            title=row.title,
            author=row.author,
            at=row.at,
            state=states[row.id],
            comments=comments.get(row.id, 0),
            last=newest[row.id].id,
            last_at=newest[row.id].at,
            last_author=newest[row.id].author,
            unread=unread.get(row.id, 0),
            mentioned=row.id in mentioned,
            proposed=proposed.get(row.id, 0),
        )
        for row in connection.execute(query)
    ]
    return sorted(found, key=lambda thread: -thread.last)


def one(connection: Connection, thread: int, *, reader: str = "") -> Thread:
    """Return one thread; NotFound where there is none."""
    log.exists(connection, [thread])
    return everything(connection, reader=reader, only=[thread])[0]


def read(connection: Connection, person: str, thread: int, entry: int) -> None:
    """Remember that somebody has read a thread up to an entry."""
    log.exists(connection, [thread])
    table = schema.reads
    name = log.person(person)
    mine = (table.c.person == name) & (table.c.thread == thread)
    before = connection.execute(select(table.c.entry).where(mine)).scalar() or 0
    connection.execute(delete(table).where(mine))
    connection.execute(insert(table).values(person=name, thread=thread, entry=max(entry, before)))


def _states(connection: Connection) -> dict[int, State]:
    entries = schema.entries.c
    newest = (
        select(func.max(entries.id))
        .where(entries.kind == "state", entries.thread.is_not(None))
        .group_by(entries.thread)
    )
    query = select(entries.thread, entries.value).where(entries.id.in_(newest))
    return {row[0]: row[1] for row in connection.execute(query)}


def _counts(connection: Connection, condition: ColumnElement[bool]) -> dict[int, int]:
    entries = schema.entries.c
    query = (
        select(entries.thread, func.count())
        .where(entries.thread.is_not(None), condition)
        .group_by(entries.thread)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _unread(connection: Connection, reader: str) -> tuple[dict[int, int], set[int]]:
    """Give, for somebody, the unread entries of each thread, and the threads that name them."""
    if not reader.strip():
        return {}, set()
    entries, reads, mentions = schema.entries, schema.reads, schema.mentions
    seen = entries.outerjoin(
        reads, (reads.c.thread == entries.c.thread) & (reads.c.person == reader.strip())
    )
    fresh = (
        entries.c.thread.is_not(None)
        & (entries.c.author != reader.strip())
        & (entries.c.id > func.coalesce(reads.c.entry, 0))
    )
    counted = entries.c.kind.in_(COUNTED) | (
        (entries.c.kind == "state") & ((entries.c.body != "") | (entries.c.value != "open"))
    )
    first = (entries.c.kind == "state") & (entries.c.value == "open")
    query = (
        select(entries.c.thread, func.count())
        .select_from(seen)
        .where(fresh & (counted | first))
        .group_by(entries.c.thread)
    )
    named = (
        select(entries.c.thread)
        .select_from(seen.join(mentions, mentions.c.entry == entries.c.id))
        .where(fresh & (mentions.c.person == reader.strip().casefold()))
    )
    unread = {row[0]: row[1] for row in connection.execute(query)}
    return unread, set(connection.execute(named).scalars())


def _proposed(connection: Connection) -> dict[int, int]:
    proposals, decisions = schema.proposals, schema.decisions
    undecided = proposals.outerjoin(decisions, decisions.c.proposal == proposals.c.id)
    query = (
        select(proposals.c.thread, func.count())
        .select_from(undecided)
        .where(decisions.c.proposal.is_(None), proposals.c.thread.is_not(None))
        .group_by(proposals.c.thread)
    )
    return {row[0]: row[1] for row in connection.execute(query)}
