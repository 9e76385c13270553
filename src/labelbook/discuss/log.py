"""The log of discussions: entries with author and time, added and never changed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from labelbook.core import clock
from labelbook.core.limits import MAX_AUTHOR, MAX_BODY
from labelbook.core.types import EntryId, ThreadId
from labelbook.discuss.records import Entry
from labelbook.discuss.store import entries, threads
from labelbook.errors import BadInput, NotFound
from labelbook.journal import cells
from labelbook.journal.database import Transaction

_NAME = re.compile(r"(?<![\w@])@(?:\[([^\]\n]{1,80})\]|([\w.-]{1,80}))")


@dataclass(frozen=True)
class NewEntry:
    """An entry to add; fields as in Entry. key: names the request, so that a repeat adds none."""

    thread: int | None
    kind: str
    author: str
    body: str = ""
    about: int | None = None
    value: str | None = None
    key: str | None = None


def add(transaction: Transaction, new: NewEntry) -> Entry:
    """Add an entry, once for each key; raises BadInput for an author or body that cannot be."""
    if new.key is not None:
        known = entries.by_key(transaction, new.key)
        if known is not None:
            return known
    author, at, body = clean_author(new.author), clock.now(), clean_body(new.body)
    values = {**vars(new), "author": author, "at": at, "body": body}
    entry = entries.add(transaction, values, mentioned(new.body))
    thread = None if new.thread is None else ThreadId(new.thread)
    return Entry(entry, thread, new.kind, author, at, body, new.about, new.value)


def clean_author(name: str) -> str:
    """Return a person's name as it is stored; BadInput where it cannot be one."""
    return cells.clean_name(name, "author's name", MAX_AUTHOR)


def clean_body(text: str) -> str:
    """Return a text without blanks around it; BadInput where it is too long."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip()
    if len(text) > MAX_BODY:
        raise BadInput(
            f"the text has {len(text):,} characters, at most {MAX_BODY:,} are allowed: send it "
            "in parts"
        )
    return text


def mentioned(text: str) -> list[str]:
    """Return the @names of a text in small letters, each once: `@anna`, or `@[Anna Maria]`."""
    found = [long or short.rstrip(".-") for long, short in _NAME.findall(text)]
    return sorted({name.strip().casefold() for name in found if name.strip()})


def newest(transaction: Transaction) -> EntryId:
    """Return the number of the newest entry, 0 where there is none."""
    return entries.newest(transaction)


def after(transaction: Transaction, entry: int) -> list[Entry]:
    """Return the entries after a number, the oldest first."""
    return entries.after(transaction, entry)


def of_thread(transaction: Transaction, thread: int) -> list[Entry]:
    """Return the entries of a thread, the oldest first; NotFound where there is none."""
    return entries.of_thread(transaction, known_thread(transaction, thread))


def known_thread(transaction: Transaction, thread: int) -> ThreadId:
    """Return a thread's number; NotFound where there is no such thread."""
    found = ThreadId(thread)
    if not threads.exists(transaction, found):
        raise NotFound(f"there is no thread {thread} in this book")
    return found
