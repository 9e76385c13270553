"""Imports of images into a book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from labelbook.context import BookContext
from labelbook.core import blobs
from labelbook.core.limits import IMAGES
from labelbook.core.names import mended
from labelbook.core.types import ChangesetId, Progress
from labelbook.errors import BadInput, Undecided
from labelbook.exchange import clean, filling
from labelbook.exchange.class_table import ClassTold
from labelbook.exchange.filling import Filling
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.known import KnownImages, Said
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.names_read import NameRead, NamesRead
from labelbook.exchange.new_classes import alike
from labelbook.exchange.recognise import recognise
from labelbook.journal import column_store, places, undo
from labelbook.journal import samples as imports
from labelbook.journal.changesets import Origin
from labelbook.journal.classes import ClassEntry
from labelbook.journal.columns import Column
from labelbook.journal.database import Transaction
from labelbook.journal.records import SPLITS, Changeset, NewSample, Skipped

if TYPE_CHECKING:
    from labelbook.exchange.importers.common import Batch


@dataclass(frozen=True)
class ImportOrder:
    """One source to import. prefix: put before its paths. options: what people have settled.

    temporary: it does not stay where it is, so that its images go into the book.
    """

    source: Path
    split: str | None = None
    prefix: str = ""
    options: ReadOptions = field(default_factory=ReadOptions)
    temporary: bool = False


@dataclass(frozen=True)
class ImportReport:
    """What an import did. changeset: None when nothing was new. layout: how paths were read.

    unchanged: files that are in the book already; moved: those of them whose old folder is gone,
    so that they are now taken from here. names: classes and tags that were read as others. doubts:
    what may have been read wrongly, a sentence each. faulty: new samples whose files are damaged,
    and how. filling: what became of cells of samples that were there.
    """

    changeset: Changeset | None
    added: int
    unchanged: int
    moved: int
    skipped: tuple[Skipped, ...]
    layout: str
    names: tuple[NameRead, ...] = ()
    doubts: tuple[str, ...] = ()
    faulty: tuple[tuple[str, str], ...] = ()
    filling: Filling = field(default_factory=Filling)


def import_sources(
    ctx: BookContext,
    orders: Sequence[ImportOrder],
    origin: Origin,
    progress: Progress | None,
) -> ImportReport:
    """Read sources and store what is new as one changeset, in one transaction at the end."""
    if any(order.split not in (None, *SPLITS) for order in orders):
        raise BadInput(f"{orders[0].split!r} is no split: use train, val or test")
    # The book's own images wait beside their final place: a full disk or a cancel leaves nothing
    # behind, and what a killed import leaves is known by its folder (`clean`).
    with clean.incoming(ctx.directory / IMAGES) as store:
        read = _read(ctx, orders, store, progress)
        clean.move_in(store, ctx.directory / IMAGES)
        return _store(ctx, read, origin)


def _read(
    ctx: BookContext, orders: Sequence[ImportOrder], store: Path, progress: Progress | None
) -> _ReadSources:
    from labelbook.exchange import importers

    with ctx.database.reading() as connection:
        known = imports.known_files(connection)
    classes = set(ctx.journal.classes())
    read = _ReadSources(differing=orders[0].options.differing)
    done = 0
    book = known_images(ctx)
    for order in orders:
        reading = importers.read(
            order.source,
            images_store=store,
            known=known,
            split=order.split,
            prefix=order.prefix,
            options=order.options,
            book=book,
        )
        truths = reading.told.folders
        said = [read.names.said(each, truths) for each in reading.said]
        try:
            ask(order.source, reading.doubts, classes)
            ask(order.source, _differing(ctx, said, reading.columns, order.options), classes)
        except Undecided:
            reading.close()
            raise
        read.doubts += [doubt.says for doubt in reading.doubts]
        labels = {mended(item.label) or "" for item in reading.items if item.label} - {""}
        read.doubts += alike(labels, classes)
        classes |= labels
        samples: list[NewSample] = []
        unchanged: list[str] = []
        # The book's own images move with it.
        own = reading.kind == "book" or order.temporary
        with ended(reading.batches) as batches:
            for batch in batches:
                came = [
                    filling.fitting(read.names.of(sample, truths), book.columns, read.unfit)
                    for sample in batch.samples
                ]
                if own and reading.kind != "book":
                    came = [_stored(each, reading.folder, store) for each in came]
                samples += came
                read.skipped += batch.skipped
                read.faulty += batch.faulty
                unchanged += batch.unchanged
                done += len(batch.samples) + len(batch.skipped) + len(batch.unchanged)
                if progress is not None:
                    progress(done, reading.total)
        known = {**known, **{sample.path: sample.hash for sample in samples}}
        place = ("book", Path(IMAGES)) if own else (reading.kind, reading.folder)
        found = _Found(*place, samples, unchanged, reading.columns, said)
        read.found.append(replace(found, prefix=order.prefix, classes=reading.told.classes))
        read.layouts.append(reading.layout)
    return read


def _stored(sample: NewSample, folder: Path, store: Path) -> NewSample:
    """The sample with its file in the book's own store."""
    data = (folder / sample.location).read_bytes()
    suffix = PurePosixPath(sample.location).suffix
    return replace(sample, location=blobs.add(store, data, suffix))


