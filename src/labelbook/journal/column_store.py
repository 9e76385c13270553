"""Metadata columns in the database: what there is, what moved them, and their cells.

Inside the journal a column's cells go by its number (`column#3`), so that they stay its own when it
is renamed, or removed and another takes its name. Whoever reads the journal is told `column:NAME`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property

from sqlalchemy import Connection, delete, insert, literal, select, update

from labelbook.errors import BadInput, Conflict, NotFound
from labelbook.journal import many
from labelbook.journal.columns import COLUMN_PREFIX, Column, Value, cell_of, check_count, checked
from labelbook.journal.tables import samples as schema

NUMBERED = "column#"
CHUNK = 10_000
REMEMBERED = 10_000
_JSON = json.JSONEncoder(ensure_ascii=False).encode
Changed = Sequence[tuple[int, str | None]]
"""(sample, value before) of every cell that moved."""


@dataclass(frozen=True)
class KnownColumn:
    """A column of the book with its number. present: false where it was removed."""

    id: int
    column: Column
    present: bool


@dataclass(frozen=True)
class ColumnChange:
    """A column that a changeset moved; None where it was or is not there. id: its number."""

    id: int
    before: Column | None
    after: Column | None


def everything(connection: Connection) -> list[KnownColumn]:
    """Return the columns that there are or were, in the order in which they came."""
    table = schema.columns
    return [
        KnownColumn(row.id, Column(row.name, row.kind, row.group, row.description), row.present)
        for row in connection.execute(select(table).order_by(table.c.id))
    ]


def present(connection: Connection) -> list[KnownColumn]:
    """Return the columns that there are now, in the order in which they came."""
    return [known for known in everything(connection) if known.present]


def get(connection: Connection, name: str) -> KnownColumn:
    """Return the column of a name; NotFound where there is none."""
    known = present(connection)
    for each in known:
        if each.column.name == name.strip():
            return each
    names = ", ".join(each.column.name for each in known) or "none yet"
    raise NotFound(f"there is no metadata column {name!r} (columns: {names})")


def at(connection: Connection, changeset: int) -> list[KnownColumn]:
    """Return the columns that there were after a changeset, by number."""
    changes = schema.column_changes.c
    query = (
        select(changes.column, changes.after)
        .where(changes.changeset <= changeset)
        .order_by(changes.changeset)
    )
    held = {row[0]: _read(row[1]) for row in connection.execute(query)}
    return [KnownColumn(id, column, True) for id, column in sorted(held.items()) if column]


def numbered(connection: Connection, field: str) -> tuple[str, Column]:
    """Return how the journal calls a field of a column, and the column; NotFound if none is there.

    field: `column:NAME`, or `column#NUMBER` as it stands in the journal.
    """
    if field.startswith(COLUMN_PREFIX):
        known = get(connection, field.removeprefix(COLUMN_PREFIX))
        return f"{NUMBERED}{known.id}", known.column
    for known in everything(connection):
        if field == f"{NUMBERED}{known.id}":
            if known.present:
                return field, known.column
            raise Conflict(f"the column {known.column.name} was removed: bring it back first")
    raise NotFound(f"there is no metadata column {field!r}")


def names(connection: Connection) -> dict[str, str]:
    """Return what people call the fields of columns: `column#3` -> `column:age`."""
    return {
        f"{NUMBERED}{known.id}": COLUMN_PREFIX + known.column.name
        for known in everything(connection)
    }


def define(connection: Connection, changeset: int, wanted: Iterable[Column]) -> None:
    """Make columns that the book does not have; those that it has stay as they are."""
    had = {known.column.name for known in present(connection)}
    new = [column for column in map(checked, wanted) if column.name not in had]
    unique = {column.name: column for column in new}
    check_count(len(had) + len(unique))
    move(connection, changeset, [ColumnChange(0, None, column) for column in unique.values()])


def move(connection: Connection, changeset: int, changes: Sequence[ColumnChange]) -> None:
    """Bring columns to what changes say, and keep these. id 0: a new column."""
    for change, number in zip(changes, apply(connection, changes), strict=True):
        kept = {"before": _written(change.before), "after": _written(change.after)}
        row = {"changeset": changeset, "column": number, **kept}
        connection.execute(insert(schema.column_changes).values(row))


def apply(connection: Connection, changes: Sequence[ColumnChange]) -> list[int]:
    """Bring columns to what changes say, without keeping these; returns the columns' numbers."""
    table = schema.columns
    numbers: list[int] = []
    for change in changes:
        values: dict[str, object] = {"present": change.after is not None}
        if change.after is not None:
            values |= asdict(change.after)
        if change.id:
            connection.execute(update(table).where(table.c.id == change.id).values(values))
            numbers.append(change.id)
        else:
            made = connection.execute(insert(table).values(values)).inserted_primary_key
            assert made is not None
            numbers.append(int(made[0]))
    return numbers


def moved_by(connection: Connection, changeset: int) -> list[ColumnChange]:
    """Return what a changeset did to columns."""
    changes = schema.column_changes.c
    query = select(changes.column, changes.before, changes.after).where(
        changes.changeset == changeset
    )
    return [
        ColumnChange(row[0], _read(row[1]), _read(row[2]))
        for row in connection.execute(query.order_by(changes.column))
    ]


def movers(connection: Connection, changesets: Sequence[int]) -> set[int]:
    """Return those of some changesets that moved columns."""
    changes = schema.column_changes.c.changeset
    return set(connection.execute(select(changes).where(changes.in_(changesets))).scalars())


