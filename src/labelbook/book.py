"""The book as one thing: everyday verbs, and a namespace for each room."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from labelbook.context import BookContext
from labelbook.exchange.views import Views
from labelbook.namespaces import Room

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from labelbook.canvas.service import Canvas
    from labelbook.classes.service import Classes
    from labelbook.columns.service import MetadataColumns
    from labelbook.core.types import ChangesetId, Progress
    from labelbook.discuss.rules_service import Rules
    from labelbook.discuss.service import Discussion
    from labelbook.discuss.voting_service import Votes
    from labelbook.evaluate.service import Evaluation
    from labelbook.exchange.import_ import ImportReport
    from labelbook.exchange.importers.options import ReadOptions
    from labelbook.exchange.remote import Source
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
    from labelbook.unlabelled.service import UnlabelledImages

    Made = Changeset | None


class Book(Views):
    """A base of samples plus a journal of decisions, in one directory.

    Use `labelbook.open` or `labelbook.create`. Methods may be called from several threads. All of
    them raise errors of `labelbook.errors`; a method that raises has changed nothing. The verbs are
    those of `journal` and `files`, which say more of what they take and raise.
    """

    def __init__(self, directory: Path) -> None:
        self.context = BookContext.open(directory)
        """What the rooms are given; for those who build on them."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
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
    def seq(self) -> ChangesetId:
        """The number of the newest changeset."""
        return self.context.journal.seq

    # Namespaces; each may use those before it. A room is loaded at first use.

    @property
    def journal(self) -> Journal:
        """Changesets, positions and settings."""
        return self.context.journal

    @property
    def jobs(self) -> Jobs:
        """Long work in the background."""
        return self.context.jobs

    classes: Room[Classes] = Room("labelbook.classes.service", "Classes")
    """Names of the classes when called; renames, merges, removes, orders, describes them."""
    columns: Room[MetadataColumns] = Room("labelbook.columns.service", "MetadataColumns")
    """Metadata columns: what there is, and what the samples hold in them."""
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
    unlabelled: Room[UnlabelledImages] = Room("labelbook.unlabelled.service", "UnlabelledImages")
    """Images without a label, in the order in which to label them, with suggestions."""
    growth: Room[Growth] = Room("labelbook.grow.service", "Growth")
    """Label laws, recipes, new samples, candidates."""
    canvas: Room[Canvas] = Room("labelbook.canvas.service", "Canvas")
    """Drawing: pieces, guesses, what to draw from next."""
    files: Room[Exchange] = Room("labelbook.exchange.service", "Exchange")
    """Imports, exports, tables of edits, spreadsheets, the data card."""
    report: Room[Reports] = Room("labelbook.report.service", "Reports")
    """The report, and why a sample is labelled as it is."""

    def samples(self, version: str | int | None = None) -> pl.DataFrame:
        """Return all samples at a version (default: now); NotFound for an unknown version."""
        return self.context.journal.samples(version)

    def sample(self, sample: int | str) -> Sample:
        """Return one sample by id or path; NotFound if there is none."""
        return self.context.journal.sample(sample)

    def edit(
        self,
        edits: Sequence[Edit],
        *,
        author: str,
        message: str = "",
        tool: str = "python",
        key: str | None = None,
    ) -> Changeset | None:
        """Set cells, or raise Conflict, BadInput or NotFound; None when nothing would change."""
        return self.context.journal.edit(edits, author=author, message=message, tool=tool, key=key)

    def relabel(
        self, samples: Samples, label: str | None, *, author: str, message: str = ""
    ) -> Made:
        """Set the label of samples, None to take it away; NotFound, BadInput for a bad name."""
        return self.context.journal.relabel(samples, label, author=author, message=message)

    def exclude(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Leave samples out of exports and training; NotFound for an unknown sample."""
        return self.context.journal.exclude(samples, author=author, message=message)

    def restore(self, samples: Samples, *, author: str, message: str = "") -> Changeset | None:
        """Take excluded samples back in; NotFound for an unknown sample."""
        return self.context.journal.restore(samples, author=author, message=message)

    def set_split(self, samples: Samples, split: str, *, author: str, message: str = "") -> Made:
        """Move samples to train, val or test; NotFound, BadInput for another split."""
        return self.context.journal.set_split(samples, split, author=author, message=message)

    def tag(self, samples: Samples, tag: str, *, author: str, message: str = "") -> Made:
        """Add a tag to samples; NotFound, BadInput for a name that cannot be a tag."""
        return self.context.journal.tag(samples, tag, author=author, message=message)

    def untag(self, samples: Samples, tag: str, *, author: str, message: str = "") -> Made:
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
        """Undo a changeset, else the newest (of `by`); Conflict, NotFound or BadInput."""
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
        """Bring back what an undo took away; Conflict, NotFound or BadInput."""
        return self.context.journal.redo(
            changeset, author=author, message=message, skip_conflicts=skip_conflicts, key=key
        )

    def history(self, sample: int | str) -> list[HistoryEntry]:
        """Return every change of a sample, newest first; NotFound for an unknown sample."""
        return self.context.journal.history(sample)

    def versions(self) -> list[Version]:
        """Return the named versions, the earliest position first."""
        return self.context.journal.versions()

    def save_version(
        self, name: str, *, author: str, note: str = "", at: int | None = None
    ) -> Version:
        """Name a position of the journal (default: now); BadInput or NotFound."""
        return self.context.journal.save_version(name, author=author, note=note, at=at)

    def image_path(self, sample: int) -> Path:
        """Return the image's file; NotFound when it is gone, Forbidden outside its source."""
        return self.context.files.path(sample)

    def image(self, sample: int) -> Thumbnail:
        """Return the whole image for a browser; NotFound or BadInput where it cannot be had."""
        return self.context.files.image(sample)

    def thumbnail(self, sample: int, size: int) -> Thumbnail:
        """Return the image, at most `size` pixels a side; raises as `image` does."""
        return self.context.files.thumbnail(sample, size)

    def status(self) -> Status:
        """Return the counts: samples by split and class, excluded, left out, versions, issues."""
        from labelbook.report.status import status

        return status(self.context)

    def import_(
        self,
        source: Source,
        *,
        split: str | None = None,
        images: str | Path | None = None,
        options: ReadOptions | None = None,
        author: str = "labelbook",
        message: str = "",
        progress: Progress | None = None,
    ) -> ImportReport:
        """Add what is new (`files.import_`); NotFound, BadInput or Undecided for a bad source."""
        by = {"author": author, "message": message}
        return self.files.import_(
            source, split=split, images=images, options=options, progress=progress, **by
        )
