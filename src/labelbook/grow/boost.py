"""From a mistake to more of what was mistaken: candidates made near it, the nearest first."""

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
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.grow import candidates, gradients, hardness, make, render
from labelbook.grow.candidate_records import CandidateSet, NewSet
from labelbook.grow.laws import decisions
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
"""How candidates are ranked in a book without embeddings: by where the drawing's edges run."""

_PARENTS = 12
_PER_PLACE = 3
"""So many are made for each that is offered: the nearest are kept."""


@dataclass(frozen=True)
class BoostOrder:
    """What is asked for: images of a class near those that are taken for another.

    mistakes: samples; None: those of val in that cell of the confusion matrix.
    """

    truth: str
    predicted: str
    mistakes: tuple[int, ...] | None = None
    count: int = 48
    seed: int = 0
    author: str = "labelbook"


@dataclass(frozen=True, eq=False)
class _Eyes:
    """How nearness is seen. of_samples: (ids, (n, d) unit vectors); of_files: (n, d) of new images.

    name: of the embedder, or EDGES.
    """

    name: str
    of_samples: Callable[[pl.DataFrame], tuple[Codes, Floats]]
    of_files: Callable[[Sequence[Path], Callable[[int], None]], Floats]


def check(ctx: BookContext, order: BoostOrder) -> tuple[list[int], str]:
    """Return the mistakes and what says so; BadInput where nothing can be made near them."""
    if not 1 <= order.count <= candidates.MOST:
        most = candidates.MOST
        raise BadInput(f"{order.count} candidates cannot be looked through: ask for 1 to {most}")
    return _mistakes(ctx, order)


def boost(ctx: BookContext, order: BoostOrder, progress: Progress | None = None) -> CandidateSet:
    """Make candidates of a class near samples of it that are taken for another, and keep them."""
    wrong, source = check(ctx, order)
    eyes = _eyes(ctx, wrong)
    _, targets = eyes.of_samples(ctx.journal.samples().filter(pl.col("sample").is_in(wrong)))
    samples, looks = eyes.of_samples(_able(ctx, order.truth))
    if not len(samples):
        raise BadInput(f"train has no sample of {order.truth} that may have children")
    near = np.argsort(-(looks @ targets.T).max(axis=1), kind="stable")[:_PARENTS]
    slots = _slots(ctx, samples[near].tolist(), order)
    told = progress or (lambda done, total: None)
    total = 2 * len(slots)
    files, _ = make.make_files(ctx, slots, lambda done, _: told(done, total))
    offered = candidates.known(ctx)
    made = [place for place in sorted(files) if files[place].hash not in offered]
    if not made:
        raise BadInput(f"no image could be made of {order.truth}: choose another recipe or seed")
    paths = [ctx.directory / IMAGES / files[place].location for place in made]
    own = eyes.of_files(paths, lambda done: told(len(slots) + done, total))
    apart = 1 - (own @ targets.T).max(axis=1)
    best = np.argsort(apart, kind="stable")[: order.count].tolist()
    chosen = [(slots[made[row]], files[made[row]], float(apart[row])) for row in best]
    told(total, total)
    kept = NewSet(
        "recipe", order.truth, order.predicted, source, eyes.name, tuple(wrong), order.author
    )
    return candidates.keep(ctx.database, kept, chosen)


def _mistakes(ctx: BookContext, order: BoostOrder) -> tuple[list[int], str]:
    """The samples that were mistaken, never of test."""
    if order.mistakes is not None:
        splits = {sample: ctx.journal.sample(sample).split for sample in order.mistakes}
        found = [sample for sample, split in splits.items() if split != "test"]
        if not found:
            raise BadInput(
                "these are test samples: nothing is made near them, or the test would no longer "
                "measure; choose mistakes in val"
            )
        return found, "as named"
    known = hardness.known(ctx)
    if known is None:
        raise NotReady(
            "the fixed model was not judged on this book, so its mistakes are not known",
            needs="runs",
        )
    wrong = hardness.mistakes(hardness.still(ctx, known.table)).filter(
        (pl.col("label") == order.truth) & (pl.col("predicted") == order.predicted)
    )
    if wrong.is_empty():
        raise BadInput(
            f"{known.name} takes no {order.truth} of val for {order.predicted}: there is nothing "
            "to boost"
        )
    return wrong["sample"].to_list(), known.name


def _able(ctx: BookContext, truth: str) -> pl.DataFrame:
    """The samples of a class that may be parents."""
    doubted = decisions.doubtful(ctx) or []
    return ctx.journal.samples().filter(
        ~pl.col("excluded")
        & (pl.col("label") == truth)
        & (pl.col("split") == "train")
        & (pl.col("origin") != "augmented")
        & ~pl.col("sample").is_in(doubted)
    )


def _eyes(ctx: BookContext, wrong: list[int]) -> _Eyes:
    """See by the book's embedding where the mistakes have one, else by edges."""
    try:
        seen = Maps(ctx).embeddings()
    except (NotReady, NotFound) as missing:
        log.info("the mistakes are seen by their edges: %s", missing)
        return _by_edges(ctx)
    if not np.isin(wrong, seen.samples).any():
        return _by_edges(ctx)

    def of_samples(asked: pl.DataFrame) -> tuple[Codes, Floats]:
        rows = np.flatnonzero(np.isin(seen.samples, asked["sample"].to_numpy()))
        return seen.samples[rows], unit(seen.vectors[rows].astype(np.float32))

    def of_files(paths: Sequence[Path], told: Callable[[int], None]) -> Floats:
        return unit(embed.embed_files(ctx, paths, told))

    return _Eyes(seen.name, of_samples, of_files)


def _by_edges(ctx: BookContext) -> _Eyes:
    drawn = decisions.look(ctx, None, ctx.journal.samples().drop_nulls("label"))[1].drawn

    def of_samples(asked: pl.DataFrame) -> tuple[Codes, Floats]:
        samples, seen, _ = decisions.look(ctx, None, asked.drop_nulls("label"))
        usable = np.asarray(seen.planes.any(axis=(1, 2)))
        ids = np.asarray(samples, dtype=np.int64)
        return ids[usable], gradients.features(seen.planes[usable])

    def of_files(paths: Sequence[Path], told: Callable[[int], None]) -> Floats:
        planes = [
            pictures.plane(decode.open_plain(path.read_bytes()), drawn=drawn) for path in paths
        ]
        return gradients.features(np.stack(planes))

    return _Eyes(EDGES, of_samples, of_files)


def _slots(ctx: BookContext, parents: list[int], order: BoostOrder) -> list[Slot]:
    """Many draws of the book's recipe on the parents; the class stays."""
    recipe = recipe_of(ctx, None)
    names = [step.transform for step in recipe.steps if transforms.get(step.transform).governed]
    in_force, _ = decisions.in_force(ctx, names)
    staying = {key: law for key, law in in_force.items() if law.verdict == "stays"}
    lot = np.random.default_rng((order.seed, 3))
    found: list[Slot] = []
    for place in range(order.count * _PER_PLACE):
        own = int(lot.integers(0, 2**31 - 1))
        drawn, _ = render.draw(recipe, order.truth, staying, own, may_swap=False)
        found.append(Slot((parents[place % len(parents)],), drawn, order.truth))
    return found