@contextmanager
def ended(batches: Iterator[Batch]) -> Iterator[Iterator[Batch]]:
    """Yield batches; afterwards nobody works on them any more, also when they were not all read.

    A worker that goes on would write images after what waits was taken away.
    """
    try:
        yield batches
    finally:
        if isinstance(batches, Generator):
            batches.close()


def known_images(ctx: BookContext) -> KnownImages:
    """Return the samples of a book for those who read sources."""

    def load() -> Sequence[places.FilePlace]:
        with ctx.database.reading() as connection:
            return places.places(connection)

    with ctx.database.reading() as connection:
        columns = {each.column.name: each.column for each in column_store.present(connection)}
    return KnownImages(ctx.directory, load, columns)


def _differing(
    ctx: BookContext, said: Sequence[Said], columns: Sequence[Column], options: ReadOptions
) -> list[Doubt]:
    """What people are asked where a source says other things of samples than the book does."""
    if options.differing is not None or not said:
        return []
    with ctx.database.reading() as connection:
        question = filling.compare(connection, said, columns, None).question()
    return [] if question is None else [question]


def with_images(options: ReadOptions | None, images: str | Path | None) -> ReadOptions:
    """Return how a source is read, with the folder where a table's paths begin."""
    options = options or ReadOptions()
    return options if images is None else replace(options, images=Path(images))


def ask(source: Path, doubts: Sequence[Doubt], classes: Collection[str]) -> None:
    """Raise Undecided where a source may be read wrongly in a way that does harm.

    classes: that the book has.
    """
    asking = (each for each in doubts if each.asks and not (each.in_empty and classes))
    asked = next(asking, None)
    if asked is not None:
        raise Undecided(f"{source}: {asked.says}", asked.answers)


@dataclass(frozen=True)
class _Found:
    """The contents of one source. unchanged: paths of content that the book has."""

    kind: str
    folder: Path
    samples: list[NewSample]
    unchanged: list[str]
    columns: tuple[Column, ...] = ()
    said: Sequence[Said] = ()
    prefix: str = ""
    classes: tuple[ClassTold, ...] = ()


@dataclass
class _ReadSources:
    """What all sources of an import hold.

    differing: what counts where the book says other. unfit: column -> values that it cannot hold.
    """

    differing: str | None = None
    found: list[_Found] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    layouts: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    names: NamesRead = field(default_factory=NamesRead)
    faulty: list[tuple[str, str]] = field(default_factory=list)
    unfit: Counter[str] = field(default_factory=Counter)


def _store(ctx: BookContext, read: _ReadSources, origin: Origin) -> ImportReport:
    with ctx.database.writing() as connection:
        sorted_ = _Sorted(ctx.directory, connection, read)
        columns = [column for each in read.found for column in each.columns]
        said = [each for found in read.found for each in found.said]
        filled = filling.compare(connection, said, columns, read.differing)
        question = filled.question()
        if question is not None and read.differing is None:
            # Somebody changed the book since the source was looked at.
            raise Undecided(question.says, question.answers)
        absent = imports.absent(connection)
        returning = [absent[path] for path in sorted_.unchanged if path in absent]
        added = sum(len(samples) for _, _, samples in sorted_.fresh) + len(returning)
        listed = {(item.path, item.reason) for item in imports.skipped_files(connection)}
        news = [item for item in read.skipped if item not in listed]
        made = None
        if added or news or filled.edits:
            made = imports.append_import(
                connection,
                sorted_.fresh,
                news,
                origin,
                returning=returning,
                columns=columns,
                edits=filled.edits,
                described=[entry for each in read.found for entry in _entries(each.classes)],
            )
        return ImportReport(
            changeset=None if made is None else undo.get(connection, made),
            added=added,
            unchanged=len(sorted_.unchanged) - len(returning),
            moved=sorted_.moved,
            skipped=tuple(
                Skipped(made or ChangesetId(0), path, reason) for path, reason in read.skipped
            ),
            layout="; ".join(read.layouts),
            names=read.names.told(),
            doubts=(*read.doubts, *sorted_.says, *filling.left_out(read.unfit)),
            faulty=tuple(read.faulty),
            filling=filled,
        )


def _entries(told: Sequence[ClassTold]) -> list[tuple[str, ClassEntry]]:
    return [
        (each.name, ClassEntry(place, each.description, each.key, each.colour))
        for place, each in enumerate(told)
    ]


class _Sorted:
    """What was read, sorted by what the book knows of it now: others may have imported meanwhile.

    fresh: for each source its kind, its folder, and its new samples. unchanged: paths of those that
    are in the book. moved: how many of these are found again elsewhere; says: of them.
    """

    def __init__(self, book: Path, connection: Transaction, read: _ReadSources) -> None:
        known = imports.known_files(connection)
        self.unchanged = [path for each in read.found for path in each.unchanged]
        self.fresh: list[tuple[str, Path, Sequence[NewSample]]] = []
        self.moved = 0
        self.says: list[str] = []
        for each in read.found:
            new = [item for item in each.samples if item.path not in known]
            self.moved += imports.relocate(connection, each.kind, each.folder, each.unchanged)
            copies = {each.prefix + said.item for said in each.said if said.item is not None}
            if known and each.kind == "folder":
                seen = recognise(book, connection, each.folder, new, copies)
                places.relocate(connection, each.folder, seen.moved)
                self.moved += len(seen.moved)
                self.unchanged += seen.again
                self.says += seen.says
                new = list(seen.fresh)
            self.fresh.append((each.kind, each.folder, new))
