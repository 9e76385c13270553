"""Comparison of two versions of a book, and whether val can be trusted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Sized
from contextlib import suppress
from dataclasses import dataclass

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from labelbook.context import BookContext
from labelbook.core.memo import Memory
from labelbook.core.types import ChangesetId
from labelbook.errors import BadInput, NotReady
from labelbook.evaluate import cartography as maps
from labelbook.evaluate import evaluate, grouped, past_states
from labelbook.evaluate import trust as trusting
from labelbook.evaluate import verdict as comparing
from labelbook.evaluate.data import Data
from labelbook.evaluate.models.base import models
from labelbook.evaluate.records import Run
from labelbook.evaluate.requests import EvaluationRequest
from labelbook.evaluate.styles import styles_of
from labelbook.evaluate.verdict import Side
from labelbook.evaluate.verdicts import (
    Comparison,
    Step,
    Trust,
)

LINEAR_SEEDS = 5
Version = str | int | None
Key = tuple[str, str]
"""A model: its name, and its settings as text."""
Runs = Mapping[Key, Mapping[int, Run]]
"""By model and seed."""


@dataclass(frozen=True, eq=False)
class _Evaluated:
    """A version's data with its runs by model (name and settings) and seed."""

    position: ChangesetId
    data: Data
    runs: Runs


def compare(ctx: BookContext, first: Version, second: Version, model: str | None) -> Comparison:
    """Compare two versions on the runs that both have."""
    sides = _sides(ctx, first, second, model)
    return comparing.compare(*sides, ctx.journal.classes())


def steps(ctx: BookContext, model: str) -> list[Step]:
    """Compare each milestone with the nearest one before it that the model evaluated alike."""
    by_data = _by_data(ctx, model)
    named = [(version.name, version.changeset) for version in ctx.journal.versions()]
    found: list[Step] = []
    before: list[tuple[str, int, str]] = []
    for name, position in [*named, ("now", ctx.journal.seq)]:
        data = past_states.outline(ctx, position).key
        if data not in by_data:
            continue
        for earlier, other, other_data in reversed(before):
            if other_data == data:
                break
            common = _common((by_data[other_data], by_data[data]), model)
            if common:
                # Two that share no image of val or test have no step between them.
                with suppress(BadInput):
                    found.append(_step(ctx, (earlier, name), (other, position), common))
                break
        before.append((name, position, data))
    return found


def shared_settings(
    ctx: BookContext, positions: tuple[int, int], model: str
) -> tuple[dict[str, str | int | float] | None, int]:
    """Return the settings that most runs of a model on both positions share, and how many seeds."""
    by_data = _by_data(ctx, model)
    one, other = (by_data[past_states.outline(ctx, place).key] for place in positions)
    common = _common((one, other), model)
    if not common:
        return None, 0
    chosen = _most(common)
    return dict(one[chosen][common[chosen][0]].settings), len(common[chosen])


def _by_data(ctx: BookContext, model: str) -> dict[str, dict[Key, dict[int, Run]]]:
    """Return the finished runs of a model by the data they were made on."""
    found: dict[str, dict[Key, dict[int, Run]]] = defaultdict(lambda: defaultdict(dict))
    for run in evaluate.store_of(ctx).list_all():
        if run.state == "done" and run.model == model:
            found[run.data][key_of(run)][run.seed] = run
    return found


def _step(
    ctx: BookContext,
    names: tuple[str, str],
    positions: tuple[int, int],
    common: dict[Key, list[int]],
) -> Step:
    """Compare two milestones; what was computed before is remembered."""
    places = tuple(past_states.place_of(ctx, position) for position in positions)
    alike = tuple((key, *seeds) for key, seeds in sorted(common.items()))

    def make() -> Step:
        evaluated = _evaluated(ctx, positions[0]), _evaluated(ctx, positions[1])
        return comparing.step(names, *_both(ctx, evaluated, common), ctx.journal.classes())

    steps: Memory[Step] = ctx.memo.memory("steps", 1000)
    return steps.get((names, places, alike, *grouped.key(ctx, positions[1])), make)


def _sides(
    ctx: BookContext, first: Version, second: Version, model: str | None
) -> tuple[Side, Side]:
    """Return both versions with the same seeds; `linear` is run where it was not."""
    if model is not None:
        models.get(model)
    evaluated = _evaluated(ctx, first), _evaluated(ctx, second)
    common = _common((evaluated[0].runs, evaluated[1].runs), model)
    if not common and model == "linear":
        for version in (first, second):
            evaluate.evaluate(ctx, EvaluationRequest(version, "linear", LINEAR_SEEDS), None)
        return _sides(ctx, first, second, model)
    if not common:
        raise NotReady(
            f"{first} and {second} were not evaluated with the same model and seeds",
            needs="runs" if model is None else f"{model} runs",
            of=tuple("now" if version is None else version for version in (first, second)),
        )
    return _both(ctx, evaluated, common)


