"""Candidates near a model's mistakes: children of similar samples, the nearest first."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from labelbook.context import BookContext
from labelbook.core.arrays import Codes, Floats, unit
from labelbook.core.limits import IMAGES
from labelbook.core.types import SampleId
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.grow import candidates, gradients, hardness, make, render
from labelbook.grow.candidate_records import CandidateSet, NewSet
from labelbook.grow.laws import decisions
from labelbook.grow.laws.law import KEEPS
from labelbook.grow.recipes import recipe_of
from labelbook.grow.records import Slot
from labelbook.grow.transforms import transforms
from labelbook.images import decode, pictures
from labelbook.maps import embed
from labelbook.maps.service import Maps

if TYPE_CHECKING:
    from labelbook.core.types import Progress

log = logging.getLogger("labelbook.grow")


EDGES = "edges"
"""The name of the ranking in a book without embeddings: by directions of edges."""

_PARENTS = 12
_PER_PLACE = 3
"""Images made for each candidate: the nearest are offered."""


@dataclass(frozen=True)
class BoostOrder:
    """An order of candidates of a class near samples that are predicted as another.

    mistakes: samples; None = those of val in that cell of the confusion matrix.
    """

    truth: str
    predicted: str
    mistakes: tuple[int, ...] | None = None
    count: int = 48
    seed: int = 0
    author: str = "labelbook"


@dataclass(frozen=True, eq=False)
class _Similarity:
    """A space of images. of_samples: (ids, (n, d) unit vectors); of_files: (n, d) of new images.

    name: of the embedder, or EDGES.
    """

    name: str
    of_samples: Callable[[pl.DataFrame], tuple[Codes, Floats]]
    of_files: Callable[[Sequence[Path], Callable[[int], None]], Floats]


def check(ctx: BookContext, order: BoostOrder) -> tuple[list[int], str]:
    """Return the mistakes and where they come from; BadInput where no candidates can be made."""
    if not 1 <= order.count <= candidates.MOST:
        most = candidates.MOST
        raise BadInput(
            f"{order.count} candidates are too many to look through: ask for 1 to {most}"
        )
    return _mistakes(ctx, order)


def boost(ctx: BookContext, order: BoostOrder, progress: Progress | None = None) -> CandidateSet:
    """Add candidates of a class near samples of it that are predicted as another."""
    wrong, source = check(ctx, order)
    similarity = _similarity(ctx, wrong)
    _, targets = similarity.of_samples(ctx.journal.samples().filter(pl.col("sample").is_in(wrong)))
    samples, vectors = similarity.of_samples(_able(ctx, order.truth))
    if not len(samples):
        raise BadInput(f"train has no sample of {order.truth} that may have children")
    near = np.argsort(-(vectors @ targets.T).max(axis=1), kind="stable")[:_PARENTS]
    slots = _slots(ctx, samples[near].tolist(), order)
    report = progress or (lambda done, total: None)
    total = 2 * len(slots)
    files, _ = make.make_files(ctx, slots, lambda done, _: report(done, total))
    known = candidates.known_hashes(ctx)
    made = [place for place in sorted(files) if files[place].hash not in known]
    if not made:
        raise BadInput(f"no image could be made of {order.truth}: choose another recipe or seed")
    paths = [ctx.directory / IMAGES / files[place].location for place in made]
    own = similarity.of_files(paths, lambda done: report(len(slots) + done, total))
    distance = 1 - (own @ targets.T).max(axis=1)
    best = np.argsort(distance, kind="stable")[: order.count].tolist()
    chosen = [(slots[made[row]], files[made[row]], float(distance[row])) for row in best]
    report(total, total)
    new = NewSet(
        "recipe", order.truth, order.predicted, source, similarity.name, tuple(wrong), order.author
    )
    return candidates.add(ctx.database, new, chosen)


def _mistakes(ctx: BookContext, order: BoostOrder) -> tuple[list[int], str]:
    """Return the samples with a wrong prediction, never of test, and where that is known from."""
    if order.mistakes is not None:
        splits = {sample: ctx.journal.sample(sample).split for sample in order.mistakes}
        found = [sample for sample, split in splits.items() if split != "test"]
        if not found:
            raise BadInput(
                "these are test samples: candidates near them would make test measure too well; "
                "choose mistakes in val"
            )
        return found, "as named"
    known = hardness.latest_answers(ctx)
    if known is None:
        raise NotReady(
            "no model was evaluated on this book, so its mistakes are not known",
            needs="runs",
        )
    wrong = hardness.mistakes(hardness.with_same_label(ctx, known.table)).filter(
        (pl.col("label") == order.truth) & (pl.col("predicted") == order.predicted)
    )
    if wrong.is_empty():
        raise BadInput(
            f"{known.name} predicts {order.predicted} for no {order.truth} of val: there is "
            "nothing to boost"
        )
    return wrong["sample"].to_list(), known.name


def _able(ctx: BookContext, truth: str) -> pl.DataFrame:
    """Return the samples of a class that may be parents."""
    flagged = decisions.flagged_samples(ctx) or []
    return ctx.journal.samples().filter(
        ~pl.col("excluded")
        & (pl.col("label") == truth)
        & (pl.col("split") == "train")
        & (pl.col("origin") != "augmented")
        & ~pl.col("sample").is_in(flagged)
    )


def _similarity(ctx: BookContext, wrong: list[int]) -> _Similarity:
    """Return the book's embedding where the mistakes are in it, else a space of edges."""
    try:
        seen = Maps(ctx).embeddings()
    except (NotReady, NotFound) as missing:
        log.info("mistakes are compared by their edges: %s", missing)
        return _by_edges(ctx)
    if not np.isin(wrong, seen.samples).any():
        return _by_edges(ctx)

    def of_samples(asked: pl.DataFrame) -> tuple[Codes, Floats]:
        rows = np.flatnonzero(np.isin(seen.samples, asked["sample"].to_numpy()))
        return seen.samples[rows], unit(seen.vectors[rows].astype(np.float32))

    def of_files(paths: Sequence[Path], report: Callable[[int], None]) -> Floats:
        return unit(embed.embed_files(ctx, paths, report))

    return _Similarity(seen.name, of_samples, of_files)


