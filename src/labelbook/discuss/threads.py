"""Threads: started, answered, moved from open to resolved, and read."""

from __future__ import annotations

from labelbook.core import clock
from labelbook.core.limits import MAX_TITLE
from labelbook.core.types import ThreadId
from labelbook.discuss import anchors, log
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import STATES, Anchor, Entry, Thread
from labelbook.discuss.store import entries
from labelbook.discuss.store import threads as store
from labelbook.errors import BadInput
from labelbook.journal import cells
from labelbook.journal.database import Transaction


def start(
    transaction: Transaction,
    anchor: Anchor,
    title: str,
    *,
    author: str,
    body: str = "",
    key: str | None = None,
) -> ThreadId:
    """Start a thread and return its number; the same key twice starts one.

    Raises BadInput for an anchor, title, text or author that cannot be, NotFound for an anchor
    that there is not.
    """
    known = None if key is None else entries.by_key(transaction, key)
    if known is not None and known.thread is not None:
        return known.thread
    anchor = anchors.checked(transaction, anchor)
    author = log.clean_author(author)
    values = {
        "kind": anchor.kind,
        "anchor": anchors.to_text(anchor),
        "title": cells.clean_name(title, "title", MAX_TITLE),
        "author": author,
        "at": clock.now(),
    }
    thread = store.add(transaction, values, anchor.samples)
    log.add(transaction, NewEntry(thread, "state", author, body, value="open", key=key))
    return thread


def comment(
    transaction: Transaction, thread: int, body: str, *, author: str, key: str | None = None
) -> Entry:
    """Add a comment to a thread; NotFound where there is none, BadInput for an empty text."""
    found = log.known_thread(transaction, thread)
    if not body.strip():
        raise BadInput("the comment is empty: write something first")
    return log.add(transaction, NewEntry(found, "comment", author, body, key=key))


def set_state(
    transaction: Transaction, thread: int, state: str, *, author: str, body: str = ""
) -> Entry | None:
    """Open a thread again, let it wait for an expert, or resolve it; None where it is so."""
    if state not in STATES:
        raise BadInput(f"{state!r} is no state of a thread: use {', '.join(STATES)}")
    found = log.known_thread(transaction, thread)
    if store.state(transaction, found) == state and not body:
        return None
    return log.add(transaction, NewEntry(found, "state", author, body, value=state))


def get(transaction: Transaction, thread: int, *, reader: str = "") -> Thread:
    """Return one thread; NotFound where there is none."""
    return _threads(transaction, reader, log.known_thread(transaction, thread))[0]


def list_all(transaction: Transaction, *, reader: str = "") -> list[Thread]:
    """Return all threads, the one with the newest entry first.

    reader: whose unread entries are counted; their own are never unread.
    """
    return _threads(transaction, reader)


def mark_read(transaction: Transaction, person: str, thread: int, entry: int) -> None:
    """Store that somebody has read a thread up to an entry, never less far than before."""
    found = log.known_thread(transaction, thread)
    name = log.clean_author(person)
    before = store.read_up_to(transaction, name, found)
    store.set_read(transaction, name, found, max(entry, before))


def _threads(transaction: Transaction, reader: str, only: ThreadId | None = None) -> list[Thread]:
    counts = store.counts(transaction, reader.strip(), only)
    found = [
        Thread(
            id=row.id,
            anchor=anchors.from_text(row.anchor, row.samples),
            title=row.title,
            author=row.author,
            at=row.at,
            **vars(counts[row.id]),
        )
        for row in store.rows(transaction, only)
    ]
    return sorted(found, key=lambda thread: -thread.last)
