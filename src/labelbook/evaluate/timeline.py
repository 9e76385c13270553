"""The versions of a book in their order, each with its scores by the fixed models."""

from __future__ import annotations

from collections import defaultdict

from labelbook.context import BookContext
from labelbook.core.memo import Memory
from labelbook.evaluate import evaluate, grouped, past_states
from labelbook.evaluate.records import Run
from labelbook.evaluate.verdicts import Milestone, VersionScore
from labelbook.journal.records import Version

NOW = "now"


def timeline(ctx: BookContext) -> list[Milestone]:
    """Return the named versions and the state of now, the earliest position first."""
    store = evaluate.store_of(ctx)
    runs: dict[str, list[Run]] = defaultdict(list)
    for run in store.list_all():
        if run.state == "done":
            runs[run.data].append(run)
    found: list[Milestone] = []
    before: int | None = None
    for version in [*ctx.journal.versions(), *_now(ctx)]:
        position = version.changeset
        seen = past_states.outline(ctx, position)
        found.append(
            Milestone(
                name=version.name,
                version=position,
                author=version.author,
                at=version.at,
                note=version.note,
                data=seen.key,
                counts=seen.counts,
                made=seen.made,
                changed={} if before is None else past_states.changed(ctx, before, position),
                scores=tuple(_scores(ctx, position, runs[seen.key])),
                warnings=seen.warnings,
            )
        )
        before = position
    return found


def _now(ctx: BookContext) -> list[Version]:
    newest = ctx.journal.changesets(limit=1)
    return [Version(NOW, item.id, item.author, item.at, item.message) for item in newest]


def _scores(ctx: BookContext, position: int, runs: list[Run]) -> list[VersionScore]:
    by_model: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.seed):
        by_model[run.model, repr(sorted(run.settings.items()))].append(run)
    return [_score(ctx, position, own) for _, own in sorted(by_model.items())]


def _score(ctx: BookContext, position: int, runs: list[Run]) -> VersionScore:
    store = evaluate.store_of(ctx)

    def make() -> VersionScore:
        data = evaluate.data_of(ctx, ctx.journal.samples(position))
        grouping = grouped.of(ctx, position)
        return VersionScore(
            model=runs[0].model,
            settings=runs[0].settings,
            seeds=tuple(run.seed for run in runs),
            scores={
                split: evaluate.score(store, data, runs, split, grouping)
                for split in runs[0].scores
            },
        )

    # What runs say never changes: they are named by all that they depend on. How wide an interval
    # is depends on what belongs together as well.
    cached: Memory[VersionScore] = ctx.memo.memory("version scores", 1000)
    return cached.get((*(run.id for run in runs), *grouped.key(ctx, position)), make)
