"""The namespace `book.files`: imports, exports, tables of edits, spreadsheets, the data card."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from labelbook.classes.service import Classes
from labelbook.columns.service import MetadataColumns
from labelbook.context import BookContext
from labelbook.core.types import Progress
from labelbook.exchange import check, clean, remote, sheets
from labelbook.exchange import preview as previews
from labelbook.exchange.card import FIELDS, PREFIX, Card, checked
from labelbook.exchange.check import FilesCheck, Moved
from labelbook.exchange.clean import Leftovers
from labelbook.exchange.edits_csv import ApplyReport, apply_edits, read_edits
from labelbook.exchange.export import DataSet, ExportReport, only, write
from labelbook.exchange.import_ import ImportOrder, ImportReport, ask, import_sources, with_images
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.jobs import ImportRequest
from labelbook.exchange.preview import Peek, Preview
from labelbook.exchange.remote import Source
from labelbook.exchange.sheets import SheetProposal
from labelbook.exchange.spreadsheet.records import SheetReading
from labelbook.exchange.uploads import Uploads
from labelbook.jobs.records import Job
from labelbook.journal.changesets import Origin
from labelbook.journal.news import FILES
from labelbook.journal.places import FilePlace
from labelbook.journal.records import Changeset, Edit


class Exchange:
    """Files that come into a book and leave it."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

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
        """Add what is new in a folder, an archive, a table, or at an address.

        split: for all of it, whatever its layout is. images: where a table's paths begin.
        options: how it is read, where that is to be settled. Raises NotFound when there is no
        source, BadInput when it cannot be read at all, Undecided when it can be read in several
        ways of which one would do harm.
        """
        options = with_images(options, images)
        with remote.local(source, self._ctx.cache, progress) as (place, temporary):
            order = ImportOrder(place, split, options=options, temporary=temporary)
            return import_sources(self._ctx, [order], Origin(author, message, "import"), progress)

    def preview(
        self,
        source: Source,
        *,
        split: str | None = None,
        options: ReadOptions | None = None,
    ) -> Preview:
        """Return how `import_` would read a source, and what of it the book has; stores nothing.

        Raises NotFound and BadInput as an import does.
        """
        return previews.of_import(self._ctx, source, split, options)

    @property
    def uploads(self) -> Uploads:
        """What people send from the page to be imported."""
        return Uploads(self._ctx.cache)

    def peek(self, upload: str, split: str | None, settings: Mapping[str, str]) -> Peek:
        """Look at an upload as an import would read it; close it in the end.

        settings: option -> value, as text. Raises what `import_` raises, but for Undecided.
        """
        source = self.uploads.source(upload)
        return Peek.open(source, split, ReadOptions().settled(settings), self._ctx)

    def import_later(
        self,
        upload: str,
        preview: Preview,
        *,
        author: str,
        split: str | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> Job:
        """Queue the import of an upload and start the job. preview: of the same options.

        Raises Undecided where something is to be settled first.
        """
        ask(Path(upload), preview.doubts, set(self._ctx.journal.classes()))
        request = ImportRequest(upload, author, "", split, dict(settings or {}))
        return self._ctx.jobs.request("import", asdict(request))

    def check(self, progress: Progress | None = None) -> FilesCheck:
        """Return which files were moved, changed, lost or came, by their content; changes nothing.

        Every file is read: a large book takes its time.
        """
        return check.check(self._ctx, progress)

    def missing(self) -> tuple[int, int]:
        """Return how many of some files are not there, and how many were looked for: quick."""
        return check.missing(self._ctx)

    def follow(self, moved: Sequence[Moved]) -> int:
        """Let samples lie where `check` found their files; labels, names and history stay."""
        return check.follow(self._ctx, moved)

    def take_changed(
        self, changed: Sequence[FilePlace], *, author: str, message: str = ""
    ) -> tuple[Changeset | None, list[tuple[str, str]]]:
        """Let samples have what their files hold now, as one changeset that cannot be undone.

        Also returns (path, reason) of those that are no image any more; these stay as they were.
        """
        return check.take(self._ctx, changed, Origin(author, message, FILES))

    def leftovers(self) -> Leftovers:
        """Return the files of the book's own images that nothing names, older than an hour."""
        return clean.leftovers(self._ctx)

    def clean(self) -> Leftovers:
        """Remove what `leftovers` returns; returns what was removed."""
        found = clean.leftovers(self._ctx)
        clean.remove(found)
        return found

    def apply(
        self,
        edits: str | Path,
        *,
        author: str,
        message: str = "",
        new_classes: Collection[str] = (),
    ) -> ApplyReport:
        """Apply a CSV of edits as one changeset (columns: docs/exchange.md).

        new_classes: those that are to be added although they are nearly one that is there. Raises
        NotFound when there is no such file, BadInput when a line cannot be applied; nothing is
        stored then.
        """
        return apply_edits(self._ctx, Path(edits), author, message, new_classes)

    def read_edits(self, edits: str | Path, *, new_classes: Collection[str] = ()) -> list[Edit]:
        """Return what `apply` would store, to forecast it first; raises what `apply` raises."""
        return read_edits(self._ctx, Path(edits), new_classes)[0]

    def export(
        self,
        out: str | Path,
        format: str,
        *,
        version: str | int | None = None,
        samples: Collection[int] | None = None,
        progress: Progress | None = None,
    ) -> ExportReport:
        """Write the book at a version; the same version gives the same bytes every time.

        samples: ids, to write only these; None = all. They need not all be there at the version.
        format: a name of `labelbook.exchange.export.exporters`. Raises BadInput for another format,
        a place that is taken or what the format cannot hold, NotFound for an unknown version or an
        image that is gone, Unavailable when the place cannot be written. Nothing is left behind.
        """
        data = data_set(self._ctx, version, samples)
        return write(format, data, Path(out), progress)

    def card(self) -> Card:
        """Return the data card: what people should know before they use the data set."""
        return _card(self._ctx)

    def set_card(self, **values: str) -> Card:
        """Fill in fields of the data card; BadInput for an unknown field or a bad value."""
        for name, value in checked(values).items():
            self._ctx.journal.set_setting(PREFIX + name, value)
        return self.card()

    def write_sheet(
        self,
        out: str | Path,
        format: str = "xlsx",
        *,
        samples: Collection[int] | None = None,
        progress: Progress | None = None,
    ) -> int:
        """Write samples as a spreadsheet to fill in, those with an issue first; returns how many.

        format: xlsx has the images and a list of classes to choose from, csv only text. samples:
        ids; None = all. Raises BadInput for a place that is taken, an unknown sample, or too many
        images for a workbook; nothing is left behind then.
        """
        return sheets.write(self._ctx, Path(out), format, samples, progress)

    def read_sheet(self, path: str | Path, *, good_rows: bool = False) -> SheetReading:
        """Return exactly what people changed in a spreadsheet that `write_sheet` wrote.

        Changes nothing in the book. Raises BadInput that names all rows for what cannot be: a
        formula, a huge text, an unknown sample or class, columns that were sorted apart.
        good_rows: take the other rows instead; what was left out is in the answer's `faults`.
        """
        return sheets.read(self._ctx, Path(path), good_rows)

    def propose_sheet(
        self,
        path: str | Path,
        *,
        author: str,
        name: str | None = None,
        good_rows: bool = False,
    ) -> SheetProposal:
        """Propose what people changed in a spreadsheet, with their comments, in a thread.

        A reviewer applies or declines it; cells that others changed since are conflicts there.
        name: of the file, as people know it. good_rows: as of `read_sheet`. Raises what
        `read_sheet` raises; nothing is stored then.
        """
        found = self.read_sheet(path, good_rows=good_rows)
        return sheets.propose(self._ctx, found, author, name or Path(path).name)


def data_set(
    ctx: BookContext, version: str | int | None = None, samples: Collection[int] | None = None
) -> DataSet:
    """Return a version of a book as it is exported; samples: ids, None = all.

    Raises BadInput where none of the samples is there, NotFound for an unknown version.
    """
    return DataSet(
        name=ctx.name,
        card=_card(ctx),
        samples=only(ctx.journal.samples(version), samples),
        image_of=ctx.files.path,
        version=version,
        ctx=ctx,
        columns=MetadataColumns(ctx).list(version),
        classes=tuple(Classes(ctx).list()),
    )


def _card(ctx: BookContext) -> Card:
    return Card(**{name: ctx.journal.setting(PREFIX + name) or "" for name in FIELDS})
