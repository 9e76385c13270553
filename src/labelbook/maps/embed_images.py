"""The embedding of many images by threads that read, decode and embed, so that no core waits.

An image is decoded once for all that need it: several embedders, and the small pictures.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

import numpy as np

from labelbook.core.arrays import Floats, Pixels
from labelbook.core.blobs import content_hash
from labelbook.core.parallel import cores
from labelbook.core.types import Progress
from labelbook.errors import BadInput
from labelbook.image_files import SampleFile
from labelbook.images.opened import Opened
from labelbook.images.pictures import Gathering
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable
from labelbook.maps.embedders.base import Embedder
from labelbook.maps.records import LeftOut, Model
from labelbook.maps.vectors import Appender, VectorStore

log = logging.getLogger("labelbook.maps")

BATCH = 8
"""Images that a thread embeds at once: their activations fit into the caches of a core."""

AHEAD = 4
"""Batches a thread that may wait to be written."""


@dataclass(frozen=True)
class Want:
    """What an embedder has not embedded yet. hashes: the contents without a vector in the store."""

    embedder: Embedder
    store: VectorStore
    hashes: frozenset[str]


@dataclass(frozen=True)
class EmbeddedImages:
    """Images that were embedded together. found: of each embedder, hashes and (n, d) vectors."""

    found: list[tuple[list[str], Floats]]
    left_out: list[LeftOut]


def embed(
    wants: Sequence[Want],
    images: Sequence[SampleFile],
    progress: Progress | None = None,
    *,
    gathering: Gathering | None = None,
) -> list[LeftOut]:
    """Embed images for those who want them, and append vectors to the stores as they come.

    Returns the images that could not be read. gathering: small pictures, made of the same images.
    Each thread reads, decodes and embeds a batch of its own with one core, which keeps all cores
    busy without a queue between decoders and the model. What is stored stays when this is
    interrupted, and is not wanted the next time.
    """
    left_out: list[LeftOut] = []
    done = 0
    if not images:
        return left_out
    wants = [want for want in wants if want.hashes]
    models = [want.embedder.load() for want in wants]
    batches = [images[start : start + BATCH] for start in range(0, len(images), BATCH)]
    with ExitStack() as open_stores:
        writers = _writers(open_stores, wants)
        work = partial(_embed_batch, wants, models, gathering)
        for todo, batch in zip(batches, _in_threads(work, batches), strict=True):
            for writer, (hashes, vectors) in zip(writers, batch.found, strict=True):
                if hashes:
                    writer.append(hashes, vectors)
            left_out += batch.left_out
            done += len(todo)
            if progress is not None:
                progress(done, len(images))
    return left_out


def _writers(stack: ExitStack, wants: Sequence[Want]) -> list[Appender]:
    """Open the stores, always in the same order: two processes never wait for each other."""
    order = sorted(range(len(wants)), key=lambda place: str(wants[place].store.folder))
    opened = {place: stack.enter_context(wants[place].store.appending()) for place in order}
    return [opened[place] for place in range(len(wants))]


def _in_threads(
    work: Callable[[Sequence[SampleFile]], EmbeddedImages], batches: Sequence[Sequence[SampleFile]]
) -> Iterator[EmbeddedImages]:
    """Return the results in order; only a few are worked on ahead of the reader."""
    threads = cores()
    waiting: deque[Future[EmbeddedImages]] = deque()
    with ThreadPoolExecutor(threads) as pool:
        try:
            for batch in batches:
                waiting.append(pool.submit(work, batch))
                if len(waiting) >= threads * AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def _embed_batch(
    wants: Sequence[Want],
    models: Sequence[Model],
    gathering: Gathering | None,
    images: Sequence[SampleFile],
) -> EmbeddedImages:
    given: list[tuple[list[str], list[Pixels]]] = [([], []) for _ in wants]
    left_out: list[LeftOut] = []
    for image in images:
        try:
            opened = Opened.of(_read(image))
        except IMAGE_ERRORS as error:
            why = why_unreadable(error)
            log.warning("%s is not embedded: %s", image.path, why)
            left_out.append(LeftOut(image.path, why))
            if gathering is not None:
                gathering.fail(image.hash, why)
            continue
        if gathering is not None:
            gathering.add(image.hash, opened)
        for want, (hashes, pixels) in zip(wants, given, strict=True):
            if image.hash in want.hashes:
                hashes.append(image.hash)
                pixels.append(want.embedder.prepare(opened))
    found = [
        (hashes, model(np.stack(pixels)) if hashes else np.empty((0, 0), dtype=np.float32))
        for model, (hashes, pixels) in zip(models, given, strict=True)
    ]
    return EmbeddedImages(found, left_out)


def _read(image: SampleFile) -> bytes:
    data = image.locate().read_bytes()
    if content_hash(data) != image.hash:
        raise BadInput(f"{image.path} has changed since it was imported: import it again")
    return data
