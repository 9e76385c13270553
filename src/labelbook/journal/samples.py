"""New samples in the journal: one changeset, base values in `samples`, state beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from sqlalchemy import Boolean, Connection, Integer, func, insert, literal, select, update

from labelbook.core.limits import MAX_ID
from labelbook.core.types import ChangesetId, SampleId
from labelbook.errors import NotFound
from labelbook.journal import cells, changesets, classes, column_store, many, summary
from labelbook.journal.changesets import Origin
from labelbook.journal.classes import ClassEntry, ClassMove
from labelbook.journal.columns import Column, Value, defined
from labelbook.journal.fields import FIELDS, NAMES
from labelbook.journal.many import ROWS
from labelbook.journal.records import YES, Edit, NewSample, Sample, Skipped
from labelbook.journal.summary import Moved
from labelbook.journal.tables import samples as schema

_FILE, _STATE = ("path", "location", "hash"), ("label", "split", "excluded")
"""What a NewSample holds that is a column of `samples` as it is."""

_file, _state = attrgetter(*_FILE), attrgetter(*_STATE)


def append_import(
    connection: Connection,
    folders: Sequence[tuple[str, Path, Sequence[NewSample]]],
    skipped: Sequence[tuple[str, str]],
    origin: Origin,
    *,
    returning: Sequence[int] = (),
    columns: Sequence[Column] = (),
    edits: Sequence[Edit] = (),
    described: Sequence[tuple[str, ClassEntry]] = (),
) -> ChangesetId:
    """Store new samples as one changeset and return its number.

    folders: for each source its kind, its absolute folder, and the samples that lie in it.
    skipped: (path, reason) of each file that was left out. returning: samples whose import was
    undone and that were found again; they come back as they were. columns: metadata columns that
    come with them; those that the samples' metadata names beside them are made too. edits: of
    samples that are there. described: classes in their order; those that are there stay as they
    are.
    """
    added = sum(len(samples) for _, _, samples in folders)
    what = summary.of_import(added + len(returning))
    changeset = changesets.new_changeset(connection, origin, what, size=len(returning), added=added)
    if returning:
        back = [(sample, None) for sample in returning]
        changesets.store(connection, changeset, "present", YES, back)
    listed = select(schema.skipped.c.path, schema.skipped.c.reason)
    known = {row[0]: row[1] for row in connection.execute(listed)}
    news = [(path, reason) for path, reason in skipped if known.get(path) != reason]
    if news:
        rows = [{"changeset": changeset, "path": path, "reason": reason} for path, reason in news]
        connection.execute(insert(schema.skipped), rows)
    everyone = [sample.metadata for _, _, samples in folders for sample in samples]
    _define(connection, changeset, columns, everyone)
    _describe(connection, changeset, described)
    for kind, folder, samples in folders:
        if samples:
            source = source_of(connection, kind, folder)
            for start in range(0, len(samples), ROWS):
                _add(connection, changeset, source, samples[start : start + ROWS])
            labels = {sample.label for sample in samples if sample.label is not None}
            classes.add(connection, labels, changeset)
    if returning:
        classes.add(connection, classes.labels_of(connection, changeset), changeset)
    if edits:
        _edit(connection, changeset, edits, what if added + len(returning) else "", len(returning))
    return changeset


def _edit(
    connection: Connection, changeset: ChangesetId, edits: Sequence[Edit], what: str, size: int
) -> None:
    """Edit samples that are there as part of an import. what, size: of the changeset so far."""
    moved, stale = changesets.moves(connection, edits)
    changesets.refuse(connection, stale)
    changesets.write(connection, changeset, moved)
    size += sum(len(changed) for _, _, changed in moved)
    filled = summary.of_edits(changesets.named(connection, moved))
    what = f"{what}; {filled[:1].lower()}{filled[1:]}" if what else filled
    table = schema.changesets
    grown = update(table).where(table.c.id == changeset).values(size=size, summary=what)
    connection.execute(grown)


def _describe(
    connection: Connection, changeset: ChangesetId, told: Sequence[tuple[str, ClassEntry]]
) -> None:
    """Make the classes that an import tells of and the book does not have, behind the others."""
    there = classes.entries(connection)
    first = 1 + max((entry.position for entry in there.values()), default=-1)
    keys = {entry.key for entry in there.values()}
    new = {name: entry for name, entry in told if name not in there}
    moves = [
        ClassMove(
            name,
            None,
            replace(entry, position=first + place, key=None if entry.key in keys else entry.key),
        )
        for place, (name, entry) in enumerate(new.items())
    ]
    classes.record(connection, changeset, classes.put(connection, moves))


def append_made(
    connection: Connection,
    folder: str,
    samples: Sequence[NewSample],
    origin: Origin,
    tool: str,
    moved: Sequence[Moved] = (),
) -> tuple[ChangesetId, int]:
    """Store samples that were made here as one changeset; returns its number and the first id.

    folder: of the book's own images. The paths are given here, as the changeset numbers them.
    moved: the cells of other samples that are changed with it, by the caller.
    """
    what = summary.of_made(len(samples), tool, moved)
    size = sum(len(changed) for _, _, changed in moved)
    changeset = changesets.new_changeset(connection, origin, what, size=size, added=len(samples))
    first = (connection.execute(select(func.max(schema.samples.c.id))).scalar() or 0) + 1
    _define(connection, changeset, (), [sample.metadata for sample in samples])
    source = source_of(connection, "book", Path(folder))
    digits = max(4, len(str(len(samples))))
    named = [
        replace(sample, path=f"made/{changeset}/{place:0{digits}}.png")
        for place, sample in enumerate(samples, start=1)
    ]
    for start in range(0, len(named), ROWS):
        _add(connection, changeset, source, named[start : start + ROWS])
    labels = {sample.label for sample in named if sample.label is not None}
    classes.add(connection, labels, changeset)
    return changeset, first


def _define(
    connection: Connection,
    changeset: ChangesetId,
    told: Sequence[Column],
    metadata: Sequence[Mapping[str, Value]],
) -> None:
    """Make the columns that new samples bring and the book does not have."""
    if not told and not any(metadata):
        return
    known = [each.column for each in column_store.present(connection)]
    new = defined(metadata, [*known, *told])
    column_store.define(connection, changeset, [*told, *new])


def source_of(connection: Connection, kind: str, folder: Path) -> int:
    """Return the number of a source, which is made where there is none."""
    sources = schema.sources
    query = select(sources.c.id).where(sources.c.kind == kind, sources.c.folder == str(folder))
    found = connection.execute(query).scalar()
    if found is not None:
        return int(found)
    result = connection.execute(insert(sources).values(kind=kind, folder=str(folder)))
    assert result.inserted_primary_key is not None
    return int(result.inserted_primary_key[0])


def _add(
    connection: Connection, changeset: ChangesetId, source: int, samples: Sequence[NewSample]
) -> None:
    first = (connection.execute(select(func.max(schema.samples.c.id))).scalar() or 0) + 1
    new = column_store.NewCells(connection)
    cells_of = [new.of(sample.metadata) if sample.metadata else {} for sample in samples]
    many.add(
        connection,
        schema.samples,
        ("id", "source", *_FILE, *NAMES, "changeset", *_STATE, "tags"),
        (
            (
                first + place,
                source,
                *_file(sample),
                *[field.value_in(sample.fields) for field in FIELDS],
                changeset,
                *_state(sample),
                json.dumps(sample.tags) if sample.tags else "[]",
            )
            for place, sample in enumerate(samples)
        ),
    )
    table = schema.samples.c
    fresh = select(table.id, table.label, table.split, table.excluded).where(table.id >= first)
    connection.execute(
        insert(schema.state).from_select(
            ["sample", "label", "split", "excluded", "present", "last_change"],
            fresh.add_columns(literal(True, Boolean), literal(0, Integer)),
        )
    )
    tags = [
        (first + place, tag)
        for place, sample in enumerate(samples)
        for tag in sorted(set(sample.tags))
    ]
    many.add(connection, schema.sample_tags, ("sample", "tag"), tags)
    column_store.add_cells(connection, first, cells_of)


def known_files(connection: Connection) -> dict[str, str]:
    """Return the content hash of every path in the book."""
    query = select(schema.samples.c.path, schema.samples.c.hash)
    return {row[0]: row[1] for row in connection.execute(query)}


def ids(connection: Connection, keys: Sequence[int | str], book: str) -> list[int]:
    """Return the ids of samples that are named by id or path; NotFound for an unknown path."""
    paths = [key for key in keys if isinstance(key, str)]
    table = schema.samples.c
    found: dict[str, int] = {}
    for start in range(0, len(paths), cells.CHUNK):
        chunk = paths[start : start + cells.CHUNK]
        query = select(table.path, table.id).where(table.path.in_(chunk))
        found |= {row[0]: row[1] for row in connection.execute(query)}
    missing = next((path for path in paths if path not in found), None)
    if missing is not None:
        raise NotFound(f"there is no sample at {missing!r} in {book}")
    return [found[key] if isinstance(key, str) else int(key) for key in keys]


def absent(connection: Connection) -> dict[str, int]:
    """Return the samples whose import was undone: path -> id."""
    samples, state = schema.samples, schema.state
    query = (
        select(samples.c.path, samples.c.id)
        .join(state, state.c.sample == samples.c.id)
        .where(state.c.present.is_(False))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def relocate(connection: Connection, kind: str, folder: Path, paths: Sequence[str]) -> int:
    """Let samples whose source folder is gone lie in another one; return how many.

    paths: files that were found there with the content that the book knows.
    """
    if kind == "book":
        return 0
    sources, samples = schema.sources.c, schema.samples
    query = select(sources.id, sources.folder).where(sources.kind == kind)
    gone = [row.id for row in connection.execute(query) if not Path(row.folder).is_dir()]
    if not gone or not paths:
        return 0
    found = source_of(connection, kind, folder)
    moved = 0
    for start in range(0, len(paths), cells.CHUNK):
        chunk = paths[start : start + cells.CHUNK]
        lost = samples.c.source.in_(gone) & samples.c.path.in_(chunk)
        moved += connection.execute(update(samples).where(lost).values(source=found)).rowcount
    return moved


def skipped_files(connection: Connection) -> list[Skipped]:
    """Return every file that an import left out, in the order they were met."""
    table = schema.skipped.c
    query = select(table.changeset, table.path, table.reason).order_by(table.id)
    return [Skipped(*row) for row in connection.execute(query)]


def added_by(connection: Connection, changeset: ChangesetId) -> list[SampleId]:
    """Return the samples that a changeset added, ascending."""
    return list(changesets.brought_by(connection, changeset))


def present(connection: Connection) -> list[SampleId]:
    """Return the samples that are in the book now, in the order of the table."""
    state = schema.state.c
    return list(connection.execute(select(state.sample).where(state.present.is_(True))).scalars())


def labels(connection: Connection) -> dict[int, str | None]:
    """Return the label that each sample has now."""
    state = schema.state.c
    return {row.sample: row.label for row in connection.execute(select(state.sample, state.label))}


def files(
    connection: Connection, only: Sequence[int] | None = None
) -> list[tuple[int, str, str, str, str]]:
    """Return (id, content hash, path, source folder, location) of every present sample, by id.

    only: of these few.
    """
    samples, state, sources = schema.samples, schema.state, schema.sources
    base = samples.c
    query = (
        select(base.id, base.hash, base.path, sources.c.folder, base.location)
        .join(state, state.c.sample == base.id)
        .join(sources, sources.c.id == base.source)
        .where(state.c.present.is_(True))
        .order_by(base.id)
    )
    if only is not None:
        query = query.where(base.id.in_(only))
    return [tuple(row) for row in connection.execute(query)]


def sample(connection: Connection, key: int | str) -> Sample | None:
    """Return one sample by id or path, None if there is none."""
    samples, state, sources = schema.samples, schema.state, schema.sources
    base = samples.c
    if isinstance(key, int) and not 0 < key <= MAX_ID:
        return None
    wanted = base.id == key if isinstance(key, int) else base.path == key
    query = (
        select(
            *(base[name] for name in ("id", "path", "location", "hash", *NAMES)),
            sources.c.folder.label("source"),
            base.changeset.label("added_by"),
            base.label.label("imported_label"),
            base.split.label("imported_split"),
            state.c.label,
            state.c.split,
            state.c.excluded,
        )
        .join(state, state.c.sample == base.id)
        .join(sources, sources.c.id == base.source)
        .where(wanted)
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    tags = schema.sample_tags.c
    found = select(tags.tag).where(tags.sample == row["id"]).order_by(tags.tag)
    values = dict(row)
    others = {name: values.pop(name) for name in NAMES if name not in Sample.__dataclass_fields__}
    return Sample(
        **values,
        tags=tuple(connection.execute(found).scalars()),
        fields=others,
        metadata=column_store.cells_of(connection, row["id"]),
    )
