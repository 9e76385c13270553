"""What importers share: orders, batches, and examining files in several processes."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from labelbook.core import parallel as processes
from labelbook.core.registry import LATER, Registry
from labelbook.errors import BadInput
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers import workers
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Examined, Item, examine
from labelbook.exchange.importers.known import KnownImages, Said
from labelbook.exchange.importers.options import ReadOptions
from labelbook.journal.columns import Column
from labelbook.journal.records import NewSample

log = logging.getLogger("labelbook.exchange")

FEW = 200
"""Up to this many files are read in this process: starting others would take longer."""

CHUNK = 64

Takes = Callable[[Path], bool]
Work = Callable[[list[Item]], list[Examined]]


@dataclass(frozen=True)
class ReadOrder:
    """An order to read a source; see `importers.read`.

    book: the samples that there are already. told: what an export tells beside the source.
    """

    source: Path
    images_store: Path
    known: Mapping[str, str]
    split: str | None
    prefix: str
    processes: int | None
    options: ReadOptions = field(default_factory=ReadOptions)
    book: KnownImages | None = None
    told: BookTold = field(default_factory=BookTold)


@dataclass(frozen=True)
class Batch:
    """Some files of a source. skipped: (path, reason). unchanged: paths of known content.

    faulty: (path, what is wrong) of new samples whose files are damaged.
    """

    samples: list[NewSample]
    skipped: list[tuple[str, str]]
    unchanged: list[str]
    faulty: list[tuple[str, str]] = field(default_factory=list)


def _nothing(location: str) -> bytes:
    raise BadInput(f"{location} cannot be looked at before it is imported")


def _done() -> None:
    return None


@dataclass(frozen=True)
class Reading:
    """A source that is being read.

    kind, folder: where the images are ("folder": they stay in `folder`; "book": in the book's
    own store). layout: how paths were read, one sentence. total: files, for progress. columns: the
    metadata columns that the source tells of, stored with the samples. items: what is about to be
    read. doubts: what may have been read wrongly; where one `asks`, `batches` should not be begun.
    said: what the source says of images that the book has. told: what it tells of its classes and
    columns, where it is an export of a book.
    data_of: the bytes of an item's location; raises OSError or BadInput. close: takes away what the
    reading needed for itself, also when its batches were never begun. skipped: what is left out
    before anything is examined, (path, reason).
    """

    kind: str
    folder: Path
    layout: str
    total: int
    batches: Iterator[Batch]
    columns: tuple[Column, ...] = ()
    items: Sequence[Item] = ()
    doubts: tuple[Doubt, ...] = ()
    data_of: Callable[[str], bytes] = _nothing
    close: Callable[[], None] = _done
    said: Sequence[Said] = ()
    told: BookTold = field(default_factory=BookTold)
    skipped: Sequence[tuple[str, str]] = ()


def ending(made: Reading, close: Callable[[], None]) -> Reading:
    """Return a reading whose end does something, also when its batches were never begun."""

    def batches() -> Iterator[Batch]:
        try:
            yield from made.batches
        finally:
            close()

    return Reading(**{**vars(made), "batches": batches(), "close": close})


@dataclass(frozen=True, eq=False)
class Importer:
    """A kind of source. says: what it is, for messages. takes: whether a source is of this kind.

    read: raises BadInput for a source that cannot be read at all; single files that cannot be are
    among the skipped. place: the first that takes a source reads it.
    """

    name: str
    says: str
    takes: Takes
    read: Callable[[ReadOrder], Reading]
    place: int = LATER


importers: Registry[Importer] = Registry(
    "labelbook.importers", what="kind of source", package="labelbook.exchange.importers"
)
"""Every kind of source that images can come from."""


def by_suffix(suffix: str) -> Takes:
    """Return what takes files whose names end so, in any case."""
    return lambda path: path.suffix.lower() == suffix


def batches(
    order: ReadOrder, items: list[Item], skipped: list[tuple[str, str]], work: Work
) -> Iterator[Batch]:
    """Examine files and sort them into new, unchanged and left out."""
    if skipped:
        yield Batch([], [(order.prefix + path, reason) for path, reason in skipped], [])
    for examined in _examined(order, items, work):
        batch = Batch([], [], [])
        for found in examined:
            path = order.prefix + found.item.path
            known = order.known.get(path)
            if isinstance(found.result, str):
                batch.skipped.append((path, found.result))
            elif known is None:
                batch.samples.append(_sample(found, path, order.split))
                if found.result.fault:
                    batch.faulty.append((path, found.result.fault))
            elif known == found.result.hash:
                batch.unchanged.append(path)
            else:
                reason = "is in the book already with other content: the book keeps the first"
                batch.skipped.append((path, reason))
        yield batch


def _sample(found: Examined, path: str, split: str | None) -> NewSample:
    item, facts = found.item, found.result
    assert not isinstance(facts, str)
    return NewSample(
        path=path,
        location=facts.location,
        hash=facts.hash,
        label=item.label,
        split=split or item.split,
        fields={**facts.fields, "origin": "imported"},
        tags=item.tags,
        excluded=item.excluded,
        metadata=item.metadata,
    )


def _examined(order: ReadOrder, items: list[Item], work: Work) -> Iterator[list[Examined]]:
    """Do the work in the items' order, on all cores where there is much of it."""
    chunks = [items[start : start + CHUNK] for start in range(0, len(items), CHUNK)]
    count = order.processes or processes.cores()
    if len(items) <= FEW or count == 1:
        yield from map(work, chunks)
        return
    ahead = count * 4
    with processes.pool(count, workers.LOAD) as pool:
        pending: list[Future[list[Examined]]] = []
        try:
            for place, chunk in enumerate(chunks):
                while len(pending) < ahead and place + len(pending) < len(chunks):
                    pending.append(pool.submit(work, chunks[place + len(pending)]))
                try:
                    yield pending.pop(0).result()
                except BrokenProcessPool:
                    log.warning(
                        "a process was brought down by a file: %d are tried alone", len(chunk)
                    )
                    # A file has brought its process down: find out which, one by one, and go on
                    # here with fresh processes.
                    yield _one_by_one(chunk, work)
                    rest = [item for later in chunks[place + 1 :] for item in later]
                    yield from _examined(order, rest, work)
                    return
        finally:
            for future in pending:
                future.cancel()


def _one_by_one(chunk: list[Item], work: Work) -> list[Examined]:
    found: list[Examined] = []
    for item in chunk:
        with processes.pool(1, workers.LOAD) as pool:
            try:
                found += pool.submit(work, [item]).result()
            except BrokenProcessPool:
                log.warning("%s brings the image decoder down", item.path)
                found.append(Examined(item, "brings the image decoder down: it was left out"))
    return found


def folder_work(folder: Path) -> Work:
    """Return the work for files that stay in their folder."""
    return partial(examine, folder)
