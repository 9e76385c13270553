"""The embeddings and maps of a book: made of what is new, read where they are known."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from labelbook.context import BookContext
from labelbook.core import columns, logs
from labelbook.core.arrays import Floats, Ids, rows_of
from labelbook.core.types import Progress, SampleId
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.images.opened import Opened
from labelbook.images.pictures import Gathering
from labelbook.journal import samples as imports
from labelbook.journal.database import Database
from labelbook.maps import chart as projection
from labelbook.maps import computed, embed_images
from labelbook.maps.chart import Chart
from labelbook.maps.embedders import DEFAULT, JOIN, open_embedders
from labelbook.maps.embedders.base import Embedder
from labelbook.maps.records import FORMER_LENSES, Embeddings, EmbedReport, Neighbour, Projection
from labelbook.maps.vectors import VectorStore

log = logging.getLogger("labelbook.maps")

MADE_HERE = ("content", "style")
OWN_MODEL = "own-model"
ADDED = "added"
"""By embeddings that another program computed: those that were added last, or `added:NAME`."""

LENSES = (*MADE_HERE, OWN_MODEL, ADDED)

SETTING = "embedder"


def embed(
    ctx: BookContext,
    name: str | None,
    progress: Progress | None,
    gathering: Gathering | None = None,
) -> EmbedReport:
    """Embed every image that is not embedded yet, each content once.

    gathering: small pictures that are made of the same images, and of others where they miss.
    """
    started = time.perf_counter()
    embedders = _embedders(ctx, name)
    files = ctx.files.of().values()
    hashes = [file.hash for file in files]
    wants = []
    for embedder in embedders:
        store = store_of(ctx, embedder)
        known = store.rows_of(hashes) >= 0
        missing = frozenset(
            hash for hash, there in zip(hashes, known.tolist(), strict=True) if not there
        )
        wants.append(embed_images.Want(embedder, store, missing))
    unseen = frozenset[str]().union(*(want.hashes for want in wants))
    read = unseen if gathering is None else unseen.union(gathering.missing)
    todo = {file.hash: file for file in files if file.hash in read}
    with logs.timed(log, f"embedding {len(todo):,} images"):
        failed = embed_images.embed(wants, list(todo.values()), progress, gathering=gathering)
    hash_of = {todo[hash].path: hash for hash in unseen}
    left_out = {hash_of[item.path]: item for item in failed if item.path in hash_of}
    embedded = max(len(want.hashes - left_out.keys()) for want in wants)
    return EmbedReport(
        embedder=JOIN.join(embedder.name for embedder in embedders),
        samples=len(files),
        embedded=embedded,
        known=len(set(hashes)) - embedded - len(left_out),
        left_out=tuple(left_out.values()),
        seconds=time.perf_counter() - started,
    )


def embeddings(ctx: BookContext, name: str | None) -> Embeddings:
    """Return the vectors of the present samples, by id; those of several embedders joined."""
    embedders = _embedders(ctx, name)
    stores = [store_of(ctx, embedder) for embedder in embedders]
    files: list[tuple[int, str, str, str, str]] = []
    # A large book without embeddings is refused at once.
    if all(store.rows for store in stores):
        with ctx.database.reading() as connection:
            files = imports.files(connection)
    hashes = [file[1] for file in files]
    rows = np.stack([store.rows_of(hashes) for store in stores])
    known = (rows >= 0).all(axis=0)
    if not known.any():
        called = JOIN.join(embedder.name for embedder in embedders)
        raise NotReady(
            f"{ctx.name} has no embeddings of {called}",
            needs="embeddings",
            of=(name,) if name else (),
        )
    samples = np.asarray([file[0] for file in files], dtype=np.int64)[known]
    vectors = [store.vectors()[row[known]] for store, row in zip(stores, rows, strict=True)]
    return Embeddings(
        name=JOIN.join(embedder.name for embedder in embedders),
        samples=samples,
        vectors=vectors[0] if len(vectors) == 1 else np.concatenate(vectors, axis=1),
        parts=tuple(length for embedder in embedders for length in embedder.parts),
    )


def embed_files(ctx: BookContext, files: Sequence[Path], progress: Callable[[int], None]) -> Floats:
    """Return the embeddings of image files, made as those of samples and not stored: (n, d).

    progress: called with how many are done.
    """
    opened = [(embedder, embedder.load()) for embedder in _embedders(ctx, None)]
    found: list[Floats] = []
    for start in range(0, len(files), embed_images.BATCH):
        images = [
            Opened.of(file.read_bytes()) for file in files[start : start + embed_images.BATCH]
        ]
        parts = [
            model(np.stack([embedder.prepare(image) for image in images]))
            for embedder, model in opened
        ]
        found.append(np.concatenate(parts, axis=1))
        progress(start + len(images))
    return np.concatenate(found)


def chosen(ctx: BookContext) -> str:
    """Return the name of the book's embedder."""
    return ctx.journal.setting(SETTING) or DEFAULT


def _embedders(ctx: BookContext, name: str | None) -> list[Embedder]:
    return open_embedders(name or chosen(ctx), cache(ctx) / "models")


