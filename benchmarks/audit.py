"""What a book holds, held against what its editors were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from editors import Change, Told
from sqlalchemy import Connection, select, text

import labelbook
from labelbook.journal import changesets, frames
from labelbook.journal.tables import samples


@dataclass(frozen=True)
class Audit:
    """Findings; all 0 in a book that lost nothing.

    lost: acknowledged edits that are not in the journal. twice: those that are there more than
    once. otherwise: those that are there with another number, author, time, message or change.
    unsound: 1 where the changesets replay to another state than the one kept, or the database
    finds itself damaged.
    """

    lost: int
    twice: int
    otherwise: int
    unsound: int


def audit(place: Path, told: Sequence[Told]) -> Audit:
    """Open a book, which may be in use, and look for every edit acknowledged before."""
    with labelbook.open(place) as book, book.context.database.reading() as connection:
        rows = connection.execute(select(samples.changesets)).all()
        times = Counter(row.message for row in rows)
        records = {row.key: asdict(changesets.record(row)) for row in rows if row.key}
        changes = _changes(connection)
        return Audit(
            lost=sum(times[edit.key] == 0 for edit in told),
            twice=sum(times[edit.key] > 1 for edit in told),
            otherwise=sum(
                edit.key in records and not _is_stored(edit, records[edit.key], changes)
                for edit in told
            ),
            unsound=int(not _is_sound(connection)),
        )


def _changes(connection: Connection) -> dict[int, set[Change]]:
    table = samples.changes.c
    columns = (table.changeset, table.sample, table.field, table.before, table.after)
    found: dict[int, set[Change]] = {}
    for changeset, sample, field, before, after in connection.execute(select(*columns)):
        found.setdefault(changeset, set()).add((sample, field, before, after))
    return found


def _is_stored(edit: Told, record: dict[str, Any], changes: dict[int, set[Change]]) -> bool:
    """Return whether the journal holds an edit as it was wished and acknowledged."""
    # A later undo may set `reverted_by`; everything else stays for ever.
    return (
        {**record, "reverted_by": None} == {**edit.changeset, "reverted_by": None}
        and record["reverts"] == edit.reverts
        and changes.get(record["id"], set()) == edit.changes
    )


def _is_sound(connection: Connection) -> bool:
    kept = frames.now(connection)
    replayed = frames.at(connection, changesets.head(connection))
    checked = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    dangling = connection.execute(text("PRAGMA foreign_key_check")).all()
    return kept.equals(replayed) and list(checked) == ["ok"] and not dangling
