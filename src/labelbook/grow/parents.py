"""The samples that may be parents: of train, labelled, without a label issue."""

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


NOBODY = "no sample may have children: train needs labelled samples without a label issue"


@dataclass(frozen=True, eq=False)
class ParentPool:
    """The possible parents. have: samples of each class in train; kept: images of train and val.

    left_out: reason -> samples of train that may have no children. reasons: sentences for the plan.
    """

    parents: Parents
    have: list[int]
    kept: int
    left_out: dict[str, int]
    reasons: list[str]


def find(ctx: BookContext, progress: Progress | None) -> ParentPool:
    """Return the samples that may be parents, and which of them are hard for a model."""
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
    ids, read, _ = decisions.read_planes(ctx, progress, original)
    samples = np.asarray(ids, dtype=np.int64)
    usable = ~read.flagged
    searched = decisions.flagged_samples(ctx)
    reasons = [
        "children are added to train; val and test stay as they are, so that they still measure"
    ]
    checked = quick_look.check(read.planes, read.label, len(classes), read.group)
    if searched is None:
        reasons.append(
            "the book was not searched for issues: labels are only checked quickly; a search finds "
            "more"
        )
        left_out["with a label issue (quick check)"] = int((usable & checked.flagged).sum())
        usable = usable & ~checked.flagged
    else:
        left_out["with a label issue"] = int(read.flagged.sum())
    some = _candidates(ctx, samples, read.label, classes, usable, checked.features)
    style = quick_look.style(some.vectors, read.label)
    hard, why = hardness.find(ctx, some, searched or [])
    parents = Parents(samples[usable], read.label[usable], classes, style[usable], hard[usable])
    left_out = {reason: count for reason, count in left_out.items() if count}
    return ParentPool(parents, have, kept, left_out, [*reasons, *why])


def _candidates(
    ctx: BookContext,
    samples: Codes,
    label: Codes,
    classes: tuple[str, ...],
    usable: npt.NDArray[np.bool_],
    features: Floats,
) -> Candidates:
    """Return samples with their embeddings where all have one, else with their edge features."""
    try:
        embedded = Maps(ctx).embeddings()
        rows = rows_of(embedded.samples, samples)
    except (NotReady, NotFound) as missing:
        log.info("samples are compared by their edges: %s", missing)
        rows = None
    if rows is not None and (rows >= 0).all():
        vectors = embedded.vectors[rows].astype(np.float32)

        def vectors_of(asked: pl.DataFrame) -> tuple[Codes, Floats]:
            own = asked["sample"].to_numpy()
            there = rows_of(embedded.samples, own)
            return own[there >= 0], embedded.vectors[there[there >= 0]].astype(np.float32)

        return Candidates(samples, label, classes, usable, vectors, vectors_of)

    def features_of(asked: pl.DataFrame) -> tuple[Codes, Floats]:
        if asked.is_empty():
            return np.zeros(0, dtype=np.int64), features[:0]
        there = ctx.journal.samples().filter(pl.col("sample").is_in(asked["sample"].to_list()))
        own, read, _ = decisions.read_planes(ctx, None, there)
        return np.asarray(own, dtype=np.int64), gradients.features(read.planes)

    return Candidates(samples, label, classes, usable, features, features_of)