def project(
    ctx: BookContext,
    afresh: bool,
    progress: Callable[[str, int, int], None] | None,
) -> tuple[str, ...]:
    """Make the maps of content and style, or update them; returns their lenses."""
    try:
        seen = embeddings(ctx, None)
    except NotReady:
        return ()
    for lens in MADE_HERE:
        of_lens = None if progress is None else partial(progress, lens)
        lay_map(ctx, lens, seen, afresh=afresh, progress=of_lens)
    return MADE_HERE


def lay_map(
    ctx: BookContext,
    lens: str,
    seen: Embeddings,
    *,
    afresh: bool = False,
    progress: Progress | None = None,
) -> None:
    """Make the map of a lens from vectors, or update it."""
    labels = labels_of(ctx.database, seen.samples)
    folder = _projection(ctx, lens)
    with logs.timed(log, f"laying {len(seen.samples):,} samples on the {lens} map"):
        projection.make(folder, lens, seen, labels, afresh=afresh, progress=progress)


def projected(ctx: BookContext, lens: str) -> Projection:
    """Return the places of the present samples on the map of a lens."""
    chart = _chart(ctx, lens)
    with ctx.database.reading() as connection:
        present = np.isin(chart.samples, np.asarray(imports.present(connection), dtype=np.int64))
    return Projection(chart.samples[present], chart.xy[present], chart.typicality[present])


def map_file(ctx: BookContext, lens: str) -> bytes:
    """Return a map as the page takes it."""
    found = projected(ctx, lens)
    header = {"lens": _lens(ctx, lens), "rows": len(found.samples)}
    x, y = np.ascontiguousarray(found.xy.T)
    return columns.write(
        header,
        {"id": found.samples.astype(np.uint32), "x": x, "y": y, "typicality": found.typicality},
    )


def neighbours(ctx: BookContext, sample: int, lens: str, limit: int) -> list[Neighbour]:
    """Return the nearest present samples."""
    chart = _chart(ctx, lens)
    row = int(rows_of(chart.samples, [sample])[0])
    if row < 0:
        raise NotReady(
            f"sample {sample} is not on the {_lens(ctx, lens)} map yet", needs=_needed(ctx, lens)
        )
    with ctx.database.reading() as connection:
        present = np.asarray(imports.present(connection), dtype=np.int64)
    # Samples whose import was undone are still on the map: ask for as many more.
    gone = len(np.setdiff1d(chart.samples, present))
    rows, distances = projection.near(chart, row, limit + gone)
    kept = np.isin(chart.samples[rows], present)
    found = zip(chart.samples[rows][kept].tolist(), distances[kept].tolist(), strict=True)
    return [Neighbour(SampleId(other), distance) for other, distance in found][:limit]


def _chart(ctx: BookContext, lens: str) -> Chart:
    chart = projection.load(_projection(ctx, lens))
    if chart is None:
        raise NotReady(f"{ctx.name} has no {_lens(ctx, lens)} map yet", needs=_needed(ctx, lens))
    return chart


def _needed(ctx: BookContext, lens: str) -> str:
    """Return what a map is made of."""
    return {OWN_MODEL: "own model", ADDED: "added embeddings"}.get(_lens(ctx, lens), "map")


def labels_of(database: Database, samples: Ids) -> list[str | None]:
    """Return the label of each sample."""
    with database.reading() as connection:
        label_of = imports.labels(connection)
    return [label_of[sample] for sample in samples.tolist()]


def added_lens(name: str) -> str:
    """Return the lens of a set of embeddings that were added."""
    return f"{ADDED}:{name}"


def _lens(ctx: BookContext, name: str) -> str:
    """Return the lens of a name of today or before; BadInput or NotFound where there is none.

    "added" is the set that was added last, and itself where there is none.
    """
    lens = FORMER_LENSES.get(name, name)
    kind, mark, of = lens.partition(":")
    if kind == ADDED and mark:
        if of not in computed.names(ctx, "embeddings"):
            raise NotFound(computed.missing(ctx, "embeddings", of))
        return lens
    if lens == ADDED:
        newest = computed.newest(ctx, "embeddings")
        return lens if newest is None else added_lens(newest)
    if lens not in LENSES:
        raise BadInput(f"{name!r} is no lens: use {', '.join(LENSES)}")
    return lens


def _projection(ctx: BookContext, lens: str) -> Path:
    """Return the folder of a map, by its name of 0.1.0 where it was made there."""
    lens, folder = _lens(ctx, lens), cache(ctx) / "projection"
    for former, today in FORMER_LENSES.items():
        if today == lens and (folder / former).is_dir() and not (folder / lens).is_dir():
            return folder / former
    # A colon cannot stand in a name everywhere.
    return folder / lens.replace(":", "-", 1)


def remove_map(ctx: BookContext, lens: str) -> None:
    """Remove the map of a set of added embeddings that was removed itself."""
    shutil.rmtree(cache(ctx) / "projection" / lens.replace(":", "-", 1), ignore_errors=True)


def cache(ctx: BookContext) -> Path:
    """Return the book's folder of what can be made again."""
    return ctx.directory / "cache"


def store_of(ctx: BookContext, embedder: Embedder) -> VectorStore:
    """Return the vectors of an embedder."""
    folder = cache(ctx) / "embeddings" / embedder.name
    return VectorStore(folder, embedder.version, embedder.dimensions)
