"""What a book does with finders: show them its samples, keep what they find."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from labelbook.context import BookContext
from labelbook.core import columns, logs
from labelbook.errors import NotFound, NotReady
from labelbook.images import lost
from labelbook.images.pictures import Gathering, Pictures
from labelbook.images.roots import located
from labelbook.issues import resplit, store
from labelbook.issues.evidence import alignment
from labelbook.issues.evidence.view import Flags, Floats, Ids, View
from labelbook.issues.kinds import Issue, issue_kinds
from labelbook.issues.own_net import store as sight
from labelbook.issues.own_net import train as eyes
from labelbook.issues.resplit import SplitProposal
from labelbook.journal import samples as imports
from labelbook.journal.records import SPLITS
from labelbook.maps.embed import cache, embed, lay_map
from labelbook.maps.embedders import DEFAULT, INK, JOIN
from labelbook.maps.records import Embeddings
from labelbook.maps.service import Maps

if TYPE_CHECKING:
    from labelbook.core.types import Progress

log = logging.getLogger("labelbook.issues")


@dataclass(frozen=True)
class FindReport:
    """What a search found. counts: kind -> suspects. eyes: whether the book's own net was heard."""

    seq: int
    counts: dict[str, int]
    eyes: bool
    seconds: float


def find(ctx: BookContext, progress: Progress | None) -> FindReport:
    """Search the book as it is now and replace what was found before."""
    started = time.perf_counter()
    seq = ctx.journal.seq
    view = make_view(ctx, progress)
    with _one_core(), logs.timed(log, f"searching {len(view.samples):,} samples for issues"):
        found = find_all(view)
    seconds = time.perf_counter() - started
    told = store.About(seq, view.eyes is not None, seconds, tuple(issue_kinds.names))
    store.write(_folder(ctx), found, told)
    counts = store.counts(table(ctx))
    return FindReport(seq, counts, view.eyes is not None, seconds)


def find_all(view: View) -> list[Issue]:
    """Run all finders that have what they need; each kind's most suspect first."""
    found: list[Issue] = []
    for kind in issue_kinds:
        if "embeddings" not in kind.needs or view.vectors is not None:
            found += sorted(kind.find(view), key=lambda issue: (-issue.score, issue.sample))
    return found


def train_eyes(ctx: BookContext, progress: Progress | None) -> int:
    """Train the book's own nets and lay their lens's map; returns how many samples they judge."""
    view = replace(make_view(ctx, None), eyes=None)
    folder = cache(ctx) / "eyes"
    with _one_core(), logs.timed(log, f"training the eyes on {len(view.samples):,} samples"):
        judged = int(eyes.train(view, folder, progress).sum())
    seen = sight.seen(folder, view.hashes)
    if seen is not None and len(seen.rows):
        # The key in the name lays the map out anew after each training.
        vectors = Embeddings(
            f"eyes-{seen.key}",
            view.samples[seen.rows],
            seen.vectors,
            (alignment.DIMENSIONS,) * eyes.ROUNDS,
        )
        lay_map(ctx, "eyes", vectors)
    return judged


def propose_split(ctx: BookContext, val: float, progress: Progress | None) -> SplitProposal:
    """Propose a split of the samples that are not excluded."""
    view = make_view(ctx, progress)
    with _one_core():
        return resplit.propose(view, val)


def table(ctx: BookContext) -> pl.DataFrame:
    """Return all stored issues that still hold."""
    return store.read(_folder(ctx), ctx.journal.samples(), str(ctx.directory))


def chosen(
    ctx: BookContext, kind: str | None, limit: int | None, *, ranked: bool, offset: int = 0
) -> pl.DataFrame:
    """Return stored issues that still hold, as a table."""
    if kind is not None:
        issue_kinds.get(kind)
    return store.choose(table(ctx), kind, limit, ranked=ranked, offset=offset)


def issues(
    ctx: BookContext, kind: str | None, limit: int | None, *, ranked: bool, offset: int = 0
) -> list[Issue]:
    """Return stored issues that still hold."""
    return store.issues(chosen(ctx, kind, limit, ranked=ranked, offset=offset))


def counts(ctx: BookContext) -> dict[str, int]:
    """Count the suspects of each kind."""
    return store.counts(table(ctx))


