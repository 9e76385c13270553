"""The book: the one door through which the command line, the server and notebooks go."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from labelbook.errors import BadInput, NotFound
from labelbook.images import thumbnails
from labelbook.journal import changesets, classes, database, imports, schema, undo, versions
from labelbook.journal import snapshot as snapshots
from labelbook.journal.changesets import Origin
from labelbook.journal.records import (
    TAG_PREFIX,
    YES,
    ChangeGroup,
    Changeset,
    Edit,
    HistoryEntry,
    Sample,
    Skipped,
    Version,
)
from labelbook.journal.snapshot import Snapshot

if TYPE_CHECKING:
    import polars as pl

    from labelbook.book_files import ApplyReport, ImportReport, Progress
    from labelbook.book_status import Status
    from labelbook.export import ExportReport
    from labelbook.images.thumbnails import Thumbnail

DATABASE = "book.db"
Samples = Sequence[int | str] | int | str
"""Samples by id or path, one or several."""


class Book:
    """A base of samples plus a journal of decisions, in one directory.

    Use `labelbook.open` or `labelbook.create`. Methods may be called from several threads. All of
    them raise errors of `labelbook.errors`; a method that raises has changed nothing.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._database = database.open_file(directory / DATABASE)
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Book:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    @property
    def name(self) -> str:
        """The directory's name."""
        return self.directory.name

    @property
    def seq(self) -> int:
        """The number of the newest changeset."""
        with self._database.reading() as connection:
            return changesets.head(connection)

    # --- reading

    def samples(self, version: str | int | None = None) -> pl.DataFrame:
        """Give all samples at a version (default: now), by id.

        Columns: sample, path, label, split, excluded (bool), tags (list), width and height
        (pixels), size (bytes), hash (SHA-256), format, origin, last_author, last_change
        (changeset, 0 = none since the import). Raises NotFound for an unknown version.
        """
        with self._database.reading() as connection:
            position = versions.position(connection, version)
            if position == changesets.head(connection):
                return versions.samples_now(connection)
            return versions.samples_at(connection, position)

    def sample(self, sample: int | str) -> Sample:
        """Give one sample by id or path; NotFound if there is none."""
        with self._database.reading() as connection:
            found = imports.sample(connection, sample)
        if found is None:
            what = f"sample {sample}" if isinstance(sample, int) else f"sample at {sample!r}"
            raise NotFound(f"there is no {what} in {self.name}")
        return found

    def classes(self) -> list[str]:
        """Give the class names in the order of their keys."""
        with self._database.reading() as connection:
            return classes.names(connection)

    def snapshot(self) -> Snapshot:
        """Give the columns of the present state; kept in memory and brought up to date here."""
        with self._lock, self._database.reading() as connection:
            if self._snapshot is not None and self._snapshot.seq < changesets.head(connection):
                news = _since(connection, self._snapshot.seq)
                self._snapshot = self._snapshot.advance(news)
            if self._snapshot is None:
                self._snapshot = snapshots.load(connection)
            return self._snapshot

    def status(self) -> Status:
        """Give the counts: samples by split and class, excluded, left out, versions."""
        from labelbook.book_status import status

        return status(self)

    def skipped(self) -> list[Skipped]:
        """Give every file that an import left out, with the reason."""
        with self._database.reading() as connection:
            return imports.skipped_files(connection)

    def changesets(
        self, *, before: int | None = None, limit: int = 50, author: str | None = None
    ) -> list[Changeset]:
        """Give changesets, newest first. before: only older ones than this number."""
        table = schema.changesets
        query = select(table).order_by(table.c.id.desc()).limit(limit)
        if before is not None:
            query = query.where(table.c.id < before)
        if author is not None:
            query = query.where(table.c.author == author)
        with self._database.reading() as connection:
            return [changesets.record(row) for row in connection.execute(query)]

    def changeset(self, changeset: int) -> Changeset:
        """Give one changeset; NotFound if there is none of this number."""
        with self._database.reading() as connection:
            return undo.get(connection, changeset)

    def changes(self, changeset: int) -> list[ChangeGroup]:
        """Give what one changeset changed."""
        with self._database.reading() as connection:
            undo.get(connection, changeset)
            return changesets.groups_of(connection, [changeset])[changeset]

    def changes_since(
        self, seq: int, *, limit_cells: int = 200_000
    ) -> list[tuple[Changeset, list[ChangeGroup]]] | None:
        """Give the changesets after `seq`, oldest first; None when they hold too many cells."""
        with self._database.reading() as connection:
            table = schema.changesets.c
            sizes = connection.execute(select(table.size).where(table.id > seq)).scalars()
            if sum(sizes) > limit_cells:
                return None
            return _since(connection, seq)

    def history(self, sample: int | str) -> list[HistoryEntry]:
        """Give every change of a sample with its changeset, newest first."""
        found = self.sample(sample)
        with self._database.reading() as connection:
            return changesets.history(connection, found.id)

    # --- images

    def image_path(self, sample: int) -> Path:
        """Give the image's file; NotFound when it is gone, Forbidden outside its source."""
        from labelbook.book_files import image_path

        return image_path(self.sample(sample))

    def image(self, sample: int) -> Thumbnail:
        """Give the whole image as a browser can show it."""
        from labelbook.book_files import image_path

        found = self.sample(sample)
        return thumbnails.displayable(image_path(found), found.hash, self._cache)

    def thumbnail(self, sample: int, size: int) -> Thumbnail:
        """Give the image no larger than `size` pixels a side, from the cache where it is there."""
        from labelbook.book_files import image_path

        found = self.sample(sample)
        return thumbnails.make(image_path(found), found.hash, size, self._cache)

    @property
    def _cache(self) -> Path:
        return self.directory / "cache"

    # --- writing: every call appends one changeset

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

        Raises Conflict (nothing is stored) when a cell is not what an edit's `before` says.
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
        """Give samples a label, None to take it away."""
        return self._set(samples, "label", label, author, message)

    def exclude(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Leave samples out of exports and training; they stay in the book."""
        return self._set(samples, "excluded", YES, author, message)

    def restore(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Take excluded samples back in."""
        return self._set(samples, "excluded", None, author, message)

    def set_split(
        self, samples: Samples, split: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Move samples to train, val or test."""
        return self._set(samples, "split", split, author, message)

    def tag(
        self, samples: Samples, tag: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Give samples a tag."""
        return self._set(samples, TAG_PREFIX + tag, YES, author, message)

    def untag(
        self, samples: Samples, tag: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Take a tag away from samples."""
        return self._set(samples, TAG_PREFIX + tag, None, author, message)

    def _set(
        self, samples: Samples, field: str, after: str | None, author: str, message: str
    ) -> Changeset | None:
        several = [samples] if isinstance(samples, int | str) else samples
        ids = [key if isinstance(key, int) else self.sample(key).id for key in several]
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
        """Append the inverse of a changeset and give it.

        Without a number: the newest that is not undone (of `by`, where given). Raises Conflict
        when a cell has moved since, unless skip_conflicts leaves those as they are.
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
        """Bring back what the undo of a changeset took away."""
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
        """Name a position of the journal (default: now)."""
        with self._database.writing() as connection:
            return versions.save(connection, name, author, note, at)

    def versions(self) -> list[Version]:
        """Give the named versions, the earliest position first."""
        with self._database.reading() as connection:
            return versions.everything(connection)

    def resolve_version(self, version: str | int | None) -> int:
        """Give the changeset of a version's name or number."""
        with self._database.reading() as connection:
            return versions.position(connection, version)

    # --- files in and out

    def import_(
        self,
        source: str | Path,
        *,
        split: str | None = None,
        images: str | Path | None = None,
        author: str = "labelbook",
        message: str = "",
        progress: Progress | None = None,
    ) -> ImportReport:
        """Add what is new in a folder, zip, CSV or parquet; list what is left out and why."""
        from labelbook.book_files import Order, bring_in

        order = Order(Path(source), split, Path(images) if images else None)
        return bring_in(self, self._database, [order], Origin(author, message, "import"), progress)

    def apply(self, edits: str | Path, *, author: str, message: str = "") -> ApplyReport:
        """Apply a CSV of edits as one changeset; BadInput when a line cannot be applied."""
        from labelbook.book_files import apply_edits

        return apply_edits(self, Path(edits), author, message)

    def export(
        self,
        out: str | Path,
        format: str,
        *,
        version: str | int | None = None,
        progress: Progress | None = None,
    ) -> ExportReport:
        """Write the book at a version; twice the same version gives the same bytes."""
        from labelbook.export import write

        return write(format, self.samples(version), self.image_path, Path(out), progress=progress)

    # --- settings

    def setting(self, key: str) -> str | None:
        """Give a setting of this book."""
        table = schema.settings.c
        with self._database.reading() as connection:
            return connection.execute(select(table.value).where(table.key == key)).scalar()

    def set_setting(self, key: str, value: str) -> None:
        """Keep a setting in this book."""
        table = schema.settings
        with self._database.writing() as connection:
            connection.execute(delete(table).where(table.c.key == key))
            connection.execute(insert(table).values(key=key, value=value))


def _since(connection: object, seq: int) -> list[tuple[Changeset, list[ChangeGroup]]]:
    from sqlalchemy import Connection

    assert isinstance(connection, Connection)
    table = schema.changesets
    query = select(table).where(table.c.id > seq).order_by(table.c.id)
    found = [changesets.record(row) for row in connection.execute(query)]
    groups = changesets.groups_of(connection, [changeset.id for changeset in found])
    return [(changeset, groups[changeset.id]) for changeset in found]


def open_book(path: str | Path) -> Book:
    """Open the book in a directory.

    Raises NotFound when there is none, BadInput when a newer labelbook made it, Damaged when its
    database cannot be read. A book of an older labelbook is backed up and upgraded.
    """
    directory = Path(path).expanduser().absolute()
    if not (directory / DATABASE).is_file():
        raise NotFound(
            f"there is no book in {path}: make one with `labelbook create {path} --from FOLDER`"
        )
    return Book(directory)


def create_book(
    directory: str | Path,
    source: str | Path,
    *,
    test: str | Path | None = None,
    images: str | Path | None = None,
    author: str = "labelbook",
    progress: Progress | None = None,
) -> tuple[Book, ImportReport]:
    """Make a book from a folder, zip, CSV or parquet; it appears whole or not at all.

    test: one more folder, whose images become the test split. images: where the relative paths
    of a table begin. Raises BadInput when the directory is taken or the source cannot be read.
    """
    from labelbook.book_files import Order, bring_in, fresh_directory

    target = Path(directory).expanduser().absolute()
    orders = [Order(Path(source), None, Path(images) if images else None)]
    if test is not None:
        orders.append(Order(Path(test), "test", None, prefix="test/"))
    with fresh_directory(target) as building:
        made = database.Database(database.sqlite_url(building / DATABASE))
        database.upgrade(made)
        made.close()
        with Book(building) as book:
            origin = Origin(author, f"create from {source}", "import")
            report = bring_in(book, book._database, orders, origin, progress)
            if not report.added:
                raise BadInput(
                    f"{source} holds no image that can be read "
                    f"({len(report.skipped)} files were left out): nothing was created"
                )
    return Book(target), report
