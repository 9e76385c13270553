"""The journal of a book: samples at any version, changesets, undo, versions, settings."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from labelbook.core.types import ChangesetId
from labelbook.errors import NotFound
from labelbook.journal import changesets, classes, dry_run, history, news, undo, versions
from labelbook.journal import samples as samples_
from labelbook.journal.changesets import Origin
from labelbook.journal.database import Database
from labelbook.journal.dry_run import DryRun
from labelbook.journal.records import (
    TAG_PREFIX,
    YES,
    ChangeGroup,
    Changeset,
    Edit,
    HistoryEntry,
    News,
    Sample,
    Skipped,
    Version,
)
from labelbook.journal.tables import samples as tables

if TYPE_CHECKING:
    import polars as pl

    from labelbook.journal.snapshot import Snapshot

Samples = Sequence[int | str] | int | str
"""Samples by id or path, one or several."""


class Journal:
    """The samples of a book and their history; each call that changes it appends one changeset.

    Methods may be called from several threads. One that raises has changed nothing.
    """

    def __init__(self, database: Database, name: str, cache: Path) -> None:
        self._database = database
        self._name = name
        self._cache = cache
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()

    @property
    def seq(self) -> ChangesetId:
        """The number of the newest changeset."""
        with self._database.reading() as connection:
            return changesets.head(connection)

    def samples(self, version: str | int | None = None) -> pl.DataFrame:
        """Return all samples at a version (default: now), by id.

        Columns: sample, path, label, split, excluded (bool), tags (list), width and height
        (pixels), size (bytes), hash (SHA-256), format, origin, last_author, last_change
        (changeset, 0 = none since the import), and the metadata columns. Raises NotFound for an
        unknown version.
        """
        from labelbook.journal import frames

        with self._database.reading() as connection:
            position = versions.position(connection, version)
            if position == changesets.head(connection):
                return frames.now(connection)
            return frames.at(connection, position)

    def cells_file(self, version: str | int | None = None) -> bytes:
        """Return the cells at a version as a columns file: id, label, split, excluded.

        version: None = as each sample came into the book. Codes as in `snapshot`, but with classes
        of the file's own header. Raises NotFound for an unknown version.
        """
        from labelbook.core import columns
        from labelbook.journal import frames

        if version is None:
            with self._database.reading() as connection:
                cells = frames.imported(connection)
        else:
            cells = self.samples(version)
        return columns.write(*frames.coded(cells))

    def sample(self, sample: int | str) -> Sample:
        """Return one sample by id or path; NotFound if there is none."""
        with self._database.reading() as connection:
            found = samples_.sample(connection, sample)
        if found is None:
            what = f"sample {sample}" if isinstance(sample, int) else f"sample at {sample!r}"
            raise NotFound(f"there is no {what} in {self._name}")
        return found

    def ids(self, samples: Samples) -> list[int]:
        """Return the ids of samples that are named by id or path; NotFound for an unknown path."""
        several = [samples] if isinstance(samples, int | str) else samples
        with self._database.reading() as connection:
            return samples_.ids(connection, several, self._name)

    def classes(self) -> list[str]:
        """Return the class names in the order of their keys."""
        with self._database.reading() as connection:
            return classes.names(connection)

    def snapshot(self) -> Snapshot:
        """Return the columns of the present state; kept in memory and updated here."""
        from labelbook.journal import snapshot as snapshots
        from labelbook.journal import snapshot_cache

        with self._lock, self._database.reading() as connection:
            found = self._snapshot or snapshot_cache.load(connection, self._cache)
            if found is not None and found.seq < changesets.head(connection):
                since = news.since(connection, found.seq)
                found = None if since is None else found.advance(since)
            if found is None:
                found = snapshots.load(connection)
                snapshot_cache.save(connection, self._cache, found)
            self._snapshot = found
            return found

    def skipped(self) -> list[Skipped]:
        """Return every file that an import left out, with the reason."""
        with self._database.reading() as connection:
            return samples_.skipped_files(connection)

    def changesets(
        self, *, before: int | None = None, limit: int = 50, author: str | None = None
    ) -> list[Changeset]:
        """Return changesets, newest first. before: only older ones than this number."""
        table = tables.changesets
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(table.c.id < before)
        if author is not None:
            query = query.where(table.c.author == author)
        with self._database.reading() as connection:
            return [changesets.record(row) for row in connection.execute(query)]

    def changeset(self, changeset: int) -> Changeset:
        """Return one changeset; NotFound if there is none of this number."""
        with self._database.reading() as connection:
            return undo.get(connection, changeset)

    def changes(self, changeset: int) -> list[ChangeGroup]:
        """Return what one changeset changed; NotFound if there is none of this number."""
        with self._database.reading() as connection:
            known = undo.get(connection, changeset).id
            return changesets.groups_of(connection, [known])[known]

    def dry_run(self, edits: Sequence[Edit]) -> DryRun:
        """Return what edits would change, in words; raises what making them would raise."""
        with self._database.reading() as connection:
            return dry_run.run(connection, edits)

    def find_changeset(self, trial: DryRun, since: int) -> Changeset | None:
        """Return the changeset after `since` that did what a dry run said; None if none did."""
        with self._database.reading() as connection:
            return dry_run.find_changeset(connection, trial, since)

    def news_of(self, changeset: int) -> News:
        """Return one changeset with what it moved; NotFound if there is none of this number."""
        with self._database.reading() as connection:
            return news.news(connection, [undo.get(connection, changeset)])[0]

    def news_since(self, seq: int) -> list[News] | None:
        """Return the changesets after `seq`, oldest first; None when they hold too many cells."""
        with self._database.reading() as connection:
            return news.since(connection, seq)

    def changes_since(self, seq: int) -> list[tuple[Changeset, list[ChangeGroup]]] | None:
        """Return the same without the samples that came."""
        found = self.news_since(seq)
        return None if found is None else [(item.changeset, item.groups) for item in found]

    def history(self, sample: int | str) -> list[HistoryEntry]:
        """Return every change of a sample with its changeset, newest first.

        Raises NotFound if there is no such sample.
        """
        found = self.sample(sample)
        with self._database.reading() as connection:
            return history.of(connection, found.id)

    def versions(self) -> list[Version]:
        """Return the named versions, the earliest position first."""
        with self._database.reading() as connection:
            return versions.list_all(connection)

    def resolve_version(self, version: str | int | None) -> ChangesetId:
        """Return the changeset of a version's name or number; NotFound if there is none."""
        with self._database.reading() as connection:
            return versions.position(connection, version)

    def setting(self, key: str) -> str | None:
        """Return a setting of this book."""
        table = tables.settings.c
        with self._database.reading() as connection:
            return connection.execute(select(table.value).where(table.key == key)).scalar()

    def edit(
        self,
        edits: Sequence[Edit],
        *,
        author: str,
        message: str = "",
        tool: str = "python",
        key: str | None = None,
    ) -> Changeset | None:
        """Set cells; None when nothing would change. The same key twice is stored once.

        Raises Conflict when a cell differs from an edit's `before`, BadInput for a value that a
        field cannot hold, NotFound for an unknown sample. Nothing is stored then.
        """
        with self._database.writing() as connection:
            done = changesets.by_key(connection, key)
            if done is not None:
                return done
            made = changesets.append(connection, edits, Origin(author, message, tool, key))
            return None if made is None else undo.get(connection, made)

    def relabel(
        self, samples: Samples, label: str | None, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Set the label of samples, None to take it away.

        Raises NotFound for an unknown sample, BadInput for a name that cannot be a class.
        """
        return self._set(samples, "label", label, author, message)

    def exclude(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Leave samples out of exports and training; they stay in the book.

        Raises NotFound for an unknown sample.
        """
        return self._set(samples, "excluded", YES, author, message)

    def restore(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Take excluded samples back in; NotFound for an unknown sample."""
        return self._set(samples, "excluded", None, author, message)

    def set_split(
        self, samples: Samples, split: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Move samples to train, val or test.

        Raises NotFound for an unknown sample, BadInput for another split.
        """
        return self._set(samples, "split", split, author, message)

    def tag(
        self, samples: Samples, tag: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Add a tag to samples.

        Raises NotFound for an unknown sample, BadInput for a name that cannot be a tag.
        """
        return self._set(samples, TAG_PREFIX + tag, YES, author, message)

    def untag(
        self, samples: Samples, tag: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Take a tag away from samples; NotFound for an unknown sample."""
        return self._set(samples, TAG_PREFIX + tag, None, author, message)

    def _set(
        self, samples: Samples, field: str, after: str | None, author: str, message: str
    ) -> Changeset | None:
        ids = self.ids(samples)
        return self.edit([Edit(field, ids, after)], author=author, message=message)

    def undo(
        self,
        changeset: int | None = None,
        *,
        author: str,
        by: str | None = None,
        message: str = "",
        skip_conflicts: bool = False,
        key: str | None = None,
    ) -> Changeset:
        """Append the inverse of a changeset and return it.

        Without a number: the newest that is not undone (of `by`, where given). Raises Conflict
        when a cell has moved since, unless skip_conflicts leaves those as they are; NotFound for an
        unknown changeset, BadInput when it is undone already or there is nothing to undo.
        """
        with self._database.writing() as connection:
            done = changesets.by_key(connection, key)
            if done is not None:
                return done
            target = undo.newest(connection, by) if changeset is None else changeset
            tool = "redo" if undo.get(connection, target).reverts else "undo"
            origin = Origin(author, message, tool, key)
            made = undo.undo(connection, target, origin, skip_conflicts=skip_conflicts)
            return undo.get(connection, made)

    def redo(
        self,
        changeset: int,
        *,
        author: str,
        message: str = "",
        skip_conflicts: bool = False,
        key: str | None = None,
    ) -> Changeset:
        """Bring back what the undo of a changeset took away.

        Raises Conflict as `undo` does, NotFound for an unknown changeset, BadInput when it is not
        undone.
        """
        with self._database.writing() as connection:
            done = changesets.by_key(connection, key)
            if done is not None:
                return done
            origin = Origin(author, message, "redo", key)
            made = undo.redo(connection, changeset, origin, skip_conflicts=skip_conflicts)
            return undo.get(connection, made)

    def save_version(
        self, name: str, *, author: str, note: str = "", at: int | None = None
    ) -> Version:
        """Name a position of the journal (default: now).

        Raises BadInput when the name is taken or no name, NotFound when there is no changeset `at`.
        """
        with self._database.writing() as connection:
            return versions.save(connection, name, author, note, at)

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting in this book."""
        table = tables.settings
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.key == key))
            connection.execute(insert(table).values(key=key, value=value))
