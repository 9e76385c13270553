"""Imports of images into a book, and CSVs of edits."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.context import BookContext
from labelbook.core import names
from labelbook.core.limits import IMAGES
from labelbook.core.types import Progress
from labelbook.errors import BadInput, LabelbookError, NotFound, Undecided
from labelbook.exchange import class_table, clean
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.names_read import NameRead, NamesRead
from labelbook.exchange.recognise import recognise
from labelbook.journal import places, undo
from labelbook.journal import samples as imports
from labelbook.journal.changesets import Origin
from labelbook.journal.columns import Column
from labelbook.journal.records import (
    SPLITS,
    TAG_PREFIX,
    YES,
    Changeset,
    Edit,
    NewSample,
    Skipped,
)

if TYPE_CHECKING:
    import polars as pl

    from labelbook.exchange.importers.common import Batch


SHOWN_LINES = 5
LONGEST_ID = 10
"""Digits of a sample's number."""


@dataclass(frozen=True)
class ImportOrder:
    """One source to import. prefix: put before its paths. options: what people have settled."""

    source: Path
    split: str | None = None
    prefix: str = ""
    options: ReadOptions = field(default_factory=ReadOptions)


@dataclass(frozen=True)
class ImportReport:
    """What an import did. changeset: None when nothing was new. layout: how paths were read.

    unchanged: files that are in the book already; moved: those of them whose old folder is gone,
    so that they are now taken from here. names: classes and tags that were read as others. doubts:
    what may have been read wrongly, a sentence each. faulty: new samples whose files are damaged,
    and how.
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


@dataclass(frozen=True)
class ApplyReport:
    """What a CSV of edits did. applied: changed cells; unchanged: the others."""

    changeset: Changeset | None
    applied: int
    unchanged: int


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
    read = _ReadSources()
    done = 0
    for order in orders:
        reading = importers.read(
            order.source,
            images_store=store,
            known=known,
            split=order.split,
            prefix=order.prefix,
            options=order.options,
        )
        try:
            ask(order.source, reading.doubts, classes)
        except Undecided:
            reading.close()
            raise
        read.doubts += [doubt.says for doubt in reading.doubts]
        classes |= {item.label for item in reading.items if item.label is not None}
        truths = class_table.of_source(order.source)
        samples: list[NewSample] = []
        unchanged: list[str] = []
        with ended(reading.batches) as batches:
            for batch in batches:
                samples += [read.names.of(sample, truths) for sample in batch.samples]
                read.skipped += batch.skipped
                read.faulty += batch.faulty
                unchanged += batch.unchanged
                done += len(batch.samples) + len(batch.skipped) + len(batch.unchanged)
                if progress is not None:
                    progress(done, reading.total)
        known = {**known, **{sample.path: sample.hash for sample in samples}}
        # The book's own images move with it.
        folder = Path(IMAGES) if reading.kind == "book" else reading.folder
        read.found.append(_Found(reading.kind, folder, samples, unchanged, reading.columns))
        read.layouts.append(reading.layout)
    return read


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


@dataclass
class _ReadSources:
    """What all sources of an import hold."""

    found: list[_Found] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    layouts: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    names: NamesRead = field(default_factory=NamesRead)
    faulty: list[tuple[str, str]] = field(default_factory=list)


def _store(ctx: BookContext, read: _ReadSources, origin: Origin) -> ImportReport:
    with ctx.database.writing() as connection:
        # Somebody else may have imported meanwhile.
        known = imports.known_files(connection)
        unchanged = [path for each in read.found for path in each.unchanged]
        fresh: list[tuple[str, Path, Sequence[NewSample]]] = []
        moved, says = 0, list(read.doubts)
        for each in read.found:
            new = [item for item in each.samples if item.path not in known]
            moved += imports.relocate(connection, each.kind, each.folder, each.unchanged)
            if known and each.kind == "folder":
                seen = recognise(ctx.directory, connection, each.folder, new)
                places.relocate(connection, each.folder, seen.moved)
                moved += len(seen.moved)
                unchanged += seen.again
                says += seen.says
                new = list(seen.fresh)
            fresh.append((each.kind, each.folder, new))
        absent = imports.absent(connection)
        returning = [absent[path] for path in unchanged if path in absent]
        added = sum(len(samples) for _, _, samples in fresh) + len(returning)
        listed = {(item.path, item.reason) for item in imports.skipped_files(connection)}
        news = [item for item in read.skipped if item not in listed]
        made = None
        if added or news:
            columns = [column for each in read.found for column in each.columns]
            made = imports.append_import(
                connection, fresh, news, origin, returning=returning, columns=columns
            )
        return ImportReport(
            changeset=None if made is None else undo.get(connection, made),
            added=added,
            unchanged=len(unchanged) - len(returning),
            moved=moved,
            skipped=tuple(Skipped(made or 0, path, reason) for path, reason in read.skipped),
            layout="; ".join(read.layouts),
            names=read.names.told(),
            doubts=tuple(says),
            faulty=tuple(read.faulty),
        )


def apply_edits(
    ctx: BookContext, path: Path, author: str, message: str, new_classes: Collection[str] = ()
) -> ApplyReport:
    """Read a CSV of edits and store all of it, or nothing."""
    edits, table = read_edits(ctx, path, new_classes)
    cells = sum(len(edit.samples) for edit in edits)
    why = message or _common_reason(table, cells, path)
    made = ctx.journal.edit(edits, author=author, message=why, tool="apply")
    applied = 0 if made is None else made.size
    return ApplyReport(made, applied, cells - applied)


def read_edits(
    ctx: BookContext, path: Path, new_classes: Collection[str] = ()
) -> tuple[list[Edit], pl.DataFrame]:
    """Read a CSV of edits; also returns its table. BadInput names the lines that cannot be.

    new_classes: those that may be nearly an old one.
    """
    table = _read_csv(path)
    known = ctx.journal.samples()
    by_path = dict(zip(known["path"].to_list(), known["sample"].to_list(), strict=True))
    ids = set(by_path.values())
    classes = ctx.journal.classes()
    cells: dict[tuple[str, int], tuple[str | None, int]] = {}
    rejected: list[str] = []
    for line, row in enumerate(table.iter_rows(named=True), start=2):
        try:
            sample = _sample_of(row, by_path, ids)
            field, after = _cell_of(row, classes)
            earlier = cells.setdefault((field, sample), (after, line))
            if earlier[0] != after:
                raise BadInput(f"line {earlier[1]} sets the same cell to something else")
        except LabelbookError as error:
            rejected.append(f"line {line}: {error}")
    if rejected:
        more = len(rejected) - SHOWN_LINES
        lines = "; ".join(rejected[:SHOWN_LINES]) + (f"; and {more} more" if more > 0 else "")
        raise BadInput(f"{path.name} was not applied: {lines}")
    groups: dict[tuple[str, str | None], list[int]] = {}
    for (field, sample), (after, _) in cells.items():
        groups.setdefault((field, after), []).append(sample)
    edits = [Edit(field, samples, after) for (field, after), samples in groups.items()]
    from labelbook.exchange import new_classes as fresh

    fresh.check(edits, classes, known, new_classes)
    return edits, table


def _read_csv(path: Path) -> pl.DataFrame:
    if not path.is_file():
        raise NotFound(f"there is no file {path}")
    from labelbook.exchange import text_table

    table = text_table.read(path)
    names = [name.strip().lower() for name in table.columns]
    if len(set(names)) < len(names):
        raise BadInput(f"{path} names a column twice ({', '.join(names)}): keep one of them")
    table.columns = names
    if "action" not in table.columns or not {"path", "sample"} & set(table.columns):
        raise BadInput(
            f"{path} needs a column `path` or `sample` and a column `action` "
            f"(relabel, exclude, restore, split, tag, untag); it has {', '.join(table.columns)}"
        )
    return table


def _sample_of(row: Mapping[str, str | None], by_path: Mapping[str, int], ids: set[int]) -> int:
    number = (row.get("sample") or "").strip()
    if number:
        if not number.isdecimal() or len(number) > LONGEST_ID or int(number) not in ids:
            raise NotFound(f"there is no sample {number[:40]}{'...' if number[40:] else ''}")
        return int(number)
    path = (row.get("path") or "").strip()
    if path not in by_path:
        raise NotFound(f"there is no sample at {path!r}")
    return by_path[path]


def _cell_of(row: Mapping[str, str | None], classes: Sequence[str]) -> tuple[str, str | None]:
    action = (row.get("action") or "").strip().lower()
    value = (row.get("value") or "").strip()
    if action == "exclude":
        return "excluded", YES
    if action == "restore":
        return "excluded", None
    if action not in ("relabel", "split", "tag", "untag"):
        raise BadInput(
            f"{action!r} is no action: use relabel, exclude, restore, split, tag or untag"
        )
    if not value:
        raise BadInput(f"{action} needs a value")
    if action == "relabel":
        return "label", value if value in classes else names.checked(value, "label")
    if action == "split":
        split = names.mended(value).lower()
        if split not in SPLITS:
            raise BadInput(f"{value!r} is no split: use train, val or test")
        return "split", split
    return TAG_PREFIX + value, YES if action == "tag" else None


def _common_reason(table: pl.DataFrame, count: int, path: Path) -> str:
    reasons = set(table["reason"].drop_nulls().to_list()) if "reason" in table.columns else set()
    if len(reasons) == 1:
        return str(reasons.pop())
    return f"{count:,} {'edit' if count == 1 else 'edits'} from {path.name}"
