"""Samples grown, drawn or composed here: stored with their parents and recipe; their lineage."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, Subquery, func, insert, select

from labelbook.core.limits import MAX_ID
from labelbook.core.types import ChangesetId, SampleId
from labelbook.errors import BadInput
from labelbook.journal import cells, changesets, made_groups, summary
from labelbook.journal import samples as imports
from labelbook.journal.changesets import Origin
from labelbook.journal.database import Database
from labelbook.journal.many import ROWS
from labelbook.journal.records import (
    SPLITS,
    TAG_PREFIX,
    TOOLS,
    YES,
    Birth,
    Edit,
    Lineage,
    NewSample,
)
from labelbook.journal.summary import Moved
from labelbook.journal.tables import samples as schema


def append(
    connection: Connection,
    folder: str,
    samples: Sequence[tuple[NewSample, Birth]],
    origin: Origin,
) -> ChangesetId:
    """Store made samples as one changeset and return its number.

    folder: of the book's own images. The samples' paths are given here: `made/CHANGESET/NUMBER`.
    Raises BadInput where a child is not in its parents' split, has a parent in test or has no
    recipe, NotFound for an unknown parent; nothing is stored then. Samples belong to the groups of
    their parents (`made_groups`).
    """
    if not samples:
        raise BadInput("there is no sample to add: make one first")
    for sample, birth in samples:
        _check(sample, birth)
    _check_parents(connection, samples)
    tool = samples[0][1].tool
    tagged = _tagged(connection, samples)
    samples, said = made_groups.inherited(connection, samples)
    changeset, first = imports.append_made(
        connection, folder, [sample for sample, _ in samples], origin, tool, tagged
    )
    if said:
        what = summary.of_made(len(samples), tool, tagged)
        changesets.say(connection, changeset, f"{what}; {said}")
    for field, after, changed in tagged:
        changesets.store(connection, changeset, field, after, changed)
    rows = [
        {"sample": first + place, "tool": birth.tool, "recipe": birth.recipe, "seed": birth.seed}
        for place, (_, birth) in enumerate(samples)
    ]
    links = [
        {"sample": first + place, "parent": parent, "position": position}
        for place, (_, birth) in enumerate(samples)
        for position, parent in enumerate(birth.parents)
    ]
    for start in range(0, len(rows), ROWS):
        connection.execute(insert(schema.made), rows[start : start + ROWS])
    for start in range(0, len(links), ROWS):
        connection.execute(insert(schema.parents), links[start : start + ROWS])
    return changeset


def _tagged(connection: Connection, samples: Sequence[tuple[NewSample, Birth]]) -> list[Moved]:
    """The tags that the samples of the book get with those that they are paired with."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for sample, birth in samples:
        for tag in sample.tags if birth.pair is not None else ():
            wanted[TAG_PREFIX + tag].append(birth.pair or 0)
    found: list[Moved] = []
    for field, ids in sorted(wanted.items()):
        unique = sorted(set(ids))
        held = zip(unique, cells.current(connection, field, unique), strict=True)
        changed = [(sample, None) for sample, value in held if value is None]
        if changed:
            found.append((field, YES, changed))
    return found


def _check(sample: NewSample, birth: Birth) -> None:
    if birth.tool not in TOOLS:
        raise BadInput(f"{birth.tool!r} makes no samples: use {', '.join(TOOLS)}")
    if sample.split not in SPLITS:
        raise BadInput(f"{sample.split!r} is no split: use train, val or test")
    if sample.label is not None:
        cells.clean_name(sample.label, "label")
    if birth.seed is not None and not 0 <= birth.seed <= MAX_ID:
        raise BadInput(f"the seed {birth.seed} is out of range: use 0 to {MAX_ID}")
    if len(set(birth.parents)) < len(birth.parents):
        raise BadInput("a made sample names one parent twice: name it once")
    try:
        is_object = isinstance(json.loads(birth.recipe), dict)
    except ValueError:
        is_object = False
    if not is_object:
        raise BadInput(f"a made sample's recipe is a JSON object, not {birth.recipe[:40]!r}")


def _check_parents(connection: Connection, samples: Sequence[tuple[NewSample, Birth]]) -> None:
    held = splits(connection, [parent for _, birth in samples for parent in birth.parents])
    for sample, birth in samples:
        for parent in birth.parents:
            if held[parent] == "test":
                raise BadInput(
                    f"sample {parent} is in test, and nothing may be made of a test sample: "
                    "choose one of train or val"
                )
            if held[parent] != sample.split:
                raise BadInput(
                    f"a sample made of {parent} belongs into {held[parent]} like its parent, "
                    f"not into {sample.split}"
                )


def splits(connection: Connection, samples: Sequence[int]) -> dict[int, str]:
    """Return the split of some samples; NotFound for an unknown one."""
    named = sorted(set(samples))
    found = cells.current(connection, "split", named)
    return {sample: str(split) for sample, split in zip(named, found, strict=True)}


def lineage(connection: Connection, sample: SampleId) -> Lineage:
    """Return the parents and children of a sample that are in the book now."""
    made, parents, state = schema.made.c, schema.parents, schema.state.c
    here = state.present.is_(True)
    above = (
        select(parents.c.parent)
        .join(schema.state, state.sample == parents.c.parent)
        .where(parents.c.sample == sample, here)
        .order_by(parents.c.position)
    )
    below = (
        select(parents.c.sample)
        .join(schema.state, state.sample == parents.c.sample)
        .where(parents.c.parent == sample, here)
        .order_by(parents.c.sample)
    )
    query = select(made.tool, made.recipe, made.seed).where(made.sample == sample)
    birth = connection.execute(query).one_or_none() or (None, None, None)
    return Lineage(
        tuple(connection.execute(above).scalars()),
        tuple(connection.execute(below).scalars()),
        *birth,
    )


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


def changes_of_parents(connection: Connection, kept: str) -> Sequence[RowMapping]:
    """Return what was changed first of each parent's cells since a child was made of it.

    Rows: sample, parent, field, before; label, split and excluded of the parent now; own_split of
    the child. Children that are gone, excluded or tagged `kept` are left out.
    """
    changes, first = schema.changes.c, _first_changes(kept)
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
    return connection.execute(query).mappings().all()


def _first_changes(kept: str) -> Subquery:
    """The first changeset after each child that moved a cell of its parent, by field."""
    parents, samples, changes = schema.parents.c, schema.samples.c, schema.changes.c
    child = schema.state.alias("child")
    tagged = select(schema.sample_tags.c.sample).where(schema.sample_tags.c.tag == kept)
    return (
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
