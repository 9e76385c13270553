"""Attribution: how much each part of a change contributed to the difference of two versions."""

from __future__ import annotations

import polars as pl

from labelbook.context import BookContext
from labelbook.core.types import JobProgress
from labelbook.errors import BadInput, NotReady
from labelbook.evaluate import attribution_store, evaluate
from labelbook.evaluate import parts as parting
from labelbook.evaluate import verdict as comparing
from labelbook.evaluate.attribution_store import AttributionRequest
from labelbook.evaluate.compare import Version, shared_settings
from labelbook.evaluate.estimate import cost
from labelbook.evaluate.models.base import models
from labelbook.evaluate.parts import Part
from labelbook.evaluate.records import RunModel
from labelbook.evaluate.requests import EvaluationRequest
from labelbook.evaluate.states import States, train
from labelbook.evaluate.states import check as check_states
from labelbook.evaluate.verdicts import (
    AttributedPart,
    Attribution,
    AttributionPlan,
    PlannedPart,
)

GROUPINGS = {"kind": parting.by_kind, "changeset": parting.by_changeset}
FEWEST = 2
"""One seed cannot tell luck from data."""


def request(
    ctx: BookContext, first: Version, second: Version, *, model: str, seeds: int | None, by: str
) -> AttributionRequest:
    """Return what is to be attributed; BadInput where it cannot be.

    The model is trained as for both versions before, so that their runs are reused.
    seeds: None takes as many as both have.
    """
    if by not in GROUPINGS:
        raise BadInput(f"changes cannot be grouped by {by!r}: use kind or changeset")
    known = models.get(model)
    positions = ctx.journal.resolve_version(first), ctx.journal.resolve_version(second)
    if positions[0] >= positions[1]:
        raise BadInput(
            f"{first} is not before {second}: name the earlier version first (changesets "
            f"{positions[0]} and {positions[1]})"
        )
    settings, common = shared_settings(ctx, positions, model)
    chosen = _model(ctx, model, settings, (first, second))
    given = max(FEWEST, common) if common else known.seeds
    return AttributionRequest(*positions, model, seeds or given, by, dict(chosen.settings))


def _model(
    ctx: BookContext,
    name: str,
    settings: dict[str, str | int | float] | None,
    versions: tuple[Version, Version],
) -> RunModel:
    """Return the model as both versions were evaluated by it.

    Raises NotReady for a command that has not evaluated them, BadInput where its files changed.
    """
    takes_command = models.get(name).takes_command
    if settings is None and takes_command:
        raise NotReady(
            f"no command has evaluated both {versions[0]} and {versions[1]}",
            needs="command runs",
            of=tuple("now" if version is None else version for version in versions),
        )
    if settings is None:
        return evaluate.model_of(ctx, EvaluationRequest(None, name, 1))
    epochs, command = settings.get("epochs"), settings.get("command")
    found = evaluate.model_of(
        ctx,
        EvaluationRequest(
            None,
            name,
            1,
            None if epochs is None else int(epochs),
            None if command is None else str(command),
        ),
    )
    if takes_command and dict(found.settings) != settings:
        raise BadInput(
            f"the files of the command `{command}` have changed since it evaluated "
            f"{versions[0]} and {versions[1]}: evaluate both again"
        )
    return found


def plan(ctx: BookContext, asked: AttributionRequest) -> AttributionPlan:
    """Return how many trainings an attribution takes, and about how long."""
    parts, states = _parted(ctx, asked)
    check_states(ctx, states)
    if models.get(states.model.name).uses_embeddings:
        evaluate.vectors_of(ctx, states.several[1], evaluate.embedder_of(ctx))
    taken = cost(ctx, states.several, states.model, states.seeds)
    return AttributionPlan(
        model=states.model.name,
        settings=dict(states.model.settings),
        seeds=len(states.seeds),
        parts=tuple(PlannedPart(part.title, part.cells["sample"].n_unique()) for part in parts),
        trainings=taken.trainings,
        known=taken.known,
        epochs=taken.epochs,
        at_once=taken.at_once,
        seconds=taken.seconds,
        measured=taken.measured,
    )


