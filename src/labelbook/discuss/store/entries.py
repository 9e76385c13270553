"""The rows of the log: entries and mentions, added and read, never changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, func, insert, select

from labelbook.core.types import EntryId, ThreadId
from labelbook.discuss.records import Entry
from labelbook.discuss.store import insert_one
from labelbook.journal.tables import talk as schema


def add(connection: Connection, values: Mapping[str, Any], mentioned: Sequence[str]) -> EntryId:
    """Insert an entry and whom it mentions; returns its number."""
    entry = insert_one(connection, schema.entries, values)
    if mentioned:
        rows = [{"entry": entry, "person": name} for name in mentioned]
        connection.execute(insert(schema.mentions), rows)
    return EntryId(entry)


def by_key(connection: Connection, key: str) -> Entry | None:
    """Return the entry of a request's key, None where there is none."""
    table = schema.entries
    row = connection.execute(select(table).where(table.c.key == key)).one_or_none()
    return None if row is None else _entry(row)


def newest(connection: Connection) -> EntryId:
    """Return the number of the newest entry, 0 where there is none."""
    return EntryId(connection.execute(select(func.max(schema.entries.c.id))).scalar() or 0)


def after(connection: Connection, entry: int) -> list[Entry]:
    """Return the entries after a number, the oldest first."""
    table = schema.entries
    query = select(table).where(table.c.id > entry).order_by(table.c.id)
    return [_entry(row) for row in connection.execute(query)]


def of_thread(connection: Connection, thread: ThreadId) -> list[Entry]:
    """Return the entries of a thread, the oldest first."""
    table = schema.entries
    query = select(table).where(table.c.thread == thread).order_by(table.c.id)
    return [_entry(row) for row in connection.execute(query)]


def _entry(row: Row[tuple[object, ...]]) -> Entry:
    return Entry(**{name: getattr(row, name) for name in Entry.__dataclass_fields__})
