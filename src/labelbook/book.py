"""The book as one thing: everyday verbs, and a namespace for each room."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeVar, cast, overload

from labelbook.context import BookContext

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import polars as pl

    from labelbook.canvas.service import Canvas
    from labelbook.core.types import Progress
    from labelbook.discuss.rules_service import Rules
    from labelbook.discuss.service import Discussion
    from labelbook.discuss.voting_service import Votes
    from labelbook.evaluate.service import Evaluation
    from labelbook.exchange.export import ExportReport
    from labelbook.exchange.import_ import ImportReport
    from labelbook.exchange.service import Exchange
    from labelbook.grow.service import Growth
    from labelbook.images.thumbnails import Thumbnail
    from labelbook.issues.service import Issues
    from labelbook.jobs.service import Jobs
    from labelbook.journal.journal import Journal, Samples
    from labelbook.journal.records import Changeset, Edit, HistoryEntry, Sample, Version
    from labelbook.maps.service import Maps
    from labelbook.report.service import Reports
    from labelbook.report.status import Status


T = TypeVar("T")


class Room(Generic[T]):
    """A namespace of a book: the service of a room, loaded and made at its first use."""

    def __init__(self, module: str, service: str) -> None:
        self._module = module
        self._service = service

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @property
    def service(self) -> type[T]:
        """The class that the namespace is made of."""
        service: type[T] = getattr(import_module(self._module), self._service)
        return service

    @overload
    def __get__(self, book: None, owner: type) -> Self: ...

    @overload
    def __get__(self, book: Book, owner: type) -> T: ...

    def __get__(self, book: Book | None, owner: type) -> T | Self:
        if book is None:
            return self
        make = cast("Callable[[BookContext], T]", self.service)
        service = make(book.context)
        # Found before this descriptor from now on.
        book.__dict__[self._name] = service
        return service


class Book:
    """A base of samples plus a journal of decisions, in one directory.

    Use `labelbook.open` or `labelbook.create`. Methods may be called from several threads. All of
    them raise errors of `labelbook.errors`; a method that raises has changed nothing.
    """

    def __init__(self, directory: Path) -> None:
        self.context = BookContext.open(directory)
        """What the rooms are given; for those who build on them."""

    def __enter__(self) -> Self:
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
        self.context.close()

    @property
    def directory(self) -> Path:
        """The directory that the book lies in."""
        return self.context.directory

    @property
    def name(self) -> str:
        """The directory's name."""
        return self.context.name

    @property
    def seq(self) -> int:
        """The number of the newest changeset."""
        return self.context.journal.seq

    # Namespaces, in the order in which they stand on each other. A room is loaded at first use.

    @property
    def journal(self) -> Journal:
        """Changesets, positions and settings."""
        return self.context.journal

    @property
    def jobs(self) -> Jobs:
        """Long work in the background."""
        return self.context.jobs

    map: Room[Maps] = Room("labelbook.maps.service", "Maps")
    """Embeddings, maps, neighbours."""

    issues: Room[Issues] = Room("labelbook.issues.service", "Issues")
    """What is probably wrong, and a better split."""

    runs: Room[Evaluation] = Room("labelbook.evaluate.service", "Evaluation")
    """Runs of a fixed model, comparisons, forecasts."""

    talk: Room[Discussion] = Room("labelbook.discuss.service", "Discussion")
    """Threads and proposals."""

    votes: Room[Votes] = Room("labelbook.discuss.voting_service", "Votes")
    """Links for experts, and blind votes."""

    rules: Room[Rules] = Room("labelbook.discuss.rules_service", "Rules")
    """The label book: rules, precedents, contradictions."""

    growth: Room[Growth] = Room("labelbook.grow.service", "Growth")
    """Label laws, recipes, new samples, candidates."""

    canvas: Room[Canvas] = Room("labelbook.canvas.service", "Canvas")
    """Drawing: pieces, guesses, what to draw from next."""

    files: Room[Exchange] = Room("labelbook.exchange.service", "Exchange")
    """Imports, exports, tables of edits, spreadsheets, the data card."""

    report: Room[Reports] = Room("labelbook.report.service", "Reports")
    """The report, and why a sample is labelled as it is."""

    # Everyday verbs.

    def samples(self, version: str | int | None = None) -> pl.DataFrame:
        """Return all samples at a version (default: now), by id.

        Columns: sample, path, label, split, excluded (bool), tags (list), width and height
        (pixels), size (bytes), hash (SHA-256), format, origin, last_author, last_change
        (changeset, 0 = none since the import). Raises NotFound for an unknown version.
        """
        return self.context.journal.samples(version)

    def sample(self, sample: int | str) -> Sample:
        """Return one sample by id or path; NotFound if there is none."""
        return self.context.journal.sample(sample)

    def classes(self) -> list[str]:
        """Return the class names in the order of their keys."""
        return self.context.journal.classes()

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

        Raises Conflict when a cell is not what an edit's `before` says, BadInput for a value that a
        field cannot hold, NotFound for an unknown sample. Nothing is stored then.
        """
        return self.context.journal.edit(edits, author=author, message=message, tool=tool, key=key)

    def relabel(
        self, samples: Samples, label: str | None, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Return samples a label, None to take it away.

        Raises NotFound for an unknown sample, BadInput for a name that cannot be a class.
        """
        return self.context.journal.relabel(samples, label, author=author, message=message)

    def exclude(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Leave samples out of exports and training; they stay in the book.

        Raises NotFound for an unknown sample.
        """
        return self.context.journal.exclude(samples, author=author, message=message)

    def restore(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Take excluded samples back in; NotFound for an unknown sample."""
        return self.context.journal.restore(samples, author=author, message=message)

    def set_split(
        self, samples: Samples, split: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Move samples to train, val or test.

        Raises NotFound for an unknown sample, BadInput for another split.
        """
        return self.context.journal.set_split(samples, split, author=author, message=message)

    def tag(
        self, samples: Samples, tag: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Return samples a tag.

        Raises NotFound for an unknown sample, BadInput for a name that cannot be a tag.
        """
        return self.context.journal.tag(samples, tag, author=author, message=message)

    def untag(
        self, samples: Samples, tag: str, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Take a tag away from samples; NotFound for an unknown sample."""
        return self.context.journal.untag(samples, tag, author=author, message=message)

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
        when a cell has moved since, unless skip_conflicts leaves those as they are; NotFound for an
        unknown changeset, BadInput when it is undone already or there is nothing to undo.
        """
        return self.context.journal.undo(
            changeset, author=author, by=by, message=message, skip_conflicts=skip_conflicts, key=key
        )

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
        return self.context.journal.redo(
            changeset, author=author, message=message, skip_conflicts=skip_conflicts, key=key
        )

    def history(self, sample: int | str) -> list[HistoryEntry]:
        """Return every change of a sample with its changeset, newest first.

        Raises NotFound if there is no such sample.
        """
        return self.context.journal.history(sample)

    def versions(self) -> list[Version]:
        """Return the named versions, the earliest position first."""
        return self.context.journal.versions()

    def save_version(
        self, name: str, *, author: str, note: str = "", at: int | None = None
    ) -> Version:
        """Name a position of the journal (default: now).

        Raises BadInput when the name is taken or no name, NotFound when there is no changeset `at`.
        """
        return self.context.journal.save_version(name, author=author, note=note, at=at)

    def image_path(self, sample: int) -> Path:
        """Return the image's file; NotFound when it is gone, Forbidden outside its source."""
        return self.context.files.path(sample)

    def image(self, sample: int) -> Thumbnail:
        """Return the whole image as a browser can show it.

        Raises NotFound when its file is gone, BadInput when it can no longer be decoded.
        """
        return self.context.files.image(sample)

    def thumbnail(self, sample: int, size: int) -> Thumbnail:
        """Return the image no larger than `size` pixels a side; raises as `image` does."""
        return self.context.files.thumbnail(sample, size)

    def status(self) -> Status:
        """Return the counts: samples by split and class, excluded, left out, versions, issues."""
        from labelbook.report.status import status

        return status(self.context)

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
        """Add what is new in a folder, zip, CSV or parquet; list what is left out and why.

        split: for all of it, whatever its layout says. images: where a table's paths begin. Raises
        NotFound when there is no source, BadInput when it cannot be read at all.
        """
        return self.files.import_(
            source, split=split, images=images, author=author, message=message, progress=progress
        )

    def export(
        self,
        out: str | Path,
        format: str,
        *,
        version: str | int | None = None,
        progress: Progress | None = None,
    ) -> ExportReport:
        """Write the book at a version; twice the same version gives the same bytes.

        format: folder, zip, csv, parquet, xlsx, contest, croissant, or what a plugin adds. Raises
        BadInput for another format, a place that is taken or what the format cannot hold, NotFound
        for an unknown version or an image that is gone, Unavailable when the place cannot be
        written. Nothing is left behind.
        """
        return self.files.export(out, format, version=version, progress=progress)
