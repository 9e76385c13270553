"""Named positions in the journal."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from labelbook.core import clock
from labelbook.core.limits import MAX_AUTHOR
from labelbook.core.types import ChangesetId
from labelbook.errors import BadInput, NotFound
from labelbook.journal import cells, changesets
from labelbook.journal.records import Version
from labelbook.journal.tables import samples

LONGEST = 100
"""Digits of a changeset's number that are read at all."""

HEAD_NAMES = (None, "now", "head")


def save(connection: Connection, name: str, author: str, note: str, at: int | None) -> Version:
    """Name a position (default: now); BadInput when the name is taken or a number."""
    name = cells.clean_name(name, "version's name")
    if name in HEAD_NAMES or name.isdecimal():
        raise BadInput(f"{name!r} cannot name a version: numbers, now and head are positions")
    if any(version.name == name for version in list_all(connection)):
        raise BadInput(f"there is a version {name!r} already: choose another name")
    head = changesets.head(connection)
    position = head if at is None else ChangesetId(at)
    if not 1 <= position <= head:
        raise NotFound(f"there is no changeset {position}: the journal ends at {head}")
    author = cells.clean_name(author, "author's name", MAX_AUTHOR)
    version = Version(name, position, author, clock.now(), note)
    connection.execute(insert(samples.versions).values(**version.__dict__))
    return version


def list_all(connection: Connection) -> list[Version]:
    """Return all versions, the earliest position first."""
    table = samples.versions
    query = select(table).order_by(table.c.changeset, table.c.at, table.c.name)
    return [Version(**row) for row in connection.execute(query).mappings()]


def position(connection: Connection, version: str | int | None) -> ChangesetId:
    """Return the changeset of a version's name or number; None, "now" and "head" are the newest."""
    head = changesets.head(connection)
    if version in HEAD_NAMES:
        return head
    if isinstance(version, int) or (version.isdecimal() and len(version) <= LONGEST):
        number = ChangesetId(int(version))
        if 1 <= number <= head:
            return number
        raise NotFound(f"there is no changeset {number}: the journal ends at {head}")
    query = select(samples.versions.c.changeset).where(samples.versions.c.name == version)
    found = connection.execute(query).scalar()
    if found is None:
        names = ", ".join(item.name for item in list_all(connection)) or "none yet"
        raise NotFound(f"there is no version {version!r} (versions: {names})")
    return ChangesetId(found)
