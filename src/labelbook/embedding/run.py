"""Embeds images: threads that read, decode and embed, so that decoding never starves the model."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import numpy as np

from labelbook.embedding.embedder import Embedder
from labelbook.embedding.records import Floats, LeftOut, Model, Pixels, Progress, Todo
from labelbook.embedding.sessions import cores
from labelbook.embedding.store import Store
from labelbook.errors import LabelbookError
from labelbook.images import decode
from labelbook.images.store import content_hash

BATCH = 8
"""Images that a thread embeds at once: their activations fit into the caches of a core."""

AHEAD = 4
"""Batches a thread that may wait to be written."""


@dataclass(frozen=True)
class Batch:
    """Images that were embedded together. vectors: (n, d), one row for each hash."""

    hashes: list[str]
    vectors: Floats
    left_out: list[LeftOut]


def embed(
    embedder: Embedder, store: Store, images: Sequence[Todo], progress: Progress | None = None
) -> list[LeftOut]:
    """Embed images and append them to the store as they come; gives those that could not be.

    Each thread reads, decodes and embeds a batch of its own with one core, which keeps all cores
    busy without a queue between decoders and the model. What is stored stays when this is
    interrupted, and is not in `images` the next time.
    """
    left_out: list[LeftOut] = []
    done = 0
    if not images:
        return left_out
    work = partial(_embed_batch, embedder, embedder.load())
    batches = [images[start : start + BATCH] for start in range(0, len(images), BATCH)]
    with store.appending() as writer:
        for todo, batch in zip(batches, _in_threads(work, batches), strict=True):
            if batch.hashes:
                writer.append(batch.hashes, batch.vectors)
            left_out += batch.left_out
            done += len(todo)
            if progress is not None:
                progress(done, len(images))
    return left_out


def _in_threads(
    work: Callable[[Sequence[Todo]], Batch], batches: Sequence[Sequence[Todo]]
) -> Iterator[Batch]:
    """Give the results in order; only a few are worked on ahead of the reader."""
    threads = cores()
    waiting: deque[Future[Batch]] = deque()
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


def _embed_batch(embedder: Embedder, model: Model, images: Sequence[Todo]) -> Batch:
    hashes: list[str] = []
    pixels: list[Pixels] = []
    left_out: list[LeftOut] = []
    for image in images:
        try:
            pixels.append(embedder.prepare(decode.open_plain(_read(image))))
            hashes.append(image.hash)
        except (LabelbookError, OSError) as error:
            left_out.append(LeftOut(image.path, str(error)))
    if not pixels:
        return Batch([], np.empty((0, embedder.dimensions), dtype=np.float32), left_out)
    return Batch(hashes, model(np.stack(pixels)), left_out)


def _read(image: Todo) -> bytes:
    data = image.locate().read_bytes()
    if content_hash(data) != image.hash:
        raise LabelbookError(f"{image.path} has changed since it was imported: import it again")
    return data