def _written(column: Column | None) -> str | None:
    return None if column is None else json.dumps(asdict(column), ensure_ascii=False)


def _read(text: str | None) -> Column | None:
    return None if text is None else Column(**json.loads(text))


def cells(connection: Connection, column: int) -> list[tuple[int, str]]:
    """Return every cell of a column that holds something, by sample; of absent samples too."""
    table = schema.column_cells.c
    query = select(table.sample, table.value).where(table.column == column).order_by(table.sample)
    return many.rows(connection, query)


def cells_of(connection: Connection, sample: int) -> dict[str, str]:
    """Return the cells of a sample that hold something, by the column's name."""
    table, columns = schema.column_cells.c, schema.columns
    query = (
        select(columns.c.name, table.value)
        .join(columns, columns.c.id == table.column)
        .where(table.sample == sample, columns.c.present.is_(True))
        .order_by(columns.c.id)
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def store(
    connection: Connection, changeset: int, field: str, moved: Sequence[tuple[str | None, Changed]]
) -> None:
    """Write the changes of one column's cells, and bring the cells to them.

    field: `column#NUMBER`. moved: each value after, with the cells that move to it.
    """
    changes, held = schema.changes, schema.column_cells
    rows = (
        (changeset, sample, field, before, after)
        for after, changed in moved
        for sample, before in changed
    )
    many.add(connection, changes, ("changeset", "sample", "field", "before", "after"), rows)
    column = int(field.removeprefix(NUMBERED))
    own = (changes.c.changeset == changeset) & (changes.c.field == field)
    touched = select(changes.c.sample).where(own)
    connection.execute(delete(held).where(held.c.column == column, held.c.sample.in_(touched)))
    values = select(literal(column), changes.c.sample, changes.c.after).where(
        own, changes.c.after.is_not(None)
    )
    connection.execute(insert(held).from_select(["column", "sample", "value"], values))
    state = schema.state
    connection.execute(
        update(state).where(state.c.sample.in_(touched)).values(last_change=changeset)
    )


class NewCells:
    """The cells that new samples bring, as the journal keeps them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen: dict[tuple[str, type, object], str | None] = {}

    @cached_property
    def _known(self) -> dict[str, KnownColumn]:
        """The columns, read when a sample brings a value."""
        return {known.column.name: known for known in present(self._connection)}

    def of(self, metadata: Mapping[str, Value]) -> dict[int, str]:
        """Return the cells of one sample by the columns' numbers; BadInput for a bad value."""
        found: dict[int, str] = {}
        for name, value in metadata.items():
            known = self._known[name.strip()]
            cell = self._cell(known.column, value)
            if cell is not None:
                found[known.id] = cell
        return found

    def _cell(self, column: Column, value: Value) -> str | None:
        """The cell of a value; most columns say the same few things again and again."""
        if isinstance(value, tuple | list):
            return cell_of(column, value)
        key = (column.name, type(value), value)
        if key not in self._seen:
            if len(self._seen) >= REMEMBERED:
                return cell_of(column, value)
            self._seen[key] = cell_of(column, value)
        return self._seen[key]


def add_cells(connection: Connection, first: int, cells: Sequence[Mapping[int, str]]) -> None:
    """Keep the cells of new samples, by the columns' numbers. first: the id of the first sample."""
    came = ((first + place, _JSON(own)) for place, own in enumerate(cells) if own)
    many.add(connection, schema.imported_cells, ("sample", "cells"), came)
    # In the order of the table, which is that of its key.
    held = sorted(
        (column, first + place, cell)
        for place, own in enumerate(cells)
        for column, cell in own.items()
    )
    many.add(connection, schema.column_cells, ("column", "sample", "value"), held)


def imported(connection: Connection, changeset: int) -> list[tuple[int, str]]:
    """Return the cells that samples came with up to a changeset: (sample, JSON by number)."""
    table, samples = schema.imported_cells.c, schema.samples
    query = (
        select(table.sample, table.cells)
        .join(samples, samples.c.id == table.sample)
        .where(samples.c.changeset <= changeset)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def imported_of(connection: Connection, samples: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return the cells that some samples came with, by `column#NUMBER`."""
    table = schema.imported_cells.c
    found: dict[int, dict[str, str]] = {}
    for start in range(0, len(samples), CHUNK):
        chunk = samples[start : start + CHUNK]
        query = select(table.sample, table.cells).where(table.sample.in_(chunk))
        for sample, text in connection.execute(query):
            cells = json.loads(text).items()
            found[sample] = {f"{NUMBERED}{number}": cell for number, cell in cells}
    return found


def held_since(connection: Connection, column: int, changeset: int) -> set[int]:
    """Return the present samples whose cell of a column was filled after a changeset."""
    table, state, samples = schema.column_cells.c, schema.state, schema.samples
    changes = schema.changes.c
    later = select(changes.sample).where(
        changes.field == f"{NUMBERED}{column}", changes.changeset > changeset
    )
    query = (
        select(table.sample)
        .join(state, state.c.sample == table.sample)
        .join(samples, samples.c.id == table.sample)
        .where(table.column == column, state.c.present)
        .where((samples.c.changeset > changeset) | table.sample.in_(later))
    )
    return set(connection.execute(query).scalars())


def refuse_taken(connection: Connection, column: Column, but: int = 0) -> None:
    """Raise BadInput where another column has the name already. but: the column itself."""
    for known in present(connection):
        if known.column.name == column.name and known.id != but:
            raise BadInput(f"there is a column {column.name!r} already: choose another name")
