"""Making images in several processes: a parent is decoded once for all its children."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image

from labelbook.core import blobs, parallel
from labelbook.core.parallel import cores
from labelbook.grow import render
from labelbook.grow.records import Derivation
from labelbook.images import decode, facts
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable

log = logging.getLogger("labelbook.grow")

FEW = 60
"""Up to this many are made in this process: starting others would take longer."""

_CHUNK = 40
_HELD = 32  # Decoded parents that a process remembers.


@dataclass(frozen=True)
class RenderTask:
    """One image to make. place: among all tasks; files: of its parents."""

    place: int
    files: tuple[str, ...]
    derivation: Derivation


@dataclass(frozen=True)
class File:
    """A file that was made. location: in the store; fields: as `images.facts` reads them."""

    location: str
    hash: str
    fields: Mapping[str, int | float | str]


Result = tuple[int, File | str]
"""A task's place, and its file or the reason why there is none."""


def make_all(folder: Path, tasks: Sequence[RenderTask]) -> Iterator[list[Result]]:
    """Make all images into a folder, a parent's children together; yields ordered batches."""
    ordered = sorted(tasks, key=lambda task: (task.files, task.place))
    batches = [ordered[at : at + _CHUNK] for at in range(0, len(ordered), _CHUNK)]
    if len(tasks) <= FEW:
        yield from (make_some(folder, batch) for batch in batches)
        return
    count = cores()
    with parallel.pool(count, ["labelbook.grow.worker"]) as pool:
        pending: list[Future[list[Result]]] = []
        try:
            for place in range(len(batches)):
                while len(pending) < count * 3 and place + len(pending) < len(batches):
                    pending.append(pool.submit(make_some, folder, batches[place + len(pending)]))
                yield pending.pop(0).result()
        finally:
            for future in pending:
                future.cancel()


def make_some(folder: Path, tasks: Sequence[RenderTask]) -> list[Result]:
    """Make the images of some tasks. Raises Unavailable where a file cannot be stored."""
    done: list[Result] = []
    for task in tasks:
        try:
            parents = [_opened(file) for file in task.files]
        except IMAGE_ERRORS as error:
            log.warning(
                "%s: a parent cannot be read: %s", ", ".join(task.files), why_unreadable(error)
            )
            done.append((task.place, "a parent's image cannot be read"))
            continue
        image = render.make(task.derivation, parents)
        result = "nothing is left of the image" if image is None else _stored(folder, image)
        done.append((task.place, result))
    return done


@lru_cache(maxsize=_HELD)
def _opened(file: str) -> Image.Image:
    return decode.open_plain(Path(file).read_bytes())


def _stored(folder: Path, image: Image.Image) -> File:
    data = render.png(image)
    return File(blobs.add(folder, data, ".png"), blobs.content_hash(data), facts.read(data))
