"""What an import would do, before it does anything."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from labelbook.context import BookContext
from labelbook.core.names import mended
from labelbook.errors import NotFound
from labelbook.exchange import filling, importers, new_classes, remote
from labelbook.exchange.filling import Filling
from labelbook.exchange.import_ import known_images
from labelbook.exchange.importers.common import Reading
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.known import KnownImages
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.importers.tree import is_image
from labelbook.exchange.importers.trees import SYSTEM
from labelbook.exchange.names_read import NamesRead, true_name
from labelbook.exchange.remote import Source
from labelbook.images import thumbnails
from labelbook.journal.columns import Column
from labelbook.journal.records import SPLITS

OF_SYSTEMS = (SYSTEM, "is a system folder")

EXAMPLES = 6
"""So many images of each class are shown."""


@dataclass(frozen=True)
class Preview:
    """How a source would be read.

    layout: one sentence. counts: split -> class -> images, "" for those without a class. examples:
    class -> paths of some of its images, spread over all. others: endings of files that are no
    images -> how many. columns: metadata columns that would be kept. doubts: what may be read
    wrongly; nothing is imported before those that `ask` are settled. filling: what would become of
    samples that the book has already, which are not counted among the images.
    """

    layout: str
    images: int
    counts: Mapping[str, Mapping[str, int]]
    examples: Mapping[str, tuple[str, ...]]
    others: Mapping[str, int]
    columns: tuple[Column, ...]
    doubts: tuple[Doubt, ...]
    filling: Filling = field(default_factory=Filling)

    @property
    def classes(self) -> tuple[str, ...]:
        """The classes, by name."""
        return tuple(sorted({name for names in self.counts.values() for name in names if name}))


def preview(
    source: Source, *, split: str | None = None, options: ReadOptions | None = None
) -> Preview:
    """Return how a source would be read; nothing is decoded and nothing stored.

    Raises NotFound and BadInput as an import does.
    """
    beside = Path(tempfile.gettempdir())
    with remote.local(source, beside) as (place, _), _opened(place, options) as reading:
        return _of(reading, split)


def of_import(
    ctx: BookContext, source: Source, split: str | None, options: ReadOptions | None
) -> Preview:
    """Return how a source would be read for a book, and what it says of samples that are there."""
    options = options or ReadOptions()
    with (
        remote.local(source, ctx.cache) as (place, _),
        _opened(place, options, known_images(ctx)) as reading,
    ):
        return _beside(ctx, reading, _of(reading, split), options)


def _beside(ctx: BookContext, reading: Reading, found: Preview, options: ReadOptions) -> Preview:
    """The preview with what would become of samples that are there."""
    if not reading.said:
        return found
    names = NamesRead()
    said = [names.said(each, reading.told.folders) for each in reading.said]
    with ctx.database.reading() as connection:
        filled = filling.compare(connection, said, reading.columns, options.differing)
    question = None if options.differing else filled.question()
    doubts = (*found.doubts, *([] if question is None else [question]))
    return replace(found, doubts=doubts, filling=filled)


def example(source: str | Path, path: str, *, options: ReadOptions | None = None) -> bytes:
    """Return the bytes of one image of a source, by the path that `preview` gives it.

    Raises NotFound where there is none.
    """
    with _opened(Path(source), options) as reading:
        for item in reading.items:
            if item.path == path:
                return reading.data_of(item.location)
    raise NotFound(f"{source} holds no image {path}")


@dataclass(frozen=True)
class Peek:
    """A source that is looked at for a while, so that its images need not be searched each time.

    at: path -> where the image is in its source. store: a folder for what the reading unpacks.
    """

    preview: Preview
    reading: Reading
    at: Mapping[str, str]
    store: tempfile.TemporaryDirectory[str]

    @classmethod
    def open(cls, source: Path, split: str | None, options: ReadOptions, ctx: BookContext) -> Peek:
        """Look at a source for a book; raises NotFound and BadInput as an import does."""
        store = tempfile.TemporaryDirectory(prefix="labelbook-")
        try:
            images = Path(store.name)
            reading = importers.read(
                source, images_store=images, known={}, options=options, book=known_images(ctx)
            )
        except BaseException:
            store.cleanup()
            raise
        at = {item.path: item.location for item in reading.items}
        found = _beside(ctx, reading, _of(reading, split), options)
        return cls(found, reading, at, store)

    def thumbnail(self, path: str, size: int) -> bytes:
        """Return one of its images as a small PNG, by the path that the preview gives it.

        Raises NotFound where there is none, BadInput where it cannot be decoded.
        """
        if path not in self.at:
            raise NotFound(f"there is no image {path}")
        return thumbnails.small_png_of(self.reading.data_of(self.at[path]), size)

    def close(self) -> None:
        """Take away what looking needed."""
        self.reading.close()
        self.store.cleanup()


@contextmanager
def _opened(
    source: Path, options: ReadOptions | None, book: KnownImages | None = None
) -> Iterator[Reading]:
    with tempfile.TemporaryDirectory(prefix="labelbook-") as store:
        reading = importers.read(
            source, images_store=Path(store), known={}, options=options, book=book
        )
        try:
            yield reading
        finally:
            reading.close()


def _of(reading: Reading, split: str | None) -> Preview:
    truths = reading.told.folders
    there = {said.item for said in reading.said}
    items = [item for item in reading.items if item.path not in there]
    certain = any(is_image(item.path) for item in items)
    images = [item for item in items if not certain or is_image(item.path)]
    counts: dict[str, Counter[str]] = {}
    by_class: dict[str, list[str]] = {}
    for item in images:
        label = mended(true_name(item.label, truths) or "")
        counts.setdefault(split or item.split, Counter())[label] += 1
        by_class.setdefault(label, []).append(item.path)
    beside = [item.path for item in items if certain and not is_image(item.path)]
    names = (path.rpartition("/")[2] for path in beside)
    endings = Counter(name[name.rfind(".") :].lower() if "." in name else name for name in names)
    return Preview(
        layout=reading.layout,
        images=len(images),
        counts={name: dict(sorted(counts[name].items())) for name in SPLITS if name in counts},
        examples={name: _spread(paths) for name, paths in sorted(by_class.items())},
        others=dict(endings.most_common()),
        columns=reading.columns,
        doubts=(
            *reading.doubts,
            *_left_out(reading),
            *map(Doubt, new_classes.alike({label for label in by_class if label}, ())),
        ),
    )


def _left_out(reading: Reading) -> list[Doubt]:
    """What is told of files that are left out, apart from an operating system's own."""
    lost = [(path, reason) for path, reason in reading.skipped if reason not in OF_SYSTEMS]
    if not lost:
        return []
    path, reason = lost[0]
    count = f"{len(lost):,} are left out, such as " if len(lost) > 1 else ""
    return [Doubt(f"{count}{path}: {reason}")]


def _spread(paths: list[str]) -> tuple[str, ...]:
    """Some paths, from all over the list."""
    step = max(1, len(paths) // EXAMPLES)
    return tuple(paths[::step][:EXAMPLES])
