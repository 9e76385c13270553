"""The history of one sample: its changes, each with the changeset that it came in."""

from __future__ import annotations

from sqlalchemy import Connection, select

from labelbook.core.types import SampleId
from labelbook.journal import changesets
from labelbook.journal.records import HistoryEntry
from labelbook.journal.tables import samples as schema


def of(connection: Connection, sample: SampleId) -> list[HistoryEntry]:
    """Return every change of one sample, newest first."""
    changes, made = schema.changes, schema.changesets
    query = (
        select(made, changes.c.field, changes.c.before, changes.c.after)
        .join(changes, changes.c.changeset == made.c.id)
        .where(changes.c.sample == sample)
        .order_by(made.c.id.desc(), changes.c.field)
    )
    rows = connection.execute(query).fetchall()
    names = changesets.column_names(connection, {row.field for row in rows})
    return [
        HistoryEntry(changesets.record(row), names.get(row.field, row.field), row.before, row.after)
        for row in rows
    ]
