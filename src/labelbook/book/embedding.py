"""What a book does with embedders: embed what is new, give what is known."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

import numpy as np

from labelbook.book.files import Progress, located
from labelbook.book.ground import Ground
from labelbook.embedding import run
from labelbook.embedding.embedders import DEFAULT, Embedder, open_embedder
from labelbook.embedding.records import Embeddings, EmbedReport, Todo
from labelbook.embedding.store import Store
from labelbook.errors import NotFound
from labelbook.journal import imports
from labelbook.journal.database import Database


def embed(
    book: Ground, database: Database, name: str | None, progress: Progress | None
) -> EmbedReport:
    """Embed every image that is not embedded yet, each content once."""
    started = time.perf_counter()
    embedder = open_embedder(name or DEFAULT, cache(book) / "models")
    store = _store(book, embedder)
    with database.reading() as connection:
        files = imports.files(connection)
    known = store.rows_of([file[1] for file in files]) >= 0
    todo = {
        hash: Todo(hash, path, partial(located, folder, location, path))
        for (_, hash, path, folder, location), there in zip(files, known.tolist(), strict=True)
        if not there
    }
    left_out = run.embed(embedder, store, list(todo.values()), progress)
    return EmbedReport(
        embedder=embedder.name,
        samples=len(files),
        embedded=len(todo) - len(left_out),
        known=len({file[1] for file in files}) - len(todo),
        left_out=tuple(left_out),
        seconds=time.perf_counter() - started,
    )


def embeddings(book: Ground, database: Database, name: str | None) -> Embeddings:
    """Give the vectors of the present samples, by id."""
    embedder = open_embedder(name or DEFAULT, cache(book) / "models")
    store = _store(book, embedder)
    with database.reading() as connection:
        files = imports.files(connection)
    rows = store.rows_of([file[1] for file in files])
    known = rows >= 0
    if not known.any():
        raise NotFound(
            f"{book.name} has no embeddings of {embedder.name}: make them with "
            f"`labelbook embed {book.directory}`"
        )
    samples = np.asarray([file[0] for file in files], dtype=np.int64)[known]
    return Embeddings(embedder.name, samples, store.vectors()[rows[known]])


def cache(book: Ground) -> Path:
    """Give the book's folder of what can be made again."""
    return book.directory / "cache"


def _store(book: Ground, embedder: Embedder) -> Store:
    folder = cache(book) / "embeddings" / embedder.name
    return Store(folder, embedder.version, embedder.dimensions)
