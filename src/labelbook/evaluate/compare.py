"""What a book says of two versions: which is better, and whether val can be trusted."""

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
from labelbook.errors import BadInput, NotReady
from labelbook.evaluate import cartography as maps
from labelbook.evaluate import evaluate, grouped, past_states
from labelbook.evaluate import trust as trusting
from labelbook.evaluate import verdict as comparing
from labelbook.evaluate.data import Data
from labelbook.evaluate.records import MODELS, Run
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
class _Judged:
    """A version's data with its runs by model (name and settings) and seed."""

    position: int
    data: Data
    runs: Runs


def compare(ctx: BookContext, first: Version, second: Version, model: str | None) -> Comparison:
    """Compare two versions on the runs that both have."""
    sides = _sides(ctx, first, second, model)
    return comparing.compare(*sides, ctx.journal.classes())


def steps(ctx: BookContext, model: str) -> list[Step]:
    """Compare each milestone with the nearest one before it that the model judged alike."""
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


def alike(
    ctx: BookContext, positions: tuple[int, int], model: str
) -> tuple[dict[str, str | int | float] | None, int]:
    """Return how a model judged two positions most alike: its settings, and how many seeds."""
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
    for run in evaluate.store_of(ctx).everything():
        if run.state == "done" and run.model == model:
            found[run.data][key_of(run)][run.seed] = run
    return found


def _step(
    ctx: BookContext,
    names: tuple[str, str],
    positions: tuple[int, int],
    common: dict[Key, list[int]],
) -> Step:
    """Compare two milestones; what was worked out before is remembered."""
    places = tuple(past_states.place_of(ctx, position) for position in positions)
    alike = tuple((key, *seeds) for key, seeds in sorted(common.items()))

    def make() -> Step:
        judged = _judged(ctx, positions[0]), _judged(ctx, positions[1])
        return comparing.step(names, *_both(ctx, judged, common), ctx.journal.classes())

    steps: Memory[Step] = ctx.memo.memory("steps", 1000)
    return steps.get((names, places, alike), make)


def _sides(
    ctx: BookContext, first: Version, second: Version, model: str | None
) -> tuple[Side, Side]:
    """Return both versions with the same seeds; `linear` is run where it was not."""
    if model is not None and model not in MODELS:
        raise BadInput(f"{model!r} is no model: use {', '.join(MODELS)}")
    judged = _judged(ctx, first), _judged(ctx, second)
    common = _common((judged[0].runs, judged[1].runs), model)
    if not common and model == "linear":
        for version in (first, second):
            evaluate.judge(ctx, EvaluationRequest(version, "linear", LINEAR_SEEDS), None)
        return _sides(ctx, first, second, model)
    if not common:
        raise NotReady(
            f"{first} and {second} were not judged with the same model and seeds",
            needs="runs" if model is None else f"{model} runs",
            of=tuple("now" if version is None else version for version in (first, second)),
        )
    return _both(ctx, judged, common)


def _common(judged: tuple[Runs, Runs], model: str | None) -> dict[Key, list[int]]:
    """Return the seeds that both were judged with, by model; those without a seed are left out."""
    one, other = judged
    common = {
        key: sorted(one[key].keys() & other[key].keys())
        for key in one.keys() & other.keys()
        if model in (None, key[0])
    }
    return {key: seeds for key, seeds in common.items() if seeds}


def _most(common: Mapping[Key, Sized]) -> Key:
    """Return the model that has the most seeds."""
    return max(common, key=lambda key: (len(common[key]), -MODELS.index(key[0]), key[1]))


def key_of(run: Run) -> Key:
    """Name the model of a run with its settings."""
    return run.model, repr(sorted(run.settings.items()))


def _both(
    ctx: BookContext, judged: tuple[_Judged, _Judged], common: dict[Key, list[int]]
) -> tuple[Side, Side]:
    """Read both by the model with the most seeds in common."""
    chosen = _most(common)
    one, other = (_side(ctx, item, item.runs[chosen], common[chosen]) for item in judged)
    return one, other


def _judged(ctx: BookContext, version: Version) -> _Judged:
    data = evaluate.data_of(ctx, ctx.journal.samples(version))
    runs: dict[Key, dict[int, Run]] = defaultdict(dict)
    for run in evaluate.store_of(ctx).of(data):
        runs[key_of(run)][run.seed] = run
    return _Judged(ctx.journal.resolve_version(version), data, runs)


def _side(ctx: BookContext, judged: _Judged, runs: Mapping[int, Run], seeds: Sequence[int]) -> Side:
    return side_of(ctx, judged.position, judged.data, [runs[seed] for seed in seeds])


def side_of(ctx: BookContext, position: int, data: Data, runs: Sequence[Run]) -> Side:
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
    """Return whether val tells what test tells."""
    judged = _judged(ctx, version)
    runs = {key: found for key, found in judged.runs.items() if model in (None, key[0])}
    if not judged.data.counts["test"]:
        raise BadInput(f"{ctx.name} has no test split to hold val against", needs="test split")
    if not runs:
        raise NotReady("this version was not judged yet", needs="runs")
    chosen = _most(runs)
    ids = sorted(run.id for run in runs[chosen].values())

    def make() -> Trust:
        side = _side(ctx, judged, runs[chosen], sorted(runs[chosen]))
        # The matrices are small: threads that wait for each other cost more than they do.
        with threadpool_limits(1):
            return _trust(ctx, version, side)

    # It takes seconds, and is asked for by every page that shows the version.
    known: Memory[Trust] = ctx.memo.memory("trust", 32)
    return known.get((judged.position, evaluate.embedder_of(ctx), *ids), make)


def _trust(ctx: BookContext, version: Version, side: Side) -> Trust:
    try:
        vectors = evaluate.vectors_of(ctx, side.data, evaluate.embedder_of(ctx))
    except NotReady:
        return trusting.trust(side, None)
    styles = styles_of(ctx, ctx.journal.samples(version), side.data, vectors)
    return trusting.trust(side, vectors, styles)


def cartography(ctx: BookContext, version: Version, model: str | None) -> pl.DataFrame:
    """Return how each train sample was learnt, by the model with the most runs that tells."""
    judged, store = _judged(ctx, version), evaluate.store_of(ctx)
    told = {
        key: dynamics
        for key, runs in judged.runs.items()
        if model in (None, key[0])
        and (dynamics := [d for run in runs.values() if (d := store.result(run.id).dynamics)])
    }
    if not told:
        raise NotReady(
            f"no model that trains in epochs has judged {version or 'now'}",
            needs="contest runs",
            of=() if version is None else (version,),
        )
    return maps.table(judged.data, max(told.values(), key=len))
