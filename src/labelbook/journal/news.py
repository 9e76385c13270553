"""The samples that a changeset brings, for those who follow the journal without reading it anew."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, Row, select

from labelbook.journal import cells, changesets, classes
from labelbook.journal.fields import SENT
from labelbook.journal.records import TAG_PREFIX, YES, Arrival, ChangeGroup, Changeset, News
from labelbook.journal.tables import samples as schema

MANY = 5_000
"""Up to so many new samples are sent one by one; of more, the columns are read anew."""
HASH = 8


def news(connection: Connection, found: Sequence[Changeset]) -> list[News]:
    """Return what each changeset moved, and the samples that it brought."""
    groups = changesets.groups_of(connection, [changeset.id for changeset in found])
    return [_news(connection, changeset, groups[changeset.id]) for changeset in found]


def _news(connection: Connection, changeset: Changeset, groups: list[ChangeGroup]) -> News:
    back = [
        sample
        for group in groups
        if group.field == "present" and group.after == YES
        for sample in group.samples
    ]
    if classes.are_moved(connection, changeset):
        return News(changeset, groups, arrivals=None, classes_moved=True)
    if not changeset.added and not back:
        return News(changeset, groups)
    if changeset.added + len(back) > MANY:
        return News(changeset, groups, arrivals=None)
    came = _new(connection, changeset) if changeset.added else []
    came += _returned(connection, changeset, back) if back else []
    came.sort(key=lambda arrival: arrival.id)
    return News(changeset, groups, tuple(came), tuple(classes.names(connection)))


def _new(connection: Connection, changeset: Changeset) -> list[Arrival]:
    """The samples of an import, as they came."""
    samples = schema.samples.c
    query = select(schema.samples).where(samples.changeset == changeset.id)
    return [_arrival(row, {}, 0, None) for row in connection.execute(query)]


def _returned(connection: Connection, changeset: Changeset, ids: Sequence[int]) -> list[Arrival]:
    """The samples that an undo brings back, with what had been changed of them until then."""
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
    return [_arrival(row, moved[row.id], changeset.id, changeset.author) for row in found]


def _arrival(
    row: Row[tuple[object, ...]], moved: dict[str, str | None], last: int, author: str | None
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
    )
