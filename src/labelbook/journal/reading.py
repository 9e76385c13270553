"""What a book tells: samples, history, versions, images."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from labelbook.context import Ground
from labelbook.errors import NotFound
from labelbook.journal import (
    changesets,
    classes,
    undo,
    versions,
)
from labelbook.journal import (
    news as arrivals,
)
from labelbook.journal import (
    samples as imports,
)
from labelbook.journal.records import (
    ChangeGroup,
    Changeset,
    Edit,
    HistoryEntry,
    News,
    Sample,
    Skipped,
    Version,
)
from labelbook.journal.tables import samples as schema

if TYPE_CHECKING:
    import polars as pl

    from labelbook.images.thumbnails import Thumbnail
    from labelbook.journal.dry_run import Rehearsal
    from labelbook.journal.snapshot import Snapshot


MANY_CELLS = 200_000
"""Changes that are worth telling one by one; of more, the columns are read anew."""


class Reading(Ground):
    """The questions that one can ask a book; none of them changes it."""

    def samples(self, version: str | int | None = None) -> pl.DataFrame:
        """Give all samples at a version (default: now), by id.

        Columns: sample, path, label, split, excluded (bool), tags (list), width and height
        (pixels), size (bytes), hash (SHA-256), format, origin, last_author, last_change
        (changeset, 0 = none since the import). Raises NotFound for an unknown version.
        """
        from labelbook.journal import frames

        with self._database.reading() as connection:
            position = versions.position(connection, version)
            if position == changesets.head(connection):
                return frames.now(connection)
            return frames.at(connection, position)

    def cells_file(self, version: str | int | None = None) -> bytes:
        """Give the cells at a version as a columns file: id, label, split, excluded.

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
        from labelbook.journal import kept_snapshot
        from labelbook.journal import snapshot as snapshots

        with self._lock, self._database.reading() as connection:
            found = self._snapshot or kept_snapshot.load(connection, self._cache)
            if found is not None and found.seq < changesets.head(connection):
                news = _since(connection, found.seq)
                found = None if news is None else found.advance(news)
            if found is None:
                found = snapshots.load(connection)
                kept_snapshot.keep(connection, self._cache, found)
            self._snapshot = found
            return found

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
        """Give what one changeset changed; NotFound if there is none of this number."""
        with self._database.reading() as connection:
            undo.get(connection, changeset)
            return changesets.groups_of(connection, [changeset])[changeset]

    def rehearse(self, edits: Sequence[Edit]) -> Rehearsal:
        """Say what edits would change, in words; raises what making them would raise."""
        from labelbook.journal import dry_run

        with self._database.reading() as connection:
            return dry_run.rehearse(connection, edits)

    def made(self, rehearsed: Rehearsal, since: int) -> Changeset | None:
        """Give the changeset after `since` that did what was rehearsed; None if none did."""
        from labelbook.journal import dry_run

        with self._database.reading() as connection:
            return dry_run.made(connection, rehearsed, since)

    def news_of(self, changeset: int) -> News:
        """Give one changeset with what it moved; NotFound if there is none of this number."""
        with self._database.reading() as connection:
            return arrivals.news(connection, [undo.get(connection, changeset)])[0]

    def news_since(self, seq: int) -> list[News] | None:
        """Give the changesets after `seq`, oldest first; None when they hold too many cells."""
        with self._database.reading() as connection:
            return _since(connection, seq)

    def changes_since(self, seq: int) -> list[tuple[Changeset, list[ChangeGroup]]] | None:
        """Give the same without the samples that came."""
        news = self.news_since(seq)
        return None if news is None else [(item.changeset, item.groups) for item in news]

    def history(self, sample: int | str) -> list[HistoryEntry]:
        """Give every change of a sample with its changeset, newest first.

        Raises NotFound if there is no such sample.
        """
        found = self.sample(sample)
        with self._database.reading() as connection:
            return changesets.history(connection, found.id)

    def versions(self) -> list[Version]:
        """Give the named versions, the earliest position first."""
        with self._database.reading() as connection:
            return versions.everything(connection)

    def resolve_version(self, version: str | int | None) -> int:
        """Give the changeset of a version's name or number; NotFound if there is none."""
        with self._database.reading() as connection:
            return versions.position(connection, version)

    def setting(self, key: str) -> str | None:
        """Give a setting of this book."""
        table = schema.settings.c
        with self._database.reading() as connection:
            return connection.execute(select(table.value).where(table.key == key)).scalar()

    def image_path(self, sample: int) -> Path:
        """Give the image's file; NotFound when it is gone, Forbidden outside its source."""
        from labelbook.exchange.import_ import image_path

        return image_path(self.directory, self.sample(sample))

    def image(self, sample: int) -> Thumbnail:
        """Give the whole image as a browser can show it.

        Raises NotFound when its file is gone, BadInput when it can no longer be decoded.
        """
        from labelbook.exchange.import_ import image_path
        from labelbook.images import thumbnails

        found = self.sample(sample)
        return thumbnails.displayable(image_path(self.directory, found), found.hash, self._cache)

    def thumbnail(self, sample: int, size: int) -> Thumbnail:
        """Give the image no larger than `size` pixels a side, from the cache where it is there.

        Raises NotFound when its file is gone, BadInput when it can no longer be decoded.
        """
        from labelbook.exchange.import_ import image_path
        from labelbook.images import thumbnails

        found = self.sample(sample)
        return thumbnails.make(image_path(self.directory, found), found.hash, size, self._cache)


def _since(connection: Connection, seq: int) -> list[News] | None:
    table = schema.changesets
    sizes = connection.execute(
        select(table.c.size + table.c.added).where(table.c.id > seq)
    ).scalars()
    if sum(sizes) > MANY_CELLS:
        return None
    query = select(table).where(table.c.id > seq).order_by(table.c.id)
    return arrivals.news(connection, [changesets.record(row) for row in connection.execute(query)])
