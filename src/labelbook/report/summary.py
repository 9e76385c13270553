"""Gathering the summary of a report: changes, evaluation, issues, rules, questions, data card."""

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
    Contribution,
    LabelChange,
    ListedRule,
    ModelScore,
    OpenIssues,
    OpenQuestion,
    Summary,
    VersionStep,
    WorkDone,
)

if TYPE_CHECKING:
    from labelbook.evaluate.verdicts import Milestone

IMPORTED = "imported"
CHANGED = {
    "relabelled": "relabelled",
    "excluded": "excluded",
    "moved": "moved to another split",
}
SCORED = ("test", "val")
"""The split whose score is shown: the first of these that has one."""


def summarize(ctx: BookContext, position: int) -> Summary:
    """Return the summary as of a changeset; issues and questions are those of now."""
    now = ctx.journal.samples(position)
    milestones = [item for item in Evaluation(ctx).timeline() if item.version <= position]
    model = _model(milestones)
    scores = _scores(milestones, model)
    scored = {score.version for score in scores}
    return Summary(
        work=_work(ctx, now, position),
        issues=_issues(ctx, now),
        scores=tuple(scores),
        steps=tuple(
            VersionStep(step.first, step.second, step.verdict, step.sentence)
            for step in (Evaluation(ctx).steps(model) if model is not None else [])
            if step.first in scored and step.second in scored
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
            ListedRule(rule.kind, rule.label, rule.text, rule.author, len(rule.samples))
            for rule in Rules(ctx).list()
            if rule.text
        ),
        card={name: value for name, value in asdict(Exchange(ctx).card()).items() if value},
    )


def as_imported(ctx: BookContext, samples: pl.DataFrame) -> pl.DataFrame:
    """Add to samples: imported (the label at the import) and difference, see ReportData."""
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
        contributions = [Contribution(*row) for row in changesets.by_author(connection, position)]
    moved = moves(base, now)
    counts = dict(moved.group_by("kind").len().iter_rows())
    relabelled = moved.filter(kind="relabelled").group_by("before", "after").len()
    ordered = relabelled.sort(["len", "before", "after"], descending=[True, False, False])
    return WorkDone(
        changed={word: counts.get(kind, 0) for kind, word in CHANGED.items()},
        origins=dict(now.group_by("origin").len().iter_rows()),
        label_changes=tuple(LabelChange(*row) for row in ordered.iter_rows()),
        contributions=tuple(
            sorted(contributions, key=lambda each: (-each.cells, -each.added, each.author))
        ),
    )


def _issues(ctx: BookContext, now: pl.DataFrame) -> OpenIssues | None:
    try:
        counts = Issues(ctx).counts()
    except NotReady:
        return None
    kept = now["tags"].list.eval(pl.element().str.starts_with(KEPT)).list.any().sum()
    return OpenIssues(counts, int(kept or 0))


def _model(milestones: Sequence[Milestone]) -> str | None:
    """Return the model with the most evaluated versions, the first by name where that is even."""
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
        split = next((name for name in SCORED if name in best.scores), None)
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
