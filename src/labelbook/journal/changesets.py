"""Changesets: appended to the journal and read back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby

from sqlalchemy import Connection, Row, func, insert, select, tuple_, update

from labelbook.core import clock
from labelbook.core.limits import MAX_AUTHOR, MAX_MESSAGE
from labelbook.core.types import ChangesetId, SampleId
from labelbook.errors import BadInput, CellConflict, Conflict
from labelbook.journal import cells, classes, column_store, many, summary
from labelbook.journal.classes import ClassMove
from labelbook.journal.records import ChangeGroup, Changeset, Edit
from labelbook.journal.tables import samples as schema

CHANGE = ("changeset", "sample", "field", "before", "after")
SHOWN_CONFLICTS = 100
Stale = tuple[str, int, str | None, str | None]
"""Field, sample, what an edit saw, what is there."""


@dataclass(frozen=True)
class Origin:
    """Who makes a changeset and why. key: names the request, so that a repeat is no second one."""

    author: str
    message: str = ""
    tool: str = "python"
    key: str | None = None
    reverts: int | None = None


def head(connection: Connection) -> ChangesetId:
    """Return the number of the newest changeset, 0 in an empty journal."""
    newest = connection.execute(select(func.max(schema.changesets.c.id))).scalar()
    return ChangesetId(newest or 0)


def by_key(connection: Connection, key: str | None) -> Changeset | None:
    """Return the changeset that an earlier request of this key made."""
    if key is None:
        return None
    query = select(schema.changesets).where(schema.changesets.c.key == key)
    row = connection.execute(query).one_or_none()
    return None if row is None else record(row)


def append(
    connection: Connection,
    edits: Sequence[Edit],
    origin: Origin,
    class_moves: Sequence[ClassMove] = (),
    what: str = "",
) -> ChangesetId | None:
    """Store edits as one changeset; None when no cell and no class would move.

    class_moves: what becomes of classes in the same step; one that still has samples stays. what:
    the summary, where the edits do not say it best. Raises Conflict when a cell is not what the
    edit saw, BadInput for a value that a field cannot hold, NotFound for an unknown sample.
    Nothing is stored then.
    """
    moved, stale = moves(connection, edits, trusted=origin.reverts is not None)
    refuse(connection, stale)
    if not moved and not class_moves:
        return None
    size = sum(len(changed) for _, _, changed in moved)
    # What becomes of classes is known when it is done.
    says = what if what or class_moves else summary.of_moves(named(connection, moved), [])
    changeset = new_changeset(connection, origin, says, size=size or len(class_moves))
    done = write(connection, changeset, moved, class_moves)
    if not says:
        say(connection, changeset, summary.of_moves(named(connection, moved), done))
    return changeset


def say(connection: Connection, changeset: int, what: str) -> None:
    """Set the summary of a changeset that is being made."""
    table = schema.changesets
    connection.execute(update(table).where(table.c.id == changeset).values(summary=what))


def write(
    connection: Connection,
    changeset: ChangesetId,
    moved: Sequence[summary.Moved],
    class_moves: Sequence[ClassMove] = (),
) -> list[ClassMove]:
    """Write what a changeset moves: classes that come, cells, classes that go, new labels' classes.

    The cells of one metadata column are written all at once. Returns what became of the classes
    in `class_moves`: one that still has samples stays.
    """
    done = classes.put(connection, class_moves)
    _write_cells(connection, changeset, moved)
    done += classes.drop(connection, class_moves)
    classes.record(connection, changeset, done)
    labels = {after for field, after, _ in moved if field == "label" and after is not None}
    classes.add(connection, labels, changeset)
    if any(field == "present" and after is not None for field, after, _ in moved):
        classes.add(connection, classes.labels_of(connection, changeset))
    return done


def _write_cells(
    connection: Connection, changeset: ChangesetId, moved: Sequence[summary.Moved]
) -> None:
    columns: dict[str, list[tuple[str | None, Sequence[tuple[int, str | None]]]]] = {}
    for field, after, changed in moved:
        if cells.is_column(field):
            columns.setdefault(field, []).append((after, changed))
        else:
            store(connection, changeset, field, after, changed)
    for field, parts in columns.items():
        column_store.store(connection, changeset, field, parts)


def named(connection: Connection, moved: Sequence[summary.Moved]) -> list[summary.Moved]:
    """Return the same with the metadata columns by their names."""
    names = column_names(connection, {field for field, _, _ in moved})
    return [(names.get(field, field), after, changed) for field, after, changed in moved]


def column_names(connection: Connection, fields: Iterable[str]) -> dict[str, str]:
    """What people call the metadata columns among some fields of the journal."""
    return column_store.names(connection) if any(map(cells.is_column, fields)) else {}


def moves(
    connection: Connection, edits: Sequence[Edit], *, trusted: bool = False
) -> tuple[list[summary.Moved], list[Stale]]:
    """Return the cells that edits would move, and those that are not what an edit saw.

    trusted: the values come from the journal itself. Raises BadInput for a value that a field
    cannot hold, NotFound for an unknown sample.
    """
    moved: dict[tuple[str, str | None], list[tuple[int, str | None]]] = {}
    stale: list[Stale] = []
    seen: dict[str, set[int]] = defaultdict(set)
    wanted = []
    fields = cells.Fields(connection)
    for edit in edits:
        field, after = edit.field, edit.after
        if cells.is_column(field) or not (trusted or fields.held_already(field, after)):
            field, after = fields.written(field, after)
        wanted.append((edit, field, after, _ids(edit, seen[field])))
    # A field is read once, however many values it gets.
    held = {field: _held(connection, field, ids) for field, ids in seen.items()}
    for edit, field, after, ids in wanted:
        now = held[field]
        if edit.before is not None:
            before = fields.seen(field, edit.before)
            stale += [
                (field, sample, expected, now[sample])
                for sample, expected in zip(ids, before, strict=True)
                if expected != now[sample]
            ]
        changed = [(sample, now[sample]) for sample in ids if now[sample] != after]
        if changed:
            moved.setdefault((field, after), []).extend(changed)
    return [(field, after, changed) for (field, after), changed in moved.items()], stale


def _held(connection: Connection, field: str, ids: set[int]) -> dict[int, str | None]:
    wanted = sorted(ids)
    return dict(zip(wanted, cells.current(connection, field, wanted), strict=True))


def new_changeset(
    connection: Connection, origin: Origin, what: str, *, size: int = 0, added: int = 0
) -> ChangesetId:
    """Open a changeset and return its number."""
    if len(origin.message) > MAX_MESSAGE:
        raise BadInput(
            f"the message has {len(origin.message)} characters, at most {MAX_MESSAGE} are allowed"
        )
    values = {
        "key": origin.key,
        "author": cells.clean_name(origin.author, "author's name", MAX_AUTHOR),
        "at": clock.now(),
        "tool": origin.tool,
        "message": origin.message.strip(),
        "summary": what,
        "size": size,
        "added": added,
        "reverts": origin.reverts,
    }
    result = connection.execute(insert(schema.changesets).values(values))
    assert result.inserted_primary_key is not None
    return ChangesetId(result.inserted_primary_key[0])


def _ids(edit: Edit, seen: set[int]) -> list[int]:
    ids = list(map(int, edit.samples))
    if edit.before is not None and len(edit.before) != len(ids):
        raise BadInput(
            f"the edit of {edit.field} names {len(ids)} samples and {len(edit.before)} values seen"
        )
    fresh = set(ids)
    if len(fresh) < len(ids) or not seen.isdisjoint(fresh):
        raise BadInput(f"one changeset sets {edit.field} of a sample twice: send it once")
    seen |= fresh
    return ids


def store(
    connection: Connection,
    changeset: ChangesetId,
    field: str,
    after: str | None,
    changed: Sequence[tuple[int, str | None]],
) -> None:
    """Write the changes of one field to one value. changed: (sample, value before)."""
    rows = ((changeset, sample, field, was, after) for sample, was in changed)
    many.add(connection, schema.changes, CHANGE, rows)
    cells.write(connection, changeset, field, after)


def refuse(connection: Connection, stale: Sequence[Stale]) -> None:
    """Raise Conflict where a cell was not what an edit saw."""
    if stale:
        raise _conflict(connection, stale)


def still_there(connection: Connection, edits: Sequence[Edit]) -> list[Edit]:
    """Return the parts of edits whose cells hold what they saw, none where a column is gone."""
    wanted: dict[str, set[int]] = defaultdict(set)
    for edit in edits:
        wanted[edit.field].update(edit.samples)
    held: dict[str, dict[int, str | None]] = {}
    for field, ids in wanted.items():
        # A field is read once, however many values it had.
        with suppress(Conflict):
            held[field] = _held(connection, field, ids)
    kept = []
    for edit in edits:
        now = held.get(edit.field, {})
        seen = zip(edit.samples, edit.before or (), strict=True)
        samples = [each for each, before in seen if each in now and now[each] == before]
        if samples:
            kept.append(Edit(edit.field, samples, edit.after))
    return kept


def brought_by(connection: Connection, changeset: ChangesetId) -> tuple[SampleId, ...]:
    """Return the samples that a changeset added, ascending."""
    table = schema.samples.c
    query = select(table.id).where(table.changeset == changeset).order_by(table.id)
    return tuple(connection.execute(query).scalars())


def _conflict(
    connection: Connection, stale: Sequence[tuple[str, int, str | None, str | None]]
) -> Conflict:
    """Describe who moved the stale cells."""
    changes, changesets, samples = schema.changes, schema.changesets, schema.samples
    shown = stale[:SHOWN_CONFLICTS]
    ids = [sample for _, sample, _, _ in shown]
    latest = (
        select(changes.c.sample, changes.c.field, func.max(changes.c.changeset).label("changeset"))
        .where(tuple_(changes.c.sample, changes.c.field).in_([(s, f) for f, s, _, _ in shown]))
        .group_by(changes.c.sample, changes.c.field)
        .subquery()
    )
    joined = latest.join(changesets, changesets.c.id == latest.c.changeset)
    who = {
        (sample, field): (changeset, author, at)
        for sample, field, changeset, author, at in connection.execute(
            select(latest, changesets.c.author, changesets.c.at).select_from(joined)
        )
    }
    paths = {
        row.id: row.path
        for row in connection.execute(
            select(samples.c.id, samples.c.path).where(samples.c.id.in_(ids))
        )
    }
    conflicts = tuple(
        CellConflict(s, paths[s], f, expected, found, *who.get((s, f), (0, "", "")))
        for f, s, expected, found in shown
    )
    names = column_names(connection, {one.field for one in conflicts})
    conflicts = tuple(replace(one, field=names.get(one.field, one.field)) for one in conflicts)
    first = conflicts[0]
    return Conflict(
        f"{len(stale)} of the cells changed meanwhile: {first.path} has {first.field} "
        f"{first.found or 'nothing'} now, set by {first.author or 'the import'}; "
        "nothing was stored",
        conflicts,
        total=len(stale),
    )


def by_author(connection: Connection, position: int) -> list[tuple[str, int, int, int]]:
    """Return (author, changesets, cells, samples added) up to a position.

    What was undone does not count, nor does the undoing.
    """
    table = schema.changesets.c
    query = (
        select(table.author, func.count(), func.sum(table.size), func.sum(table.added))
        .where(table.id <= position, table.reverts.is_(None), table.reverted_by.is_(None))
        .group_by(table.author)
    )
    return [(row[0], row[1], row[2], row[3]) for row in connection.execute(query)]


def record(row: Row[tuple[object, ...]]) -> Changeset:
    """Turn a row of `changesets` into plain data."""
    return Changeset(**{name: getattr(row, name) for name in Changeset.__dataclass_fields__})


def groups_of(
    connection: Connection, changesets: Sequence[ChangesetId], *, by_number: bool = False
) -> dict[int, list[ChangeGroup]]:
    """Return the changes of some changesets, those with the same before and after together.

    by_number: name metadata columns as the journal does, not by the names that they have now.
    """
    changes = schema.changes.c
    query = (
        select(changes.changeset, changes.field, changes.before, changes.after, changes.sample)
        .where(changes.changeset.in_(changesets))
        .order_by(changes.changeset, changes.field, changes.before, changes.after, changes.sample)
    )
    found: dict[int, list[ChangeGroup]] = {changeset: [] for changeset in changesets}
    rows = connection.execute(query)
    names: dict[str, str] | None = {} if by_number else None
    for (changeset, field, before, after), members in groupby(rows, key=lambda row: row[:4]):
        ids = tuple(row[4] for row in members)
        if names is None and cells.is_column(field):
            names = column_store.names(connection)
        told = field if names is None else names.get(field, field)
        found[changeset].append(ChangeGroup(told, before, after, ids))
    return found
