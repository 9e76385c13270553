"""Undo and redo: the inverse of a changeset, appended as one more."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Connection, select, update

from labelbook.core.limits import MAX_ID
from labelbook.core.types import ChangesetId
from labelbook.errors import BadInput, NotFound
from labelbook.journal import (
    changesets,
    class_references,
    classes,
    column_changes,
    column_store,
    laws,
)
from labelbook.journal.changesets import Origin
from labelbook.journal.records import YES, ChangeGroup, Changeset, Edit
from labelbook.journal.tables import samples


def get(connection: Connection, changeset: int) -> Changeset:
    """Return one changeset; NotFound if there is none of this number."""
    query = select(samples.changesets).where(samples.changesets.c.id == changeset)
    row = connection.execute(query).one_or_none() if 0 < changeset <= MAX_ID else None
    if row is None:
        raise NotFound(f"there is no changeset {changeset}", needs="history")
    return changesets.record(row)


def undo(
    connection: Connection, changeset: int, origin: Origin, *, skip_conflicts: bool = False
) -> ChangesetId:
    """Append the inverse of a changeset; return the number of the undo.

    Raises Conflict where a cell has moved since (skip_conflicts leaves those cells as they are),
    BadInput when the changeset is undone already or nothing is left to undo.
    """
    target = get(connection, changeset)
    if target.reverted_by is not None:
        by = get(connection, target.reverted_by)
        raise BadInput(
            f"changeset {changeset} was undone already, by {by.author} at {by.at} "
            f"(changeset {by.id})"
        )
    changeset = target.id
    origin = replace(origin, reverts=changeset)
    decided = laws.of(connection, changeset)
    class_moves = classes.of(connection, changeset)
    if decided and not class_moves:
        made = laws.revert(connection, decided, origin, skip_conflicts=skip_conflicts)
        return _marked(connection, changeset, made)
    columns = column_store.moved_by(connection, changeset)
    if columns:
        made = column_changes.revert(
            connection, target, columns, origin, skip_conflicts=skip_conflicts
        )
        return _marked(connection, changeset, made)
    groups = changesets.groups_of(connection, [changeset], by_number=True)[changeset]
    groups += _arrivals(connection, target)
    edits = [Edit(g.field, g.samples, g.before, [g.after] * len(g.samples)) for g in groups]
    if skip_conflicts:
        edits = changesets.still_there(connection, edits)
    back = classes.inverse(connection, class_moves, skip_conflicts=skip_conflicts)
    made = _marked(connection, changeset, changesets.append(connection, edits, origin, back))
    laws.store(connection, made, laws.still(connection, decided))
    for move in back:
        if move.renamed is not None:
            class_references.rename(connection, move.name, move.renamed)
    return made


def _marked(
    connection: Connection, changeset: ChangesetId, made: ChangesetId | None
) -> ChangesetId:
    """Note what was undone by what; BadInput where nothing was."""
    if made is None:
        raise BadInput(f"nothing of changeset {changeset} is left to undo: its cells moved since")
    _mark(connection, changeset, made)
    return made


def redo(
    connection: Connection, changeset: int, origin: Origin, *, skip_conflicts: bool = False
) -> ChangesetId:
    """Undo the undo of a changeset; BadInput when it is not undone."""
    target = get(connection, changeset)
    if target.reverted_by is None:
        raise BadInput(f"changeset {changeset} is not undone: there is nothing to redo")
    return undo(connection, target.reverted_by, origin, skip_conflicts=skip_conflicts)


def newest(connection: Connection, by: str | None = None) -> ChangesetId:
    """Return the newest changeset that is not undone and no undo itself; the first import stays."""
    table = samples.changesets.c
    query = (
        select(table.id)
        .where(table.reverts.is_(None), table.reverted_by.is_(None), table.id > 1)
        .order_by(table.id.desc())
        .limit(1)
    )
    found = connection.execute(query if by is None else query.where(table.author == by)).scalar()
    if found is None:
        whose = "" if by is None else f" of {by}"
        raise BadInput(
            f"there is no changeset{whose} left to undo; to take back the first import itself, "
            "name it: changeset 1"
        )
    return ChangesetId(found)


def _arrivals(connection: Connection, target: Changeset) -> list[ChangeGroup]:
    """The samples that the changeset added: undone, they are no longer present."""
    if not target.added:
        return []
    return [ChangeGroup("present", None, YES, changesets.brought_by(connection, target.id))]


def _mark(connection: Connection, changeset: ChangesetId, by: int | None) -> None:
    """Keep `reverted_by` true along the chain: an undo that is undone undoes nothing any more."""
    table = samples.changesets
    connection.execute(update(table).where(table.c.id == changeset).values(reverted_by=by))
    parent = get(connection, changeset).reverts
    if parent is not None:
        _mark(connection, parent, None if by is not None else changeset)
