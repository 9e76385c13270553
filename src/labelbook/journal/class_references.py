"""What names a class beside the samples' labels, and takes its new name when it is renamed."""

from __future__ import annotations

import json

from sqlalchemy import Column, Connection, Table, select, update

from labelbook.journal.tables import growth, samples, talk


def rename(connection: Connection, old: str, new: str) -> None:
    """Rename a class in pieces, rules, votes, threads, candidates and open proposals."""
    for table, column in _columns():
        connection.execute(update(table).where(column == old).values({column.name: new}))
    cells = talk.proposal_cells
    for column in (cells.c.before, cells.c.after):
        held = (cells.c.field == "label") & (column == old)
        connection.execute(update(cells).where(held).values({column.name: new}))
    _rename_anchors(connection, old, new)


def _columns() -> list[tuple[Table, Column[str]]]:
    return [
        (samples.pieces, samples.pieces.c.label),
        (talk.rules, talk.rules.c.label),
        (talk.votes, talk.votes.c.label),
        (growth.candidates, growth.candidates.c.label),
        (growth.candidate_sets, growth.candidate_sets.c.truth),
        (growth.candidate_sets, growth.candidate_sets.c.predicted),
    ]


def _rename_anchors(connection: Connection, old: str, new: str) -> None:
    """Threads about a class say so in JSON."""
    threads = talk.threads
    query = select(threads.c.id, threads.c.anchor)
    for thread, anchor in connection.execute(query).fetchall():
        told = json.loads(anchor)
        if old in told.get("classes", ()):
            told["classes"] = [new if name == old else name for name in told["classes"]]
            changed = update(threads).where(threads.c.id == thread)
            connection.execute(changed.values(anchor=json.dumps(told)))
