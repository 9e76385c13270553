"""What a changeset changed, for clients that follow the journal."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, Row, select

from labelbook.journal import cells, changesets, classes, column_store
from labelbook.journal.column_store import KnownColumn
from labelbook.journal.fields import SENT
from labelbook.journal.records import TAG_PREFIX, YES, Arrival, ChangeGroup, Changeset, News
from labelbook.journal.tables import samples as schema

MANY = 5_000
"""Up to so many new samples are sent one by one; of more, the columns are read again."""
MANY_CELLS = 200_000
"""Up to so many changed cells are sent one by one; of more, the columns are read again."""
HASH = 8
FILES = "files"
"""The tool of changesets that change the content of samples (`places.take`)."""


def since(connection: Connection, seq: int) -> list[News] | None:
    """Return the changesets after `seq`, oldest first; None when they hold too many cells."""
    table = schema.changesets
    query = select(table).where(table.c.id > seq).order_by(table.c.id)
    found = [changesets.record(row) for row in connection.execute(query)]
    if sum(each.size + each.added for each in found) > MANY_CELLS:
        return None
    return news(connection, found)


def news(connection: Connection, found: Sequence[Changeset]) -> list[News]:
    """Return what each changeset changed, and the samples that it added."""
    ids = [changeset.id for changeset in found]
    groups = changesets.groups_of(connection, ids)
    known = column_store.everything(connection)
    told = [_news(connection, changeset, groups[changeset.id], known) for changeset in found]
    movers = column_store.movers(connection, ids) if known else set[int]()
    if not movers:
        return told
    # Where a column changed, its cells are read again and need no list here.
    columns = tuple(each.column for each in known if each.present)
    return [
        replace(each, columns=columns, groups=_without_columns(each.groups))
        if each.changeset.id in movers
        else each
        for each in told
    ]


def _without_columns(groups: list[ChangeGroup]) -> list[ChangeGroup]:
    return [group for group in groups if not cells.is_column(group.field)]


def _news(
    connection: Connection,
    changeset: Changeset,
    groups: list[ChangeGroup],
    known: Sequence[KnownColumn],
) -> News:
    back = [
        sample
        for group in groups
        if group.field == "present" and group.after == YES
        for sample in group.samples
    ]
    if classes.are_moved(connection, changeset):
        return News(changeset, groups, arrivals=None, classes_moved=True)
    if changeset.tool == FILES:
        return News(changeset, groups, arrivals=None)
    if not changeset.added and not back:
        return News(changeset, groups)
    if changeset.added + len(back) > MANY:
        return News(changeset, groups, arrivals=None)
    came = _new(connection, changeset, known) if changeset.added else []
    came += _returned(connection, changeset, back, known) if back else []
    came.sort(key=lambda arrival: arrival.id)
    return News(changeset, groups, tuple(came), tuple(classes.names(connection)))


def _new(
    connection: Connection, changeset: Changeset, known: Sequence[KnownColumn]
) -> list[Arrival]:
    """The samples of an import, as they came."""
    samples = schema.samples.c
    query = select(schema.samples).where(samples.changeset == changeset.id)
    found = connection.execute(query).fetchall()
    held = _held(connection, [row.id for row in found], {}, known)
    return [_arrival(row, {}, 0, None, held[row.id]) for row in found]


def _held(
    connection: Connection,
    samples: Sequence[int],
    moved: Mapping[int, dict[str, str | None]],
    known: Sequence[KnownColumn],
) -> dict[int, dict[str, str]]:
    """What metadata columns hold of samples, by name: what they came with, and what moved since."""
    names = {
        f"{column_store.NUMBERED}{each.id}": each.column.name for each in known if each.present
    }
    came = column_store.imported_of(connection, samples) if names else {}
    return {
        sample: {
            names[field]: cell
            for field, cell in {**came.get(sample, {}), **moved.get(sample, {})}.items()
            if field in names and cell is not None
        }
        for sample in samples
    }


def _returned(
    connection: Connection,
    changeset: Changeset,
    ids: Sequence[int],
    known: Sequence[KnownColumn],
) -> list[Arrival]:
    """The samples that an undo restores, with the changes made to them before."""
    samples, changes = schema.samples.c, schema.changes.c
    moved: dict[int, dict[str, str | None]] = defaultdict(dict)
    found: list[Row[tuple[object, ...]]] = []
    for start in range(0, len(ids), cells.CHUNK):
        chunk = ids[start : start + cells.CHUNK]
        query = (
            select(changes.sample, changes.field, changes.after)
            .where(changes.sample.in_(chunk), changes.changeset <= changeset.id)
            .order_by(changes.changeset)
        )
        for sample, field, after in connection.execute(query):
            moved[sample][field] = after
        found += connection.execute(select(schema.samples).where(samples.id.in_(chunk))).fetchall()
    held = _held(connection, ids, moved, known)
    last, author = changeset.id, changeset.author
    return [_arrival(row, moved[row.id], last, author, held[row.id]) for row in found]


def _arrival(
    row: Row[tuple[object, ...]],
    moved: dict[str, str | None],
    last: int,
    author: str | None,
    metadata: dict[str, str],
) -> Arrival:
    tags = set(json.loads(row.tags))
    for field, after in moved.items():
        if field.startswith(TAG_PREFIX):
            (tags.add if after == YES else tags.discard)(field.removeprefix(TAG_PREFIX))
    sent = {field.name: getattr(row, field.name) for field in SENT}
    own = Arrival.__dataclass_fields__
    return Arrival(
        id=row.id,
        path=row.path,
        hash=row.hash[:HASH],
        label=moved.get("label", row.label),
        split=str(moved.get("split", row.split)),
        excluded=moved["excluded"] == YES if "excluded" in moved else bool(row.excluded),
        tags=tuple(sorted(tags)),
        last_change=last,
        author=author,
        **{name: value for name, value in sent.items() if name in own},
        fields={name: value for name, value in sent.items() if name not in own},
        metadata=metadata,
    )
