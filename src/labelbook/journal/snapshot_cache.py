"""The snapshot on disk, so that a large book opens at once; a cache, to be deleted at any time."""

from __future__ import annotations

import logging
from pathlib import Path

from sqlalchemy import Connection, select

from labelbook.core.blobs import write_whole
from labelbook.errors import Unavailable
from labelbook.journal import snapshot
from labelbook.journal.snapshot import Snapshot
from labelbook.journal.tables import samples

log = logging.getLogger("labelbook.journal")

FILE = "snapshot.columns"
LARGE = 20_000
"""A book of fewer rows is read from the database as fast."""


def load(connection: Connection, cache: Path) -> Snapshot | None:
    """Return the saved snapshot, however old; None where there is none of this book.

    A database that was put back from a backup may have other changesets under the same numbers:
    the time of the newest one shows it.
    """
    try:
        saved, stamp = snapshot.read_whole((cache / FILE).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError) as error:
        log.warning("%s could not be read (%s): the book is read anew", cache / FILE, error)
        return None
    return saved if stamp == _stamp(connection, saved.seq) else None


def save(connection: Connection, cache: Path, whole: Snapshot) -> None:
    """Save a snapshot for the next start, if it is a large one and the disk takes it."""
    if whole.rows < LARGE:
        return
    try:
        write_whole(cache / FILE, whole.whole_file(_stamp(connection, whole.seq)))
    except (OSError, Unavailable) as error:
        log.warning("the next start is slower: %s", error)


def _stamp(connection: Connection, seq: int) -> str:
    changesets = samples.changesets.c
    query = select(changesets.at, changesets.author).where(changesets.id == seq)
    return "|".join(connection.execute(query).one_or_none() or ())