def _by_edges(ctx: BookContext) -> _Similarity:
    drawn = decisions.read_planes(ctx, None, ctx.journal.samples().drop_nulls("label"))[1].drawn

    def of_samples(asked: pl.DataFrame) -> tuple[Codes, Floats]:
        samples, read, _ = decisions.read_planes(ctx, None, asked.drop_nulls("label"))
        usable = np.asarray(read.planes.any(axis=(1, 2)))
        ids = np.asarray(samples, dtype=np.int64)
        return ids[usable], gradients.features(read.planes[usable])

    def of_files(paths: Sequence[Path], report: Callable[[int], None]) -> Floats:
        planes = [
            pictures.plane(decode.open_plain(path.read_bytes()), drawn=drawn) for path in paths
        ]
        return gradients.features(np.stack(planes))

    return _Similarity(EDGES, of_samples, of_files)


def _slots(ctx: BookContext, parents: list[SampleId], order: BoostOrder) -> list[Slot]:
    """Return random applications of the book's recipe to the parents, which keep the class."""
    recipe = recipe_of(ctx, None)
    names = [step.transform for step in recipe.steps if transforms.get(step.transform).governed]
    in_force, _ = decisions.in_force(ctx, names)
    keeping = {key: law for key, law in in_force.items() if law.verdict == KEEPS}
    rng = np.random.default_rng((order.seed, 3))
    found: list[Slot] = []
    for place in range(order.count * _PER_PLACE):
        own = int(rng.integers(0, 2**31 - 1))
        derivation, _ = render.choose(recipe, order.truth, keeping, own, may_swap=False)
        found.append(Slot((parents[place % len(parents)],), derivation, order.truth))
    return found
