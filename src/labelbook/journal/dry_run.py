"""Dry runs: what edits would change, and the changeset that did exactly that later."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from labelbook.core.types import ChangesetId
from labelbook.journal import changesets, summary
from labelbook.journal.records import Changeset, Edit
from labelbook.journal.tables import samples


@dataclass(frozen=True)
class DryRun:
    """A change that was not made. summary: that its changeset would have.

    cells: how many would move. mark: names which cells go to which values, not what they were.
    """

    summary: str
    cells: int
    mark: str


def run(connection: Connection, edits: Sequence[Edit]) -> DryRun:
    """Return what edits would change; raises what making them would raise."""
    moved, _ = changesets.moves(connection, edits)
    cells = [(field, after, sample) for field, after, changed in moved for sample, _ in changed]
    what = summary.of_edits(changesets.named(connection, moved))
    return DryRun(what or "Changed nothing", len(cells), _mark(cells))


def find_changeset(connection: Connection, trial: DryRun, since: int) -> Changeset | None:
    """Return the changeset after `since` that moved exactly these cells; None where there is none.

    Of several the newest that is not undone, else the newest.
    """
    if not trial.cells:
        return None
    table = samples.changesets
    query = select(table).where(table.c.id > since, table.c.size == trial.cells, table.c.added == 0)
    found = [
        changesets.record(row)
        for row in connection.execute(query.order_by(table.c.id))
        if _mark_of(connection, row.id) == trial.mark
    ]
    standing = [changeset for changeset in found if changeset.reverted_by is None]
    return next(reversed(standing or found), None)


def _mark_of(connection: Connection, changeset: ChangesetId) -> str:
    groups = changesets.groups_of(connection, [changeset], by_number=True)[changeset]
    return _mark((group.field, group.after, sample) for group in groups for sample in group.samples)


def _mark(cells: Iterable[tuple[str, str | None, int]]) -> str:
    lines = sorted(f"{field}\t{sample}\t{after!r}" for field, after, sample in cells)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:24]