def _parted(ctx: BookContext, asked: AttributionRequest) -> tuple[list[Part], States]:
    """Part the change: the two versions, then the second one without each part."""
    frames = ctx.journal.samples(asked.first), ctx.journal.samples(asked.second)
    moved, titles = _moved(ctx, (asked.first, asked.second), frames)
    if moved.is_empty():
        raise BadInput(
            f"nothing that a model sees changed between {asked.first} and {asked.second}"
        )
    parts = GROUPINGS[asked.by](moved, titles)
    frames_of = [*frames, *(parting.without(part, *frames) for part in parts)]
    called: dict[int, str] = {version.changeset: version.name for version in ctx.journal.versions()}
    names = [f"version {called.get(at, at)}" for at in (asked.first, asked.second)]
    names += [f"{names[1]} without “{part.title}”" for part in parts]
    states = States(
        model=_model(ctx, asked.model, asked.settings, (asked.first, asked.second)),
        seeds=list(range(asked.seeds)),
        several=[evaluate.data_of(ctx, frame) for frame in frames_of],
        names=names,
        positions=[asked.first, *[asked.second] * (len(frames_of) - 1)],
    )
    return parts, states


def attribute(
    ctx: BookContext, asked: AttributionRequest, progress: JobProgress | None = None
) -> Attribution:
    """Return the saved attribution, or compute it and save it."""
    runs = evaluate.store_of(ctx).folder
    found = attribution_store.load(runs, asked)
    if found is None:
        found = _compute(ctx, asked, progress)
        attribution_store.save(runs, asked, found)
    return found


def load(ctx: BookContext, asked: AttributionRequest) -> Attribution:
    """Return the saved attribution; NotReady where there is none."""
    found = attribution_store.load(evaluate.store_of(ctx).folder, asked)
    if found is None:
        raise NotReady(
            f"the changes between {asked.first} and {asked.second} were not attributed yet by "
            f"{asked.model}",
            needs=f"{asked.model} attribution",
            of=(f"{asked.first} {asked.second}",),
        )
    return found


def check(ctx: BookContext, asked: AttributionRequest) -> None:
    """Raise at once what `attribute` would raise before it trains."""
    check_states(ctx, _parted(ctx, asked)[1])


def _compute(
    ctx: BookContext, asked: AttributionRequest, progress: JobProgress | None
) -> Attribution:
    """Train without each part of what changed between two versions, and compare."""
    parts, states = _parted(ctx, asked)
    check_states(ctx, states)
    sides = train(ctx, states, progress)
    order = ctx.journal.classes()
    whole = comparing.compare(sides[0], sides[1], order)
    found = []
    for part, side in zip(parts, sides[2:], strict=True):
        change = comparing.compare(side, sides[1], order)
        found.append(
            AttributedPart(
                part.title,
                part.changesets,
                part.cells.height,
                part.cells["sample"].n_unique(),
                change.difference,
                change.verdict,
            )
        )
    found.sort(key=lambda part: -part.difference.estimate)
    return Attribution(
        first=asked.first,
        second=asked.second,
        model=whole.model,
        settings=whole.settings,
        split=whole.split,
        images=whole.images,
        seeds=whole.seeds,
        total=whole.difference,
        verdict=whole.verdict,
        parts=tuple(found),
        together=whole.difference.estimate - sum(part.difference.estimate for part in found),
        warnings=whole.warnings,
        sentence=parting.sentence(found, whole.images, whole.split, len(whole.seeds)),
    )


def _moved(
    ctx: BookContext, positions: tuple[int, int], frames: tuple[pl.DataFrame, pl.DataFrame]
) -> tuple[pl.DataFrame, dict[int, str]]:
    """Return the cells that moved between two positions, and what each changeset was."""
    numbers = range(positions[0] + 1, positions[1] + 1)
    news = [(ctx.journal.changeset(number), ctx.journal.changes(number)) for number in numbers]
    came = [frames[0].head(0).select("sample", pl.lit(0).alias("changeset"))]
    there_before = frames[0].select("sample")
    for changeset, _ in news:
        if changeset.added:
            there = ctx.journal.samples(changeset.id).select("sample")
            number = pl.lit(changeset.id).alias("changeset")
            came.append(there.join(there_before, on="sample", how="anti").with_columns(number))
            there_before = pl.concat([there_before, there]).unique()
    titles: dict[int, str] = {
        changeset.id: changeset.message or changeset.summary for changeset, _ in news
    }
    return parting.moved_cells(*frames, news, pl.concat(came, how="vertical_relaxed")), titles
