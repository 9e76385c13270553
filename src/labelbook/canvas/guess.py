"""The current model, held in memory: which class it sees in a drawing."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from dataclasses import dataclass

import numpy as np

from labelbook.context import BookContext
from labelbook.core.arrays import Floats, rows_of
from labelbook.errors import LabelbookError, NotReady
from labelbook.evaluate.models import linear
from labelbook.images.opened import Opened
from labelbook.journal.records import SPLITS, Guess
from labelbook.maps import chart
from labelbook.maps import embed as embedded
from labelbook.maps.embedders import open_embedders
from labelbook.maps.embedders.base import Embedder
from labelbook.maps.records import Embeddings, Model

log = logging.getLogger("labelbook.canvas")

MOST = 20_000
"""The most train samples that the model learns from, sampled by a fixed seed."""

REST = 20.0
"""Seconds between the end of one training and the next: it takes a core from everybody else."""


@dataclass(frozen=True, eq=False)
class _Known:
    """A trained model and the state of the book that it learnt from."""

    learnt: linear.Learnt
    classes: tuple[str, ...]
    samples: int
    key: str
    seq: int
    at: float


class Guesser:
    """Logistic regression on the book's embedding, trained again in the background when the
    labels of train have changed."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx
        self._learning = threading.Lock()
        self._opening = threading.Lock()
        self._placing = threading.Lock()
        self._known: _Known | None = None
        self._models: tuple[str, list[tuple[Embedder, Model]]] | None = None

    def guess(self, png: bytes) -> Guess:
        """Return the probabilities of an image's classes. NotReady where nothing is embedded."""
        known = self._current()
        found = known.learnt.answer(self.vectors_of(png))[0]
        return Guess(known.classes, tuple(found.astype(float).tolist()), known.samples)

    def vectors_of(self, png: bytes) -> Floats:
        """Return the embedding of one image, as of the book's samples: (1, d)."""
        image = Opened.of(png)
        return np.concatenate([_vector(image, *each) for each in self._embedders()], axis=1)

    def embed(self, sample: int) -> bool:
        """Embed a new sample and place it on the maps; returns whether there are any."""
        found = self._ctx.journal.sample(sample)
        try:
            seen = embedded.embeddings(self._ctx, None)
        except NotReady:
            return False
        if sample not in seen.samples:
            image = Opened.of(self._ctx.files.path(found.id).read_bytes())
            for embedder, model in self._embedders():
                store = embedded.store_of(self._ctx, embedder)
                if store.rows_of([found.hash])[0] < 0:
                    with store.appending() as writer:
                        writer.append([found.hash], _vector(image, embedder, model))
            seen = embedded.embeddings(self._ctx, None)
        row = np.flatnonzero(seen.samples == sample)
        new = Embeddings(seen.name, seen.samples[row], seen.vectors[row], seen.parts)
        folder = embedded.cache(self._ctx) / "projection"
        with self._placing:
            placed = [chart.join(folder / lens, new, [found.label]) for lens in embedded.MADE_HERE]
        return any(placed)

    def _embedders(self) -> list[tuple[Embedder, Model]]:
        name = embedded.chosen(self._ctx)
        with self._opening:
            if self._models is None or self._models[0] != name:
                opened = open_embedders(name, embedded.cache(self._ctx) / "models")
                self._models = name, [(embedder, embedder.load()) for embedder in opened]
            return self._models[1]

    def _current(self) -> _Known:
        known = self._known
        if known is None:
            with self._learning:
                if self._known is None:
                    self._known = self._learn(None)
                return self._known
        stale = self._ctx.journal.seq != known.seq and time.monotonic() - known.at > REST
        if stale and self._learning.acquire(blocking=False):
            threading.Thread(target=self._again, args=(known,), daemon=True).start()
        return known

    def _again(self, known: _Known) -> None:
        try:
            self._known = self._learn(known)
        except (LabelbookError, OSError) as error:
            # The old model still answers; the next question tries again.
            log.warning("the canvas's model could not be trained again: %s", error)
            self._known = _Known(**{**vars(known), "at": time.monotonic()})
        finally:
            self._learning.release()

    def _learn(self, known: _Known | None) -> _Known:
        seq = self._ctx.journal.seq
        seen = embedded.embeddings(self._ctx, None)
        samples, labels, classes = self._train()
        rows = rows_of(seen.samples, samples)
        there = rows >= 0
        rows, labels = rows[there], labels[there]
        if len(np.unique(labels)) < 2:
            raise NotReady(
                f"{self._ctx.name} has no embedded train samples of two classes: label some, "
                "then embed them",
                needs="embeddings",
            )
        key = hashlib.sha256(f"{seen.name} {classes}".encode())
        key.update(seen.samples[rows].tobytes() + labels.tobytes())
        if known is not None and known.key == key.hexdigest():
            return _Known(**{**vars(known), "seq": seq, "at": time.monotonic()})
        if len(rows) > MOST:
            chosen = np.random.default_rng(0).permutation(len(rows))[:MOST]
            rows, labels = rows[chosen], labels[chosen]
        vectors = np.asarray(seen.vectors[rows], dtype=np.float32)
        learnt = linear.learn(vectors, labels, len(classes))
        return _Known(learnt, classes, len(rows), key.hexdigest(), seq, time.monotonic())

    def _train(self) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
        """Return the ids and labels of the samples to learn from, and the classes."""
        snapshot = self._ctx.journal.snapshot()
        columns = snapshot.columns
        train = columns["split"] == SPLITS.index("train")
        rows = np.flatnonzero(train & (columns["excluded"] == 0) & (columns["label"] != 0))
        held, codes = np.unique(columns["label"][rows], return_inverse=True)
        classes = tuple(snapshot.classes[code - 1] for code in held)
        return columns["id"][rows].astype(np.int64), codes.astype(np.int64), classes


def guesser_of(ctx: BookContext) -> Guesser:
    """Return the one guesser of an open book."""
    return ctx.memo.once("guesser", lambda: Guesser(ctx))


def _vector(image: Opened, embedder: Embedder, model: Model) -> Floats:
    return model(embedder.prepare(image)[None])
