"""Who may have children: the samples of train that are labelled and not doubted."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.context import BookContext
from labelbook.core.arrays import Codes, Floats, rows_of
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.grow import gradients, hardness, quick_look
from labelbook.grow.hardness import Candidates
from labelbook.grow.laws import decisions
from labelbook.grow.records import Parents
from labelbook.maps.service import Maps

log = logging.getLogger("labelbook.grow")

if TYPE_CHECKING:
    from labelbook.core.types import Progress


NOBODY = "no sample may have children: train needs labelled samples that are not doubted"


@dataclass(frozen=True, eq=False)
class Ground:
    """Who may have children. have: samples of each class in train; kept: images of train, val."""

    parents: Parents
    have: list[int]
    kept: int
    left_out: dict[str, int]
    reasons: list[str]


def ground(ctx: BookContext, progress: Progress | None) -> Ground:
    """Look at who may have children, and who is hard for the fixed model."""
    now = ctx.journal.samples().filter(~pl.col("excluded"))
    kept = now.filter((pl.col("split") != "test") & pl.col("label").is_not_null()).height
    train = now.filter(pl.col("split") == "train")
    labelled = train.filter(pl.col("label").is_not_null())
    original = labelled.filter(pl.col("origin") != "augmented")
    classes = decisions.classes_of(ctx)
    have = [labelled.filter(label=name).height for name in classes]
    left_out = {"without a label": train.height - labelled.height}
    left_out["grown themselves"] = labelled.height - original.height
    if original.is_empty():
        raise BadInput(NOBODY)
    ids, seen, _ = decisions.look(ctx, progress, original)
    samples = np.asarray(ids, dtype=np.int64)
    usable = ~seen.doubted
    searched = decisions.doubtful(ctx)
    reasons = ["children stay in train; val and test stay as they are, so that they measure"]
    glance = quick_look.glance(seen.planes, seen.label, len(classes), seen.group)
    if searched is None:
        reasons.append(
            "the book was not searched for issues: labels are doubted by a quick look; a search "
            "finds more"
        )
        left_out["doubted at a quick look"] = int((usable & glance.doubted).sum())
        usable = usable & ~glance.doubted
    else:
        left_out["doubted"] = int(seen.doubted.sum())
    some = _candidates(ctx, samples, seen.label, classes, usable, glance.looks)
    style = quick_look.style(some.vectors, seen.label)
    hard, why = hardness.find(ctx, some, searched or [])
    parents = Parents(samples[usable], seen.label[usable], classes, style[usable], hard[usable])
    left_out = {reason: count for reason, count in left_out.items() if count}
    return Ground(parents, have, kept, left_out, [*reasons, *why])


def _candidates(
    ctx: BookContext,
    samples: Codes,
    label: Codes,
    classes: tuple[str, ...],
    usable: npt.NDArray[np.bool_],
    looks: Floats,
) -> Candidates:
    """Return samples with their embeddings where all have one, else with what a glance saw."""
    try:
        embedded = Maps(ctx).embeddings()
        rows = rows_of(embedded.samples, samples)
    except (NotReady, NotFound) as missing:
        log.info("samples are told apart at a glance: %s", missing)
        rows = None
    if rows is not None and (rows >= 0).all():
        vectors = embedded.vectors[rows].astype(np.float32)

        def vectors_of(asked: pl.DataFrame) -> tuple[Codes, Floats]:
            own = asked["sample"].to_numpy()
            there = rows_of(embedded.samples, own)
            return own[there >= 0], embedded.vectors[there[there >= 0]].astype(np.float32)

        return Candidates(samples, label, classes, usable, vectors, vectors_of)

    def looks_of(asked: pl.DataFrame) -> tuple[Codes, Floats]:
        if asked.is_empty():
            return np.zeros(0, dtype=np.int64), looks[:0]
        there = ctx.journal.samples().filter(pl.col("sample").is_in(asked["sample"].to_list()))
        own, seen, _ = decisions.look(ctx, None, there)
        return np.asarray(own, dtype=np.int64), gradients.features(seen.planes)

    return Candidates(samples, label, classes, usable, looks, looks_of)
