"""Parents and children: what a change of a parent means for what was made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from labelbook.journal.records import YES, Edit
from labelbook.journal.tables import samples as schema

if TYPE_CHECKING:
    from labelbook.journal.database import Database

KEPT = "kept:parent"
"""The tag of a child that somebody kept though its parent has changed."""


@dataclass(frozen=True)
class Stray:
    """A child whose parent has changed since it was made.

    why: excluded, relabelled or moved; before, after: of the parent's cell.
    """

    sample: int
    parent: int
    why: str
    before: str | None
    after: str | None


def with_children(database: Database, edit: Edit) -> Edit:
    """Let an edit that moves samples from one split to another take along what was made of them."""
    if not edit.samples or not edit.before:
        return edit
    split = str(edit.before[0])
    samples = _with_children(database, edit.samples, split)
    return Edit(edit.field, samples, edit.after, [split] * len(samples))


def _with_children(database: Database, samples: Sequence[int], split: str) -> list[int]:
    """Return samples and all that was made of them, as far as it lies in a split."""
    parents, state = schema.parents.c, schema.state.c
    links = select(parents.sample, parents.parent).where(parents.position == 0)
    with database.reading() as connection:
        below: dict[int, list[int]] = {}
        for sample, parent in connection.execute(links):
            below.setdefault(parent, []).append(sample)
        if not below:
            return list(samples)
        there = select(state.sample).where(state.split == split, state.present.is_(True))
        inside = set(connection.execute(there).scalars())
    found = dict.fromkeys(samples)
    waiting = list(samples)
    while waiting:
        for child in below.get(waiting.pop(), []):
            if child in inside and child not in found:
                found[child] = None
                waiting.append(child)
    return list(found)


def strays(database: Database) -> list[Stray]:
    """Return the children whose parent was excluded, relabelled or moved since they were made.

    Left out are those that are excluded themselves or that somebody kept.
    """
    parents, samples, changes = schema.parents.c, schema.samples.c, schema.changes.c
    child = schema.state.alias("child")
    tagged = select(schema.sample_tags.c.sample).where(schema.sample_tags.c.tag == KEPT)
    first = (
        select(
            parents.sample,
            parents.parent,
            changes.field,
            func.min(changes.changeset).label("changeset"),
        )
        .join(schema.samples, samples.id == parents.sample)
        .join(schema.changes, changes.sample == parents.parent)
        .join(child, child.c.sample == parents.sample)
        .where(
            changes.changeset > samples.changeset,
            changes.field.in_(("label", "split", "excluded")),
            child.c.present.is_(True),
            child.c.excluded.is_(False),
            parents.sample.not_in(tagged),
        )
        .group_by(parents.sample, parents.parent, changes.field)
        .subquery()
    )
    now, own = schema.state.alias("now"), schema.state.alias("own")
    query = (
        select(
            first.c.sample,
            first.c.parent,
            first.c.field,
            changes.before,
            now.c.label,
            now.c.split,
            now.c.excluded,
            own.c.split.label("own_split"),
        )
        .join(
            schema.changes,
            (changes.sample == first.c.parent)
            & (changes.changeset == first.c.changeset)
            & (changes.field == first.c.field),
        )
        .join(now, now.c.sample == first.c.parent)
        .join(own, own.c.sample == first.c.sample)
        .order_by(first.c.parent, first.c.sample)
    )
    with database.reading() as connection:
        rows = connection.execute(query).all()
    found: list[Stray] = []
    for row in rows:
        if row.field == "excluded" and row.excluded and row.before != YES:
            found.append(Stray(row.sample, row.parent, "excluded", None, None))
        elif row.field == "label" and row.label != row.before:
            found.append(Stray(row.sample, row.parent, "relabelled", row.before, row.label))
        elif row.field == "split" and row.split != row.own_split:
            found.append(Stray(row.sample, row.parent, "moved", row.own_split, row.split))
    return found
