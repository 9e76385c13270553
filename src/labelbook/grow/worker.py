"""Making images in several processes: decode a parent once, make its children, keep the files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image

from labelbook.core import blobs, parallel
from labelbook.core.parallel import cores
from labelbook.grow import render as making
from labelbook.grow.records import Making
from labelbook.images import decode, facts
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable

FEW = 60
"""So few are made here: starting processes would take longer."""

_CHUNK = 40
_HELD = 32  # Decoded parents that a process keeps.


@dataclass(frozen=True)
class RenderTask:
    """One image to make. place: among all tasks; files: of its parents."""

    place: int
    files: tuple[str, ...]
    making: Making


@dataclass(frozen=True)
class File:
    """A file that was made. location: in the store; fields: as `images.facts` reads them."""

    location: str
    hash: str
    fields: Mapping[str, int | float | str]


Done = tuple[int, File | str]
"""A task's place, and its file or the reason why there is none."""


def make_all(folder: Path, tasks: Sequence[RenderTask]) -> Iterator[list[Done]]:
    """Make all images into a store, a parent's children together; in lots, in a fixed order."""
    ordered = sorted(tasks, key=lambda task: (task.files, task.place))
    lots = [ordered[at : at + _CHUNK] for at in range(0, len(ordered), _CHUNK)]
    if len(tasks) <= FEW:
        yield from (make_some(folder, lot) for lot in lots)
        return
    count = cores()
    with parallel.pool(count, ["labelbook.grow.worker"]) as pool:
        pending: list[Future[list[Done]]] = []
        try:
            for place in range(len(lots)):
                while len(pending) < count * 3 and place + len(pending) < len(lots):
                    pending.append(pool.submit(make_some, folder, lots[place + len(pending)]))
                yield pending.pop(0).result()
        finally:
            for future in pending:
                future.cancel()


def make_some(folder: Path, tasks: Sequence[RenderTask]) -> list[Done]:
    """Make the images of some tasks."""
    done: list[Done] = []
    for task in tasks:
        try:
            image = making.make(task.making, [_opened(file) for file in task.files])
        except IMAGE_ERRORS as error:
            done.append((task.place, why_unreadable(error)))
            continue
        kept = "nothing is left of it" if image is None else _keep(folder, image)
        done.append((task.place, kept))
    return done


@lru_cache(maxsize=_HELD)
def _opened(file: str) -> Image.Image:
    return decode.open_plain(Path(file).read_bytes())


def _keep(folder: Path, image: Image.Image) -> File:
    data = making.png(image)
    return File(blobs.add(folder, data, ".png"), blobs.content_hash(data), facts.read(data))