def _common(evaluated: tuple[Runs, Runs], model: str | None) -> dict[Key, list[int]]:
    """Return the seeds that both share, by model; models without such a seed are left out."""
    one, other = evaluated
    common = {
        key: sorted(one[key].keys() & other[key].keys())
        for key in one.keys() & other.keys()
        if model in (None, key[0])
    }
    return {key: seeds for key, seeds in common.items() if seeds}


def _most(common: Mapping[Key, Sized]) -> Key:
    """Return the model that has the most seeds; of several, the first in the list of models."""
    order = {name: -place for place, name in enumerate(models.names)}
    # A model whose plugin is not here now has its runs still.
    return max(common, key=lambda key: (len(common[key]), order.get(key[0], -len(order)), key[1]))


def key_of(run: Run) -> Key:
    """Name the model of a run with its settings."""
    return run.model, repr(sorted(run.settings.items()))


def _both(
    ctx: BookContext, evaluated: tuple[_Evaluated, _Evaluated], common: dict[Key, list[int]]
) -> tuple[Side, Side]:
    """Read both sides by the model with the most seeds in common."""
    chosen = _most(common)
    one, other = (_side(ctx, item, item.runs[chosen], common[chosen]) for item in evaluated)
    return one, other


def _evaluated(ctx: BookContext, version: Version) -> _Evaluated:
    data = evaluate.data_of(ctx, ctx.journal.samples(version))
    runs: dict[Key, dict[int, Run]] = defaultdict(dict)
    for run in evaluate.store_of(ctx).list_for(data):
        runs[key_of(run)][run.seed] = run
    return _Evaluated(ctx.journal.resolve_version(version), data, runs)


def _side(
    ctx: BookContext, evaluated: _Evaluated, runs: Mapping[int, Run], seeds: Sequence[int]
) -> Side:
    return side_of(ctx, evaluated.position, evaluated.data, [runs[seed] for seed in seeds])


def side_of(ctx: BookContext, position: ChangesetId, data: Data, runs: Sequence[Run]) -> Side:
    """Read what some runs on some data say."""
    store = evaluate.store_of(ctx)
    results = [store.result(run.id) for run in runs]
    probabilities = {
        split: np.stack([result.answers[split].probabilities for result in results])
        for split in results[0].answers
    }
    grouping = grouped.of(ctx, position)
    return Side(position, data, tuple(runs), probabilities, grouping)


def trust(ctx: BookContext, version: Version, model: str | None) -> Trust:
    """Return whether val agrees with test."""
    evaluated = _evaluated(ctx, version)
    runs = {key: found for key, found in evaluated.runs.items() if model in (None, key[0])}
    if not evaluated.data.counts["test"]:
        raise BadInput(f"{ctx.name} has no test split to hold val against", needs="test split")
    if not runs:
        raise NotReady("this version was not evaluated yet", needs="runs")
    chosen = _most(runs)
    ids = sorted(run.id for run in runs[chosen].values())

    def make() -> Trust:
        side = _side(ctx, evaluated, runs[chosen], sorted(runs[chosen]))
        # The matrices are small: threads that wait for each other cost more than they do.
        with threadpool_limits(1):
            return _trust(ctx, version, side)

    # It takes seconds, and is asked for by every page that shows the version.
    cached: Memory[Trust] = ctx.memo.memory("trust", 32)
    together = grouped.key(ctx, evaluated.position)
    return cached.get((evaluated.position, evaluate.embedder_of(ctx), *ids, *together), make)


def _trust(ctx: BookContext, version: Version, side: Side) -> Trust:
    try:
        vectors = evaluate.vectors_of(ctx, side.data, evaluate.embedder_of(ctx))
    except NotReady:
        return trusting.trust(side, None)
    styles = styles_of(ctx, ctx.journal.samples(version), side.data, vectors)
    return trusting.trust(side, vectors, styles)


def cartography(ctx: BookContext, version: Version, model: str | None) -> pl.DataFrame:
    """Return the training dynamics of each train sample, by the model with the most runs."""
    evaluated, store = _evaluated(ctx, version), evaluate.store_of(ctx)
    with_dynamics = {
        key: dynamics
        for key, runs in evaluated.runs.items()
        if model in (None, key[0])
        and (dynamics := [d for run in runs.values() if (d := store.result(run.id).dynamics)])
    }
    if not with_dynamics:
        raise NotReady(
            f"no model that trains in epochs has evaluated {version or 'now'}",
            needs="contest runs",
            of=() if version is None else (version,),
        )
    return maps.table(evaluated.data, max(with_dynamics.values(), key=len))