def columns_file(ctx: BookContext) -> bytes:
    """Return the doubt in each label as the page takes it."""
    doubted = chosen(ctx, "label", None, ranked=True).sort("sample")
    codes = {name: code for code, name in enumerate(ctx.journal.snapshot().classes, start=1)}
    suggestion = doubted["suggestion"].replace_strict(codes, default=0, return_dtype=pl.UInt16)
    return columns.write(
        {"rows": doubted.height},
        {
            "id": doubted["sample"].to_numpy().astype(np.uint32),
            "score": doubted["score"].to_numpy().astype(np.float32),
            "suggestion": suggestion.fill_null(0).to_numpy(),
        },
    )


def about(ctx: BookContext) -> store.About | None:
    """Return when the book was searched last."""
    return store.about(_folder(ctx))


def make_view(ctx: BookContext, progress: Progress | None) -> View:
    """Show finders the samples that are not excluded; embeds what is not embedded yet."""
    # What was grown is its parents again: it would be found a duplicate of them.
    now = ctx.journal.samples().filter(~pl.col("excluded") & (pl.col("origin") != "augmented"))
    with ctx.database.reading() as connection:
        places = {row[0]: row[1:] for row in imports.files(connection)}
    classes = tuple(ctx.journal.classes())
    samples: Ids = now["sample"].to_numpy().astype(np.int64)
    files: list[Callable[[], Path]] = [
        partial(located, ctx.directory, folder, location, path)
        for _, path, folder, location in (places[sample] for sample in samples.tolist())
    ]
    hashes = tuple(now["hash"].to_list())
    gathering = Gathering(hashes, files, cache(ctx))
    names = [DEFAULT, INK] if gathering.drawn else [DEFAULT]
    try:
        embed(ctx, JOIN.join(names), progress, gathering)
    finally:
        gathering.keep()
    read = _with_lost(ctx, gathering.pictures(), [places[each] for each in samples.tolist()], now)
    blocks = [_vectors(ctx, name, samples) for name in names]
    embedded: Flags = np.logical_and.reduce([there for _, there in blocks])
    codes = pl.Series(now["label"].to_list(), dtype=pl.Enum(classes)).to_physical()
    return View(
        samples=samples,
        paths=tuple(now["path"].to_list()),
        hashes=hashes,
        classes=classes,
        label=codes.cast(pl.Int64).fill_null(-1).to_numpy().astype(np.int64),
        split=np.array([SPLITS.index(split) for split in now["split"]], dtype=np.int64),
        width=now["width"].to_numpy().astype(np.int64),
        height=now["height"].to_numpy().astype(np.int64),
        locate=lambda row: files[row](),
        pictures=read,
        vectors=blocks[0][0] if embedded.any() else None,
        parts=Maps(ctx).embeddings(DEFAULT).parts if embedded.any() else (),
        looks=tuple(vectors for vectors, _ in blocks) if embedded.any() else (),
        embedded=embedded,
        eyes=sight.read(cache(ctx) / "eyes", hashes, classes),
    )


def _with_lost(
    ctx: BookContext, read: Pictures, places: Sequence[tuple[str, ...]], now: pl.DataFrame
) -> Pictures:
    """Add what is wrong with files whose pictures are known from before."""
    found = lost.look(ctx.directory, [(each[2], each[3]) for each in places], now["size"].to_list())
    return replace(read, reasons=found.gone | read.reasons, faults=read.faults | found.changed)


def _vectors(ctx: BookContext, name: str, samples: Ids) -> tuple[Floats, Flags]:
    """Return embeddings row by row, zero where there is none, and which rows have one."""
    try:
        known = Maps(ctx).embeddings(name)
    except (NotReady, NotFound) as missing:
        log.info("searching without %s: %s", name, missing)
        return np.zeros((len(samples), 1), dtype=np.float32), np.zeros(len(samples), dtype=bool)
    rows = np.searchsorted(known.samples, samples)
    rows = np.minimum(rows, len(known.samples) - 1)
    there: Flags = known.samples[rows] == samples
    vectors = np.zeros((len(samples), known.vectors.shape[1]), dtype=np.float32)
    vectors[there] = known.vectors[rows[there]]
    return vectors, there


def _one_core() -> threadpool_limits:
    """Let products of matrices use one core: several wait for each other longer than they save."""
    return threadpool_limits(1)


def _folder(ctx: BookContext) -> Path:
    return cache(ctx) / "issues"
