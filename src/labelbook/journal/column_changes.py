"""Metadata columns come, go and change, each as one changeset with its cells, to be undone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from labelbook.core.types import ChangesetId
from labelbook.errors import BadInput, Conflict
from labelbook.journal import changesets, classes, column_store, summary
from labelbook.journal.changesets import Origin
from labelbook.journal.classes import ClassMove
from labelbook.journal.column_store import NUMBERED, ColumnChange
from labelbook.journal.columns import Column, cell_of, check_count, checked, value_of
from labelbook.journal.records import YES, ChangeGroup, Changeset, Edit
from labelbook.journal.summary import Moved

SHOWN = 3


@dataclass(frozen=True)
class Wanted:
    """What a column shall be; None: as it is."""

    name: str | None = None
    kind: str | None = None
    group: bool | None = None
    description: str | None = None


def add(connection: Connection, column: Column, origin: Origin) -> ChangesetId:
    """Make a column and give the changeset; BadInput where it cannot be made."""
    column = checked(column)
    column_store.refuse_taken(connection, column)
    check_count(len(column_store.present(connection)) + 1)
    return _append(connection, [ColumnChange(0, None, column)], [], origin)


def remove(connection: Connection, name: str, origin: Origin) -> ChangesetId:
    """Take a column away and give the changeset; its cells come back when that is undone."""
    known = column_store.get(connection, name)
    return _append(connection, [ColumnChange(known.id, known.column, None)], [], origin)


def change(
    connection: Connection, name: str, wanted: Wanted, origin: Origin, *, clear: bool = False
) -> ChangesetId | None:
    """Change what a column is; None where it is so already.

    Of another kind its cells are read anew. clear: empty those that cannot be; else they are told
    (BadInput). Raises NotFound where there is no such column.
    """
    known = column_store.get(connection, name)
    told = {key: value for key, value in vars(wanted).items() if value is not None}
    column = checked(replace(known.column, **told))
    column_store.refuse_taken(connection, column, known.id)
    if column == known.column:
        return None
    moved: list[Moved] = []
    if column.kind != known.column.kind:
        moved = _converted(connection, known.id, known.column, column, clear=clear)
    return _append(connection, [ColumnChange(known.id, known.column, column)], moved, origin)


def revert(
    connection: Connection,
    target: Changeset,
    changes: Sequence[ColumnChange],
    origin: Origin,
    *,
    skip_conflicts: bool,
) -> ChangesetId | None:
    """Append the inverse of a changeset that moved columns, with the cells that moved with them.

    Raises Conflict where a column has changed since; skip_conflicts leaves that one as it is.
    """
    now = {known.id: known for known in column_store.everything(connection)}
    inverse: list[ColumnChange] = []
    for each in changes:
        known = now[each.id]
        held = known.column if known.present else None
        if held == each.after:
            inverse.append(ColumnChange(each.id, each.after, each.before))
        elif not skip_conflicts:
            raise Conflict(f"the column {known.column.name} has changed since; nothing was stored")
    # What comes back, or is of its old kind again, can take its cells; what goes, goes after them.
    staying = [each for each in inverse if each.after is not None]
    going = [each for each in inverse if each.after is None]
    for each in staying:
        column_store.refuse_taken(connection, each.after or Column("", "text"), each.id)
    column_store.apply(connection, staying)
    moved = _cells_back(connection, target, skip_conflicts=skip_conflicts)
    kept = {each.id for each in going if _is_used(connection, each.id, target, moved)}
    if kept and not target.added and not skip_conflicts:
        name = now[min(kept)].column.name
        raise Conflict(f"the column {name} holds values that came since; nothing was stored")
    last = [each for each in going if each.id not in kept]
    back = classes.inverse(
        connection, classes.of(connection, target.id), skip_conflicts=skip_conflicts
    )
    if not staying and not last and not moved and not back:
        return None
    return _append(connection, [*staying, *last], moved, origin, back)


def _append(
    connection: Connection,
    changes: Sequence[ColumnChange],
    moved: Sequence[Moved],
    origin: Origin,
    class_moves: Sequence[ClassMove] = (),
) -> ChangesetId:
    size = len(changes) + sum(len(changed) for _, _, changed in moved)
    changeset = changesets.new_changeset(connection, origin, "", size=size)
    parts = [summary.of_columns([(each.before, each.after) for each in changes])] if changes else []
    if moved:
        parts.append(summary.of_edits(changesets.named(connection, moved)))
    if done := changesets.write(connection, changeset, moved, class_moves):
        parts.append(summary.of_classes(done))
    what = "; ".join([*parts[:1], *(part[:1].lower() + part[1:] for part in parts[1:])])
    changesets.say(connection, changeset, what)
    column_store.move(connection, changeset, changes)
    return changeset


def _cells_back(connection: Connection, target: Changeset, *, skip_conflicts: bool) -> list[Moved]:
    """The cells that go back to what they were before a changeset, with those of `present`."""
    groups = changesets.groups_of(connection, [target.id], by_number=True)[target.id]
    if target.added:
        brought = changesets.brought_by(connection, target.id)
        groups.append(ChangeGroup("present", None, YES, brought))
    edits = [Edit(g.field, g.samples, g.before, [g.after] * len(g.samples)) for g in groups]
    if skip_conflicts:
        edits = changesets.still_there(connection, edits)
    moved, stale = changesets.moves(connection, edits, trusted=True)
    changesets.refuse(connection, stale)
    return moved


def _is_used(
    connection: Connection, column: int, target: Changeset, moved: Sequence[Moved]
) -> bool:
    """Whether a column holds what came after a changeset and does not go with its undo."""
    held = column_store.held_since(connection, column, target.id)
    for field, after, changed in moved:
        if after is None and field in (f"{NUMBERED}{column}", "present"):
            held.difference_update(sample for sample, _ in changed)
    return bool(held)


def _converted(
    connection: Connection, number: int, was: Column, column: Column, *, clear: bool
) -> list[Moved]:
    """The cells of a column that read otherwise as another kind."""
    samples: dict[str, list[int]] = defaultdict(list)
    for sample, cell in column_store.cells(connection, number):
        samples[cell].append(sample)
    moved: dict[str | None, list[tuple[int, str | None]]] = defaultdict(list)
    refused: list[str] = []
    for cell, ids in samples.items():
        try:
            after = cell_of(column, value_of(was.kind, cell))
        except BadInput:
            refused.append(cell)
            after = None
        if after != cell:
            moved[after] += [(sample, cell) for sample in ids]
    if refused and not clear:
        count = sum(len(samples[cell]) for cell in refused)
        shown = ", ".join(repr(cell[:40]) for cell in refused[:SHOWN])
        raise BadInput(
            f"{count:,} cells of {was.name} cannot be read as {column.kind} ({shown}): correct "
            "them, or ask to clear them"
        )
    return [(f"{NUMBERED}{number}", after, changed) for after, changed in moved.items()]
