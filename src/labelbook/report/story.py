"""What a book tells those who will not open it: what was done, found, worth and asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import polars as pl

from labelbook.context import BookContext
from labelbook.discuss.rules_service import Rules
from labelbook.discuss.service import Discussion
from labelbook.errors import NotReady
from labelbook.evaluate.changed import moves
from labelbook.evaluate.service import Evaluation
from labelbook.exchange.service import Exchange
from labelbook.issues.service import Issues
from labelbook.journal import changesets, frames
from labelbook.journal.records import KEPT
from labelbook.report.records import (
    Found,
    ModelScore,
    OpenQuestion,
    Ruling,
    Share,
    Swap,
    Telling,
    WorkDone,
    Worth,
)

if TYPE_CHECKING:
    from labelbook.evaluate.verdicts import Milestone

IMPORTED = "imported"
CHANGED = {
    "relabelled": "relabelled",
    "excluded": "excluded",
    "moved": "moved to another split",
}
SPLITS_TOLD = ("test", "val")
"""The split whose score is told: the first of these that was judged."""


def telling(ctx: BookContext, position: int) -> Telling:
    """Gather it, as of a changeset; issues and questions are always those of now."""
    now = ctx.journal.samples(position)
    milestones = [item for item in Evaluation(ctx).timeline() if item.version <= position]
    model = _model(milestones)
    scores = _scores(milestones, model)
    told = {score.version for score in scores}
    return Telling(
        work=_work(ctx, now, position),
        found=_found(ctx, now),
        scores=tuple(scores),
        worth=tuple(
            Worth(step.first, step.second, step.verdict, step.sentence)
            for step in (Evaluation(ctx).steps(model) if model is not None else [])
            if step.first in told and step.second in told
        ),
        questions=tuple(
            OpenQuestion(
                item.title,
                item.state,
                item.author,
                item.at,
                item.comments,
                len(item.anchor.samples),
            )
            for item in Discussion(ctx).threads()
            if item.state != "resolved"
        ),
        rules=tuple(
            Ruling(rule.kind, rule.label, rule.text, rule.author, len(rule.samples))
            for rule in Rules(ctx).list()
            if rule.text
        ),
        card={name: value for name, value in asdict(Exchange(ctx).card()).items() if value},
    )


def as_imported(ctx: BookContext, samples: pl.DataFrame) -> pl.DataFrame:
    """Add to samples: imported (the label that each came with) and difference, see Story."""
    with ctx.database.reading() as connection:
        base = frames.imported(connection)
    before = base.select("sample", imported="label", split_imported="split")
    made, relabelled, moved = (
        pl.col("origin") != IMPORTED,
        pl.col("label").ne_missing(pl.col("imported")),
        pl.col("split") != pl.col("split_imported"),
    )
    difference = (
        pl.when(made)
        .then(pl.lit("added"))
        .when(relabelled)
        .then(pl.lit("relabelled"))
        .when(moved)
        .then(pl.lit("other split"))
    )
    return samples.join(before, "sample", "left", maintain_order="left").with_columns(
        difference.alias("difference")
    )


def _work(ctx: BookContext, now: pl.DataFrame, position: int) -> WorkDone:
    with ctx.database.reading() as connection:
        base = frames.imported(connection)
        shares = [Share(*row) for row in changesets.by_author(connection, position)]
    moved = moves(base, now)
    counts = dict(moved.group_by("kind").len().iter_rows())
    relabelled = moved.filter(kind="relabelled").group_by("before", "after").len()
    ordered = relabelled.sort(["len", "before", "after"], descending=[True, False, False])
    return WorkDone(
        changed={word: counts.get(kind, 0) for kind, word in CHANGED.items()},
        origins=dict(now.group_by("origin").len().iter_rows()),
        swaps=tuple(Swap(*row) for row in ordered.iter_rows()),
        shares=tuple(sorted(shares, key=lambda share: (-share.cells, -share.added, share.author))),
    )


def _found(ctx: BookContext, now: pl.DataFrame) -> Found | None:
    try:
        counts = Issues(ctx).counts()
    except NotReady:
        return None
    kept = now["tags"].list.eval(pl.element().str.starts_with(KEPT)).list.any().sum()
    return Found(counts, int(kept or 0))


def _model(milestones: Sequence[Milestone]) -> str | None:
    """The model that judged most versions; the contest's where that is even."""
    judged = [score.model for item in milestones for score in item.scores]
    return max(sorted(set(judged)), key=judged.count, default=None)


def _scores(milestones: Sequence[Milestone], model: str | None) -> list[ModelScore]:
    found: list[ModelScore] = []
    seen: set[str] = set()
    for item in milestones:
        of_model = [score for score in item.scores if score.model == model]
        if not of_model or item.data in seen:
            continue
        seen.add(item.data)
        best = max(of_model, key=lambda score: len(score.seeds))
        split = next((name for name in SPLITS_TOLD if name in best.scores), None)
        if split is not None:
            share = best.scores[split]
            images, seeds = item.counts.get(split, 0), len(best.seeds)
            found.append(
                ModelScore(
                    item.name,
                    best.model,
                    split,
                    images,
                    seeds,
                    share.estimate,
                    share.low,
                    share.high,
                )
            )
    return found
