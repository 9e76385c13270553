"""What a book was at positions in its journal, remembered: the past never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from typing import Generic, TypeVar

import polars as pl

from labelbook.evaluate import changed as changing
from labelbook.evaluate import data as datas
from labelbook.evaluate import evaluate
from labelbook.maps.service import Seeing

T = TypeVar("T")
IMPORTED = "imported"
MOST = 1000
FRAMES = 3
"""The newest state, the one before it and the last version; the rest is small."""

SEEN = ("sample", "label", "split", "excluded")


@dataclass(frozen=True)
class Outline:
    """What is small of a version's data. made: images by split that were made in this book."""

    key: str
    counts: dict[str, int]
    made: dict[str, int]
    warnings: tuple[str, ...]


class Memory(Generic[T]):
    """The answers that were asked for lately, at most `most` of them; safe between threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Give what is remembered under a key, or make it; two may make the same at once."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        made = make()
        self.put(key, made)
        return made

    def put(self, key: Hashable, value: T) -> None:
        """Remember something; the oldest is forgotten for it."""
        with self._lock:
            self._known[key] = value
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def forget(self) -> None:
        """Remember nothing."""
        with self._lock:
            self._known.clear()


_outlines: Memory[Outline] = Memory(MOST)
_frames: Memory[pl.DataFrame] = Memory(FRAMES)
_changed: Memory[dict[str, int]] = Memory(MOST)


def forget() -> None:
    """Remember nothing of the past: the next questions read all of it."""
    for memory in (_outlines, _frames, _changed):
        memory.forget()


def place_of(book: Seeing, position: int) -> tuple[Hashable, ...]:
    """Name a position so that no other ever has the name, even where a backup was put back."""
    changeset = book.changeset(position)
    return str(book.directory), position, changeset.at, changeset.author, tuple(book.classes())


def outline(book: Seeing, position: int) -> Outline:
    """Say what a model would see at a position."""

    def make() -> Outline:
        return _read(book, position)[0]

    return _outlines.get(place_of(book, position), make)


def changed(book: Seeing, first: int, second: int) -> dict[str, int]:
    """Count the samples that differ between two positions, by kind."""

    def make() -> dict[str, int]:
        return changing.changed(_frame(book, first), _frame(book, second))

    return _changed.get((place_of(book, first), place_of(book, second)), make)


def _frame(book: Seeing, position: int) -> pl.DataFrame:
    """Give the cells of all samples at a position that a model depends on."""
    return _frames.get(place_of(book, position), lambda: _read(book, position)[1])


def _read(book: Seeing, position: int) -> tuple[Outline, pl.DataFrame]:
    """Read a position; what one of the two questions read serves the other."""
    samples = book.samples(position)
    data = evaluate.data_of(book, samples)
    seen = samples.filter(~pl.col("excluded")).drop_nulls("label")
    made = seen.filter(pl.col("origin") != IMPORTED).group_by("split").len()
    found = Outline(data.key, data.counts, dict(made.iter_rows()), datas.warnings(data))
    frame = samples.select(SEEN)
    place = place_of(book, position)
    _outlines.put(place, found)
    _frames.put(place, frame)
    return found, frame
