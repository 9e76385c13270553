"""The search for issues: show a book's samples to all finders, and store what they find."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from labelbook.columns.groups import group_columns
from labelbook.columns.service import MetadataColumns
from labelbook.context import BookContext
from labelbook.core import columns, logs
from labelbook.core.arrays import Flags, Floats, Ids, rows_of
from labelbook.core.types import ChangesetId
from labelbook.errors import NotFound, NotReady
from labelbook.image_files import SampleFile
from labelbook.images import lost
from labelbook.images.pictures import Gathering, Pictures
from labelbook.issues import predictions, resplit, store
from labelbook.issues.evidence import alignment
from labelbook.issues.evidence.view import View
from labelbook.issues.kinds import Issue, issue_kinds
from labelbook.issues.own_model import store as own_model
from labelbook.issues.own_model import train as own_training
from labelbook.issues.resplit import SplitProposal
from labelbook.journal.records import SPLITS
from labelbook.maps import added as added_embeddings
from labelbook.maps.embed import OWN_MODEL, cache, embed, lay_map
from labelbook.maps.embedders import DEFAULT, INK, JOIN
from labelbook.maps.records import Embeddings
from labelbook.maps.service import Maps

if TYPE_CHECKING:
    from labelbook.core.types import Progress

log = logging.getLogger("labelbook.issues")


@dataclass(frozen=True)
class FindReport:
    """What a search found. counts: kind -> issues. own_model: whether its predictions were used."""

    seq: ChangesetId
    counts: dict[str, int]
    own_model: bool
    seconds: float


def find(ctx: BookContext, progress: Progress | None) -> FindReport:
    """Search the book as it is now and replace what was found before."""
    started = time.perf_counter()
    seq = ChangesetId(ctx.journal.seq)
    view = make_view(ctx, progress)
    with _one_core(), logs.timed(log, f"searching {len(view.samples):,} samples for issues"):
        found = find_all(view)
    seconds = time.perf_counter() - started
    searched = store.About(
        seq, view.own_model is not None, seconds, tuple(issue_kinds.names), added(ctx)
    )
    store.write(_folder(ctx), found, searched)
    counts = store.counts(table(ctx))
    return FindReport(seq, counts, view.own_model is not None, seconds)


def find_all(view: View) -> list[Issue]:
    """Run all finders that have what they need; of each kind the highest scores first."""
    found: list[Issue] = []
    for kind in issue_kinds:
        if "embeddings" not in kind.needs or view.vectors is not None:
            found += sorted(kind.find(view), key=lambda issue: (-issue.score, issue.sample))
    return found


def train_own_model(ctx: BookContext, progress: Progress | None) -> int:
    """Train the own model and make its map; returns how many samples it judges."""
    view = replace(make_view(ctx, None), own_model=None)
    folder = own_model.folder_in(cache(ctx))
    with _one_core(), logs.timed(log, f"training the own model on {len(view.samples):,} samples"):
        judged = int(own_training.train(view, folder, progress).sum())
    trained = own_model.vectors_of(folder, view.hashes)
    if trained is not None and len(trained.rows):
        # The key in the name makes a new map after each training.
        vectors = Embeddings(
            f"{OWN_MODEL}-{trained.key}",
            view.samples[trained.rows],
            trained.vectors,
            (alignment.DIMENSIONS,) * own_training.ROUNDS,
        )
        lay_map(ctx, OWN_MODEL, vectors)
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
    """Count the issues of each kind."""
    return store.counts(table(ctx))


def columns_file(ctx: BookContext) -> bytes:
    """Return the score of each label as a columns file."""
    ranked = chosen(ctx, "mislabelled", None, ranked=True).sort("sample")
    codes = {name: code for code, name in enumerate(ctx.journal.snapshot().classes, start=1)}
    suggestion = ranked["suggestion"].replace_strict(codes, default=0, return_dtype=pl.UInt16)
    return columns.write(
        {"rows": ranked.height},
        {
            "id": ranked["sample"].to_numpy().astype(np.uint32),
            "score": ranked["score"].to_numpy().astype(np.float32),
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
    files = ctx.files.of()
    classes = tuple(ctx.journal.classes())
    samples: Ids = now["sample"].to_numpy().astype(np.int64)
    locate = [files[sample].locate for sample in samples.tolist()]
    hashes = tuple(now["hash"].to_list())
    gathering = Gathering(hashes, locate, cache(ctx))
    names = [DEFAULT, INK] if gathering.drawn else [DEFAULT]
    try:
        embed(ctx, JOIN.join(names), progress, gathering)
    finally:
        gathering.keep()
    read = _with_lost(
        gathering.pictures(), [files[each] for each in samples.tolist()], now["size"].to_list()
    )
    blocks = [_vectors(ctx, name, samples) for name in names]
    embedded: Flags = np.logical_and.reduce([there for _, there in blocks])
    evidence = [*_added_vectors(ctx, samples, embedded), *(vectors for vectors, _ in blocks)]
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
        locate=lambda row: locate[row](),
        pictures=read,
        vectors=blocks[0][0] if embedded.any() else None,
        parts=Maps(ctx).embeddings(DEFAULT).parts if embedded.any() else (),
        embeddings=tuple(evidence) if embedded.any() else (),
        embedded=embedded,
        belong=group_columns(now, MetadataColumns(ctx).list()),
        own_model=own_model.read(own_model.folder_in(cache(ctx)), hashes, classes),
        predicted=tuple(
            (found.known, found.probabilities) for found in predictions.read(ctx, hashes, classes)
        ),
    )


def added(ctx: BookContext) -> tuple[str, ...]:
    """Return what names the predictions and embeddings of other programs as they are now."""
    vectors = [each.name for each in added_embeddings.everything(ctx)]
    return (*predictions.keys(ctx), *vectors)


def _added_vectors(ctx: BookContext, samples: Ids, embedded: Flags) -> list[Floats]:
    """Return each set of embeddings that was added, row by row, where all rows have one."""
    blocks: list[Floats] = []
    for found in added_embeddings.everything(ctx):
        rows = rows_of(found.samples, samples)
        if not len(found.samples) or (rows[embedded] < 0).any():
            log.warning("the embeddings %s miss some samples: they are not used", found.name)
            continue
        blocks.append(np.where((rows >= 0)[:, None], found.vectors[rows], 0).astype(np.float32))
    return blocks


def _with_lost(read: Pictures, files: Sequence[SampleFile], sizes: Sequence[int]) -> Pictures:
    """Return pictures with what is wrong with files whose pictures are known from before."""
    found = lost.find([f"{file.root.folder}/{file.location}" for file in files], sizes)
    return replace(read, reasons=found.gone | read.reasons, faults=read.faults | found.changed)


def _vectors(ctx: BookContext, name: str, samples: Ids) -> tuple[Floats, Flags]:
    """Return embeddings row by row, zero where there is none, and which rows have one."""
    try:
        known = Maps(ctx).embeddings(name)
    except (NotReady, NotFound) as missing:
        log.info("searching without %s: %s", name, missing)
        return np.zeros((len(samples), 1), dtype=np.float32), np.zeros(len(samples), dtype=bool)
    rows = rows_of(known.samples, samples)
    there: Flags = rows >= 0
    vectors = np.zeros((len(samples), known.vectors.shape[1]), dtype=np.float32)
    vectors[there] = known.vectors[rows[there]]
    return vectors, there


def _one_core() -> threadpool_limits:
    """Let products of matrices use one core: several wait for each other longer than they save."""
    return threadpool_limits(1)


def _folder(ctx: BookContext) -> Path:
    return cache(ctx) / "issues"
