"""The snapshot on disk, so that a large book opens at once; a cache, to be deleted at any time."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from sqlalchemy import Connection, select

from labelbook.core.blobs import write_whole
from labelbook.journal import snapshot
from labelbook.journal.snapshot import Snapshot
from labelbook.journal.tables import samples

FILE = "snapshot.columns"
LARGE = 20_000
"""A book of fewer rows is read from the database as fast."""


def load(connection: Connection, cache: Path) -> Snapshot | None:
    """Give the snapshot that was kept, as old as it may be; None where there is none of this book.

    A database that was put back from a backup may have other changesets under the same numbers:
    the time of the newest one tells.
    """
    try:
        kept, stamp = snapshot.read_whole((cache / FILE).read_bytes())
    except (OSError, ValueError, KeyError):
        return None
    return kept if stamp == _stamp(connection, kept.seq) else None


def keep(connection: Connection, cache: Path, whole: Snapshot) -> None:
    """Write a snapshot for the next start, if it is a large one and the disk takes it."""
    if whole.rows < LARGE:
        return
    with suppress(OSError):
        write_whole(cache / FILE, whole.whole_file(_stamp(connection, whole.seq)))


def _stamp(connection: Connection, seq: int) -> str:
    changesets = samples.changesets.c
    query = select(changesets.at, changesets.author).where(changesets.id == seq)
    return "|".join(connection.execute(query).one_or_none() or ())
