"""The classes of a book: what each is, and the moves that a changeset makes of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import Connection, delete, func, insert, select, update

from labelbook.core.types import ChangesetId
from labelbook.errors import Conflict
from labelbook.journal.ordering import class_order
from labelbook.journal.records import Changeset
from labelbook.journal.tables import samples

TOOL = "classes"
"""What makes a changeset that is about classes."""

PLACES = "1234567890"
"""The keys of the first ten classes, where nobody has chosen others."""


@dataclass(frozen=True)
class ClassEntry:
    """What a class is beside its name.

    position: a number in the order of the classes. key: a digit that somebody chose. colour:
    #rrggbb. None: the key and the colour that go with its place.
    """

    position: int
    description: str = ""
    key: str | None = None
    colour: str | None = None


@dataclass(frozen=True)
class ClassMove:
    """One class that moves. before, after: None where it is not there. renamed: its new name."""

    name: str
    before: ClassEntry | None
    after: ClassEntry | None
    renamed: str | None = None


def entries(connection: Connection) -> dict[str, ClassEntry]:
    """Return the classes by name, in their order."""
    table = samples.classes.c
    query = select(table.name, table.position, table.description, table.key, table.colour)
    rows = connection.execute(query.order_by(table.position, table.name))
    return {row[0]: ClassEntry(*row[1:]) for row in rows}


def names(connection: Connection) -> list[str]:
    """Return the class names in their order."""
    table = samples.classes.c
    query = select(table.name).order_by(table.position, table.name)
    return list(connection.execute(query).scalars())


def counts(connection: Connection) -> dict[str, dict[str, int]]:
    """Return how many samples of the book have each class, by class and split."""
    state = samples.state.c
    query = (
        select(state.label, state.split, func.count())
        .where(state.present.is_(True), state.label.is_not(None))
        .group_by(state.label, state.split)
    )
    found: dict[str, dict[str, int]] = {}
    for label, split, count in connection.execute(query):
        found.setdefault(label, {})[split] = count
    return found


def keys(found: Sequence[ClassEntry]) -> list[str | None]:
    """Return the key of each class, in their order: the chosen one, else that of its place.

    A place whose key another class has chosen has none.
    """
    chosen = {entry.key for entry in found}
    return [
        entry.key
        or (PLACES[place] if place < len(PLACES) and PLACES[place] not in chosen else None)
        for place, entry in enumerate(found)
    ]


def add(
    connection: Connection, labels: Iterable[str], changeset: ChangesetId | None = None
) -> None:
    """Add the classes that are new, in their order, behind those that are there.

    changeset: the one whose undo takes them away again; None where they stay.
    """
    wanted = set(labels)
    there = entries(connection) if wanted else {}
    new = wanted - there.keys()
    if not new:
        return
    start = 1 + max((entry.position for entry in there.values()), default=-1)
    moves = [
        ClassMove(name, None, ClassEntry(start + place))
        for place, name in enumerate(class_order(new))
    ]
    moved = put(connection, moves)
    if changeset is not None:
        record(connection, changeset, moved)


def put(connection: Connection, moves: Iterable[ClassMove]) -> list[ClassMove]:
    """Write the classes that are there after a move; returns those that moved."""
    coming = [move for move in moves if move.after is not None]
    if not coming:
        return []
    there, table = entries(connection), samples.classes
    moved = []
    for move in coming:
        if move.after is None or there.get(move.name) == move.after:
            continue
        if move.name in there:
            changed = update(table).where(table.c.name == move.name).values(**asdict(move.after))
            connection.execute(changed)
        else:
            connection.execute(insert(table).values(name=move.name, **asdict(move.after)))
        moved.append(replace(move, before=there.get(move.name)))
    return moved


def drop(connection: Connection, moves: Iterable[ClassMove]) -> list[ClassMove]:
    """Take the classes away that a move ends and no sample has; returns those that moved."""
    leaving = [move for move in moves if move.after is None]
    if not leaving:
        return []
    there, table = entries(connection), samples.classes
    leaving = [move for move in leaving if move.name in there]
    used = with_samples(connection, [move.name for move in leaving])
    moved = [replace(move, before=there[move.name]) for move in leaving if move.name not in used]
    for move in moved:
        connection.execute(delete(table).where(table.c.name == move.name))
    return moved


def with_samples(connection: Connection, wanted: Collection[str]) -> set[str]:
    """Return those of some classes that a sample of the book has."""
    state = samples.state.c
    query = select(state.label).where(state.label.in_(wanted), state.present.is_(True)).distinct()
    return {str(name) for name in connection.execute(query).scalars()}


def labels_of(connection: Connection, changeset: ChangesetId) -> set[str]:
    """Return the labels of the samples whose presence a changeset moved."""
    changes, state = samples.changes.c, samples.state.c
    query = (
        select(state.label)
        .join(samples.changes, changes.sample == state.sample)
        .where(changes.changeset == changeset, changes.field == "present", state.label.is_not(None))
        .distinct()
    )
    return {str(label) for label in connection.execute(query).scalars()}


def record(connection: Connection, changeset: ChangesetId, moves: Sequence[ClassMove]) -> None:
    """Note in the journal what a changeset made of classes."""
    rows = [
        {
            "changeset": changeset,
            "class": move.name,
            "before": _to_text(move.before),
            "after": _to_text(move.after),
            "renamed": move.renamed,
        }
        for move in moves
    ]
    if rows:
        connection.execute(insert(samples.class_changes), rows)


def of(connection: Connection, changeset: ChangesetId) -> list[ClassMove]:
    """Return what a changeset made of classes."""
    table = samples.class_changes
    query = select(table).where(table.c.changeset == changeset).order_by(table.c["class"])
    return [
        ClassMove(row["class"], _from_text(row["before"]), _from_text(row["after"]), row["renamed"])
        for row in connection.execute(query).mappings()
    ]


def are_moved(connection: Connection, changeset: Changeset) -> bool:
    """Return whether a changeset did other to classes than add some behind the others.

    An import may describe those that it brings.
    """
    moves = of(connection, changeset.id)
    if changeset.tool == TOOL or changeset.reverts is not None:
        return bool(moves)
    return any(
        move.before is not None
        or move.after is None
        or move.after != ClassEntry(move.after.position)
        for move in moves
    )


def inverse(
    connection: Connection, moves: Sequence[ClassMove], *, skip_conflicts: bool
) -> list[ClassMove]:
    """Return the moves that take some back; Conflict where a class has been changed since.

    A class that was added stays where it has been described since; `drop` keeps it where a
    sample has it.
    """
    there = entries(connection)
    back: list[ClassMove] = []
    for move in moves:
        now = there.get(move.name)
        if move.after is None:
            if now is None and move.before is not None:
                back.append(ClassMove(move.name, None, move.before))
            continue
        if now is None:
            continue
        if move.before is None:
            if replace(now, position=0) == replace(move.after, position=0):
                back.append(ClassMove(move.name, now, None))
            continue
        found = _back(move.before, move.after, now)
        if found is None and not skip_conflicts:
            raise Conflict(
                f"the class {move.name!r} has been changed since: look again; nothing was stored"
            )
        if found is not None:
            back.append(ClassMove(move.name, now, found))
    return [_renaming(move, moves) for move in back]


def _renaming(back: ClassMove, moves: Sequence[ClassMove]) -> ClassMove:
    """What takes a renaming back is a renaming itself."""
    old = next((move.name for move in moves if move.renamed == back.name), None)
    return back if old is None or back.after is not None else replace(back, renamed=old)


def _back(before: ClassEntry, after: ClassEntry, now: ClassEntry) -> ClassEntry | None:
    """What a class is without one change of it; None where that was changed again."""
    was, became, held = asdict(before), asdict(after), asdict(now)
    moved = [name for name in was if was[name] != became[name]]
    if any(held[name] != became[name] for name in moved):
        return None
    return replace(now, **{name: was[name] for name in moved})


def _to_text(entry: ClassEntry | None) -> str | None:
    return None if entry is None else json.dumps(asdict(entry))


def _from_text(text: str | None) -> ClassEntry | None:
    return None if text is None else ClassEntry(**json.loads(text))
