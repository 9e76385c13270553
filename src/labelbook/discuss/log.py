"""The log of entries: appended to, read, and never rewritten."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, func, insert, select

from labelbook.core.limits import MAX_AUTHOR, MAX_BODY
from labelbook.discuss.records import Entry
from labelbook.errors import BadInput, NotFound
from labelbook.journal import cells, changesets
from labelbook.journal.tables import talk as schema

_NAME = re.compile(r"(?<![\w@])@(?:\[([^\]\n]{1,80})\]|([\w.-]{1,80}))")


@dataclass(frozen=True)
class NewEntry:
    """What is about to be logged; fields as in Entry. key: a repeat of it is no second entry."""

    thread: int | None
    kind: str
    author: str
    body: str = ""
    about: int | None = None
    value: str | None = None
    key: str | None = None


def append(connection: Connection, said: NewEntry) -> Entry:
    """Log an entry, once for each key; raises BadInput for an author or body that cannot be."""
    if said.key is not None:
        query = select(schema.entries).where(schema.entries.c.key == said.key)
        known = connection.execute(query).one_or_none()
        if known is not None:
            return record(known)
    values = {
        "key": said.key,
        "thread": said.thread,
        "kind": said.kind,
        "author": person(said.author),
        "at": changesets.now(),
        "body": body(said.body),
        "about": said.about,
        "value": said.value,
    }
    made = connection.execute(insert(schema.entries).values(values))
    assert made.inserted_primary_key is not None
    id = int(made.inserted_primary_key[0])
    named = mentioned(said.body)
    if named:
        rows = [{"entry": id, "person": name} for name in named]
        connection.execute(insert(schema.mentions), rows)
    return Entry(
        id,
        said.thread,
        said.kind,
        str(values["author"]),
        str(values["at"]),
        str(values["body"]),
        said.about,
        said.value,
    )


def person(name: str) -> str:
    """Return a person's name as it is kept; BadInput where it cannot be one."""
    return cells.clean_name(name, "author's name", MAX_AUTHOR)


def body(text: str) -> str:
    """Return a text without outer blanks; BadInput where it is too long."""
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


def head(connection: Connection) -> int:
    """Return the number of the newest entry, 0 where nothing was said."""
    return connection.execute(select(func.max(schema.entries.c.id))).scalar() or 0


def since(connection: Connection, entry: int) -> list[Entry]:
    """Return the entries after a number, oldest first."""
    table = schema.entries
    query = select(table).where(table.c.id > entry).order_by(table.c.id)
    return [record(row) for row in connection.execute(query)]


def of_thread(connection: Connection, thread: int) -> list[Entry]:
    """Return the entries of a thread, oldest first."""
    table = schema.entries
    query = select(table).where(table.c.thread == thread).order_by(table.c.id)
    return [record(row) for row in connection.execute(query)]


def record(row: Row[tuple[object, ...]]) -> Entry:
    """Turn a row of `entries` into plain data."""
    fields = row._mapping
    return Entry(**{name: fields[name] for name in Entry.__dataclass_fields__})


def exists(connection: Connection, threads: Sequence[int]) -> None:
    """Raise NotFound where there is no such thread."""
    for thread in threads:
        query = select(schema.threads.c.id).where(schema.threads.c.id == thread)
        if connection.execute(query).scalar() is None:
            raise NotFound(f"there is no thread {thread} in this book")
