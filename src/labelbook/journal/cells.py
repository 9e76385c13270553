"""One cell: which fields there are, what they may hold, and reading and writing them in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, literal, select, update

from labelbook.core import names
from labelbook.core.limits import MAX_NAME
from labelbook.errors import BadInput, NotFound
from labelbook.journal import column_store
from labelbook.journal.columns import COLUMN_PREFIX, Column, cell_of
from labelbook.journal.records import SPLITS, TAG_PREFIX, YES
from labelbook.journal.tables import samples as schema

CHUNK = 10_000


def clean_name(value: str, what: str, longest: int = MAX_NAME) -> str:
    """Return a class, tag or author name as it is stored; BadInput when it cannot be one."""
    return names.checked(value, what, longest)


class Fields:
    """Fields as the journal keeps them; a column is looked up once, however many values it gets."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._columns: dict[str, tuple[str, Column]] = {}
        self._kept: dict[tuple[str, str | None], bool] = {}

    def written(self, field: str, after: str | None) -> tuple[str, str | None]:
        """Return field and value as the journal keeps them: a metadata column goes by its number.

        Raises BadInput when the field cannot hold it, NotFound where there is no such column.
        """
        if not is_column(field):
            return checked(field, after)
        name, column = self._column(field)
        return name, cell_of(column, after)

    def seen(self, field: str, before: Sequence[str | None]) -> list[str | None]:
        """Return what an editor saw in cells as the journal would write it: "1e-7" is "1e-07"."""
        if not is_column(field):
            return list(before)
        _, column = self._column(field)
        told: dict[str | None, str | None] = {}
        for value in set(before):
            try:
                told[value] = cell_of(column, value)
            except BadInput:
                told[value] = value
        return [told[value] for value in before]

    def held_already(self, field: str, after: str | None) -> bool:
        """Return what the function of this name does."""
        cell = (field, after)
        if cell not in self._kept:
            self._kept[cell] = held_already(self._connection, field, after)
        return self._kept[cell]

    def _column(self, field: str) -> tuple[str, Column]:
        if field not in self._columns:
            self._columns[field] = column_store.numbered(self._connection, field)
        return self._columns[field]


def is_column(field: str) -> bool:
    """Whether a field is a metadata column, by name or by number."""
    return field.startswith((COLUMN_PREFIX, column_store.NUMBERED))


def checked(field: str, after: str | None) -> tuple[str, str | None]:
    """Return field and value in the form that is stored; BadInput when the field cannot hold it.

    What a metadata column can hold is known where the book is (see `Fields`).
    """
    if field.startswith(COLUMN_PREFIX):
        return COLUMN_PREFIX + field.removeprefix(COLUMN_PREFIX).strip(), after
    if field == "label":
        return field, None if after is None else clean_name(after, "label")
    if field == "split":
        if after not in SPLITS:
            raise BadInput(f"{after!r} is no split: use train, val or test")
        return field, after
    if field.startswith(TAG_PREFIX):
        field = TAG_PREFIX + clean_name(field.removeprefix(TAG_PREFIX), "tag")
    elif field not in ("excluded", "present"):
        raise BadInput(
            f"{field!r} is no field: use label, split, excluded, tag:NAME or column:NAME"
        )
    if after not in (None, YES):
        raise BadInput(f'{field} holds "{YES}" or nothing, not {after!r}')
    return field, after


def held_already(connection: Connection, field: str, after: str | None) -> bool:
    """Return whether a class or a tag is in the book, as names of 0.1.0 that break the rule are."""
    if field == "label" and after is not None:
        query = select(schema.classes.c.name).where(schema.classes.c.name == after)
    elif field.startswith(TAG_PREFIX) and after in (None, YES):
        tag = field.removeprefix(TAG_PREFIX)
        if names.mended(tag) == tag:
            return False
        query = select(schema.sample_tags.c.tag).where(schema.sample_tags.c.tag == tag).limit(1)
    else:
        return False
    return connection.execute(query).first() is not None


def current(connection: Connection, field: str, samples: Sequence[int]) -> list[str | None]:
    """Return what the cells hold now. samples: ids, each once. NotFound for unknown ids."""
    found = dict(held(connection, field, samples))
    missing = [sample for sample in samples if sample not in found]
    if missing:
        raise NotFound(f"there is no sample {missing[0]} in this book: reload and try again")
    return [found[sample] for sample in samples]


def held(
    connection: Connection, field: str, samples: Sequence[int]
) -> list[tuple[int, str | None]]:
    """Return what the cells hold now, without those of samples that are not there."""
    if is_column(field):
        field, _ = column_store.numbered(connection, field)
    found: list[tuple[int, str | None]] = []
    for start in range(0, len(samples), CHUNK):
        chunk = samples[start : start + CHUNK]
        text = str_or_none if is_column(field) else _text
        found += [(row[0], text(row[1])) for row in connection.execute(_cells(field, chunk))]
    return found


def _cells(field: str, chunk: Sequence[int]) -> Select[Any]:
    state = schema.state
    if field.startswith(TAG_PREFIX):
        tags = schema.sample_tags
        tag = field.removeprefix(TAG_PREFIX)
        joined = state.outerjoin(tags, (tags.c.sample == state.c.sample) & (tags.c.tag == tag))
        query = select(state.c.sample, tags.c.tag.is_not(None)).select_from(joined)
    elif field.startswith(column_store.NUMBERED):
        own = schema.column_cells
        number = int(field.removeprefix(column_store.NUMBERED))
        joined = state.outerjoin(own, (own.c.sample == state.c.sample) & (own.c.column == number))
        query = select(state.c.sample, own.c.value).select_from(joined)
    else:
        query = select(state.c.sample, state.c[field])
    if field != "present":
        query = query.where(state.c.present.is_(True))
    return query.where(state.c.sample.in_(chunk))


def str_or_none(value: object) -> str | None:
    """Return the text of a cell of a metadata column."""
    return None if value is None else str(value)


def _text(value: object) -> str | None:
    if isinstance(value, bool) or value in (0, 1):
        return YES if value else None
    return None if value is None else str(value)


def write(connection: Connection, changeset: int, field: str, after: str | None) -> None:
    """Bring the state to what the stored changes of one changeset say for (field, after)."""
    state, changes = schema.state, schema.changes
    moved = select(changes.c.sample).where(
        changes.c.changeset == changeset,
        changes.c.field == field,
        changes.c.after == after if after is not None else changes.c.after.is_(None),
    )
    touched = update(state).where(state.c.sample.in_(moved))
    if not field.startswith(TAG_PREFIX):
        value = after if field in ("label", "split") else after == YES
        connection.execute(touched.values({field: value, "last_change": changeset}))
        return
    connection.execute(touched.values(last_change=changeset))
    tags, tag = schema.sample_tags, field.removeprefix(TAG_PREFIX)
    if after == YES:
        rows = moved.add_columns(literal(tag))
        connection.execute(insert(tags).from_select(["sample", "tag"], rows))
    else:
        connection.execute(delete(tags).where(tags.c.tag == tag, tags.c.sample.in_(moved)))
