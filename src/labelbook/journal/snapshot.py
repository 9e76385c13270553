"""The book's present state as columns, kept up to date by changesets; what the page loads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from sqlalchemy import Connection, select

from labelbook.core import columns
from labelbook.core.columns import Column
from labelbook.journal import changesets, classes, field_columns, snapshot_metadata, snapshot_rows
from labelbook.journal.classes import ClassEntry
from labelbook.journal.columns import COLUMN_PREFIX
from labelbook.journal.fields import SENT, values_of
from labelbook.journal.ordering import natural_rank
from labelbook.journal.records import (
    SPLITS,
    TAG_PREFIX,
    YES,
    Arrival,
    ChangeGroup,
    Changeset,
    News,
)
from labelbook.journal.snapshot_metadata import SentColumn
from labelbook.journal.tables import samples as schema

ARRIVED: dict[str, Any] = {
    "id": pl.UInt32,
    "path": pl.String,
    "hash": pl.String,
    "label": pl.String,
    "split": pl.String,
    "excluded": pl.Boolean,
    "tags": pl.List(pl.String),
    "last_change": pl.UInt32,
}
"""What of an Arrival has a column beside the sample fields."""


@dataclass(frozen=True, eq=False)
class Snapshot:
    """Columns of all present samples, by ascending id, at changeset `seq`.

    columns: name -> (rows,) array, as docs/the-book.md lists them. tagged: tag -> ascending
    uint32 ids. path_bytes: UTF-8 of all paths, path_offset: (rows + 1,) uint32.
    classes, authors, tags: what the codes in the columns mean; code 0 is "none". about: the
    description of each class, for as many as were read. words: what the codes of each sample field
    mean that is sent as words. metadata: the metadata columns; their values are among the columns,
    as `column:NAME`.
    """

    seq: int
    columns: dict[str, Column]
    tagged: dict[str, npt.NDArray[np.uint32]]
    classes: tuple[str, ...]
    about: tuple[ClassEntry, ...]
    authors: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    metadata: tuple[SentColumn, ...]
    path_bytes: npt.NDArray[np.uint8] = field(repr=False)
    path_offset: npt.NDArray[np.uint32] = field(repr=False)

    @property
    def rows(self) -> int:
        """The number of samples."""
        return len(self.columns["id"])

    def columns_file(self) -> bytes:
        """Write the cells as a columns file."""
        tags = {f"{TAG_PREFIX}{tag}": ids for tag, ids in self.tagged.items()}
        return columns.write(self._header(), {**self.columns, **tags})

    def names_file(self) -> bytes:
        """Write the paths as a columns file."""
        names: dict[str, Column] = {"path_offset": self.path_offset, "path": self.path_bytes}
        return columns.write(self._header(), names)

    def whole_file(self, stamp: str) -> bytes:
        """Write everything as one columns file. stamp: given back by `read_whole`."""
        tags = {f"{TAG_PREFIX}{tag}": ids for tag, ids in self.tagged.items()}
        paths: dict[str, Column] = {"path_offset": self.path_offset, "path": self.path_bytes}
        return columns.write({**self._header(), "stamp": stamp}, {**self.columns, **tags, **paths})

    def _header(self) -> dict[str, object]:
        unread = len(self.classes) - len(self.about)
        return {
            "seq": self.seq,
            "rows": self.rows,
            "classes": self.classes,
            "about": [_about(entry) for entry in self.about] + [_about(_NEW)] * unread,
            "tags": sorted(self.tagged),
            "authors": self.authors,
            "fields": field_columns.header(self.words),
            "metadata": snapshot_metadata.header(self.metadata),
        }

    def advance(self, news: Iterable[News]) -> Snapshot | None:
        """Return the snapshot after some changesets; None where it has to be loaded again.

        That is where too many samples came to tell, or a metadata column came, went or changed.

        This snapshot stays as it is: a column that moves is copied first.
        """
        told = list(news)
        # Looked at first: samples that came and went may have a class that is gone by now.
        if not all(each.can_be_followed for each in told):
            return None
        step = _Step(self)
        for item in told:
            _place(step.authors, item.changeset.author)
            step.leave([g for g in item.groups if g.field == "present" and g.after is None])
            step.enter(item.arrivals or (), item.classes or ())
            step.fill(item.changeset, item.groups)
            for group in item.groups:
                if group.field != "present" and not group.field.startswith(COLUMN_PREFIX):
                    step.apply(item.changeset, group)
            step.seq = item.changeset.id
        return step.done()


_NEW = ClassEntry(0)


def _about(entry: ClassEntry) -> dict[str, str | None]:
    """What the page gets of a class besides its name."""
    return {"description": entry.description, "key": entry.key, "colour": entry.colour}


class _Step:
    """A snapshot in the making."""

    def __init__(self, base: Snapshot) -> None:
        self.base = base
        self.columns = dict(base.columns)
        self.path_bytes, self.path_offset = base.path_bytes, base.path_offset
        self.tagged = dict(base.tagged)
        self.classes = list(base.classes)
        self.authors = list(base.authors)
        self.words = base.words
        self.metadata = {each.key: each for each in base.metadata}
        self.seq = base.seq

    def leave(self, groups: Sequence[ChangeGroup]) -> None:
        """Some samples are no longer present."""
        gone = np.array([sample for group in groups for sample in group.samples], dtype=np.uint32)
        if len(gone):
            self._become(snapshot_rows.without(self._table(), gone))
            self.tagged = {
                tag: np.setdiff1d(ids, gone).astype(np.uint32) for tag, ids in self.tagged.items()
            }

    def enter(self, arrivals: Sequence[Arrival], names: Sequence[str]) -> None:
        """Samples come, by ascending id. names: the classes, in the order of their keys."""
        if not arrivals:
            return
        self.classes += [name for name in names if name not in self.classes]
        rows = [{name: getattr(arrival, name) for name in ARRIVED} for arrival in arrivals]
        frame = pl.DataFrame(rows, schema=ARRIVED)
        authors = [0 if a.author is None else _place(self.authors, a.author) for a in arrivals]
        came: dict[str, Column] = {
            "label": snapshot_rows.codes(frame["label"].to_list(), self.classes),
            "split": (snapshot_rows.codes(frame["split"].to_list(), SPLITS) - 1).astype(np.uint8),
            "excluded": frame["excluded"].to_numpy().astype(np.uint8),
            "author": np.array(authors, dtype=np.uint16),
            "hash": snapshot_rows.first_words(frame["hash"].to_list()),
        }
        for name in ("id", "last_change"):
            came[name] = frame[name].to_numpy()
        known = [values_of(arrival) for arrival in arrivals]
        values = {field.name: [each[field.name] for each in known] for field in SENT}
        own, self.words = field_columns.columns(values, self.words)
        came |= own
        for key, column in self.metadata.items():
            held = [arrival.metadata.get(column.column.name) for arrival in arrivals]
            self.metadata[key], came[key] = snapshot_metadata.added(column, held)
        self._become(snapshot_rows.joined(self._table(), came, frame["path"].to_list()))
        tags = frame.select("id", "tags").explode("tags").drop_nulls()
        for (tag,), part in tags.partition_by("tags", as_dict=True).items():
            had = self.tagged.get(str(tag), np.empty(0, dtype=np.uint32))
            self.tagged[str(tag)] = np.union1d(had, part["id"].to_numpy()).astype(np.uint32)

    def _table(self) -> snapshot_rows.SnapshotTable:
        return snapshot_rows.SnapshotTable(self.columns, self.path_bytes, self.path_offset)

    def _become(self, table: snapshot_rows.SnapshotTable) -> None:
        self.columns, self.path_bytes = table.columns, table.path_bytes
        self.path_offset = table.path_offset

    def apply(self, changeset: Changeset, group: ChangeGroup) -> None:
        ids = np.asarray(group.samples, dtype=np.uint32)
        places = np.searchsorted(self.columns["id"], ids)
        if group.field.startswith(TAG_PREFIX):
            tag = group.field.removeprefix(TAG_PREFIX)
            had = self.tagged.get(tag, np.empty(0, dtype=np.uint32))
            join = np.union1d if group.after == YES else np.setdiff1d
            self.tagged[tag] = join(had, ids).astype(np.uint32)
        else:
            self._own(group.field)[places] = self._code(group)
        self._changed(changeset, places)

    def _changed(self, changeset: Changeset, places: npt.NDArray[np.int64]) -> None:
        self._own("last_change")[places] = changeset.id
        self._own("author")[places] = _place(self.authors, changeset.author)

    def fill(self, changeset: Changeset, groups: Sequence[ChangeGroup]) -> None:
        """Write the cells of metadata columns that move; one that is gone by now has none.

        All values of a column at once: there may be as many as samples.
        """
        moved: dict[str, list[ChangeGroup]] = {}
        for group in groups:
            if group.field.startswith(COLUMN_PREFIX):
                moved.setdefault(group.field, []).append(group)
        for key, own in moved.items():
            ids = np.fromiter((id for group in own for id in group.samples), np.uint32)
            places = np.searchsorted(self.columns["id"], ids)
            if key in self.metadata:
                cells = [group.after for group in own for _ in group.samples]
                self.metadata[key], values = snapshot_metadata.added(self.metadata[key], cells)
                self._own(key)[places] = values
            self._changed(changeset, places)

    def done(self) -> Snapshot:
        return replace(
            self.base,
            seq=self.seq,
            columns=self.columns,
            path_bytes=self.path_bytes,
            path_offset=self.path_offset,
            tagged={tag: self.tagged[tag] for tag in sorted(self.tagged)},
            classes=tuple(self.classes),
            authors=tuple(self.authors),
            words=self.words,
            metadata=tuple(self.metadata.values()),
        )

    def _own(self, name: str) -> Column:
        if self.columns[name] is self.base.columns[name]:
            self.columns[name] = self.columns[name].copy()
        return self.columns[name]

    def _code(self, group: ChangeGroup) -> int:
        if group.field == "label":
            return 0 if group.after is None else _place(self.classes, group.after)
        if group.field == "split":
            return SPLITS.index(str(group.after))
        return int(group.after == YES)


def _place(names: list[str], name: str) -> int:
    """The code of a name: its place, from 1; a new name goes to the end."""
    if name not in names:
        names.append(name)
    return names.index(name) + 1


def read_whole(data: bytes) -> tuple[Snapshot, str]:
    """Read what `whole_file` wrote: the snapshot and the stamp; ValueError or KeyError if not."""
    header, found = columns.read(data)
    tagged = {tag: found.pop(f"{TAG_PREFIX}{tag}").astype(np.uint32) for tag in header["tags"]}
    read = Snapshot(
        seq=header["seq"],
        path_bytes=found.pop("path").astype(np.uint8, copy=False),
        path_offset=found.pop("path_offset").astype(np.uint32, copy=False),
        columns=found,
        tagged=tagged,
        classes=tuple(header["classes"]),
        about=tuple(ClassEntry(0, **entry) for entry in header["about"]),
        authors=tuple(header["authors"]),
        words=field_columns.words_of(header["fields"]),
        metadata=snapshot_metadata.of_header(header["metadata"]),
    )
    return read, header["stamp"]


def load(connection: Connection) -> Snapshot:
    """Read the present state from the database."""
    samples, state, changes = schema.samples.c, schema.state.c, schema.changesets.c
    query = (
        select(samples.id, samples.path, samples.hash)
        .add_columns(*(samples[field.name] for field in SENT))
        .add_columns(state.label, state.split, state.excluded, state.last_change)
        .join(schema.state, state.sample == samples.id)
        .where(state.present.is_(True))
        .order_by(samples.id)
    )
    entries = classes.entries(connection)
    names = list(entries)
    authors = {row[0]: row[1] for row in connection.execute(select(changes.id, changes.author))}
    order = list(dict.fromkeys(authors.values()))
    author_of = np.zeros(max(authors, default=0) + 1, dtype=np.uint16)
    author_of[list(authors)] = [order.index(author) + 1 for author in authors.values()]
    author_of[0] = 0
    fetched = [list(column) for column in zip(*connection.execute(query).fetchall(), strict=True)]
    ids, paths, hashes, *known, label, split, excluded, last = fetched or [[]] * (7 + len(SENT))
    values = {field.name: column for field, column in zip(SENT, known, strict=True)}
    own, words = field_columns.columns(values, {})
    last_change = np.asarray(last, dtype=np.uint32)
    lengths = pl.Series(paths, dtype=pl.String).str.len_bytes().to_numpy()
    columns: dict[str, Column] = {
        "id": np.asarray(ids, dtype=np.uint32),
        "label": snapshot_rows.codes(label, names),
        "split": (snapshot_rows.codes(split, SPLITS) - 1).astype(np.uint8),
        "excluded": np.asarray(excluded, dtype=np.uint8),
        **own,
        "last_change": last_change,
        "author": author_of[last_change],
        "path_rank": natural_rank(paths),
        "hash": snapshot_rows.first_words(hashes),
    }
    metadata, values_of = snapshot_metadata.load(connection, columns["id"])
    columns |= values_of
    return Snapshot(
        seq=changesets.head(connection),
        columns=columns,
        tagged=_tagged(connection),
        classes=tuple(names),
        about=tuple(entries.values()),
        authors=tuple(order),
        words=words,
        metadata=metadata,
        path_bytes=np.frombuffer("".join(paths).encode(), dtype=np.uint8),
        path_offset=np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32),
    )


def _tagged(connection: Connection) -> dict[str, npt.NDArray[np.uint32]]:
    tags, state = schema.sample_tags.c, schema.state.c
    query = (
        select(tags.tag, tags.sample)
        .join(schema.state, state.sample == tags.sample)
        .where(state.present.is_(True))
        .order_by(tags.tag, tags.sample)
    )
    frame = pl.DataFrame(
        connection.execute(query).fetchall(),
        schema={"tag": pl.String, "sample": pl.UInt32},
        orient="row",
    )
    return {
        str(tag): part.get_column("sample").to_numpy()
        for (tag,), part in frame.partition_by("tag", as_dict=True).items()
    }
