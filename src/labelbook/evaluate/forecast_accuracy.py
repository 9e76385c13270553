"""The accuracy of forecasts: each beside its outcome, once the change was made and evaluated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from labelbook.context import BookContext
from labelbook.core.memo import Memory
from labelbook.errors import BadInput, NotReady
from labelbook.evaluate import (
    attribution_store,
    compare,
    evaluate,
    forecast_store,
    grouped,
    past_states,
)
from labelbook.evaluate.forecast_records import (
    FORECASTER,
    Forecast,
    ForecastRecord,
    ForecastResult,
    Outcome,
)
from labelbook.evaluate.records import Interval, Run
from labelbook.evaluate.verdicts import AttributedPart, Attribution, Comparison
from labelbook.journal.dry_run import DryRun
from labelbook.journal.records import Changeset


def record(ctx: BookContext) -> ForecastRecord:
    """Return what became of every forecast, and how good they have been over all of them."""
    store = evaluate.store_of(ctx)
    split = attribution_store.list_all(store.folder)
    runs: dict[str, list[Run]] = defaultdict(list)
    for run in store.list_all():
        if run.state == "done":
            runs[run.data].append(run)
    results = tuple(
        _result(ctx, forecast, split, runs) for forecast in forecast_store.list_all(store.folder)
    )
    return ForecastRecord(results, forecast_store.scores(results))


def _result(
    ctx: BookContext,
    forecast: Forecast,
    split: Sequence[Attribution],
    runs: Mapping[str, Sequence[Run]],
) -> ForecastResult:
    trial = DryRun(forecast.what, forecast.cells, forecast.mark)
    made = ctx.journal.find_changeset(trial, forecast.seq) if forecast.mark else None
    found: dict[str, Outcome] = {}
    places = _places(ctx, forecast, made)
    if places is not None:
        for model in {run.model for some in runs.values() for run in some}:
            # The forecast's own runs show nothing of a change that nobody has made.
            if made or model != FORECASTER:
                outcome = _of_versions(ctx, forecast, places, runs, model)
                if outcome is not None:
                    found[model] = outcome
    if made is not None:
        for attribution in split:
            outcome = _of_part(forecast, made, attribution)
            if outcome is not None:
                found.setdefault(outcome.model, outcome)
    return ForecastResult(
        forecast=forecast,
        changeset=None if made is None else made.id,
        undone=made is not None and made.reverted_by is not None,
        outcomes=tuple(found[model] for model in forecast_store.in_order(found)),
    )


def _places(ctx: BookContext, forecast: Forecast, made: Changeset | None) -> tuple[int, int] | None:
    """Return the positions without and with the change; None where it was not made."""
    if made is not None:
        return made.id - 1, made.id
    positions = [*(version.changeset for version in ctx.journal.versions()), ctx.journal.seq]
    at = {past_states.outline(ctx, position).key: position for position in positions}
    if forecast.before in at and forecast.after in at:
        return at[forecast.before], at[forecast.after]
    return None


def _of_versions(
    ctx: BookContext,
    forecast: Forecast,
    places: tuple[int, int],
    runs: Mapping[str, Sequence[Run]],
    model: str,
) -> Outcome | None:
    """Compare the states without and with the change; None where they share no runs."""
    keys = [past_states.outline(ctx, place).key for place in places]
    one, other = (
        {(compare.key_of(run), run.seed) for run in runs.get(key, ()) if run.model == model}
        for key in keys
    )
    if not one & other:
        return None
    compared: Memory[Comparison] = ctx.memo.memory("forecasts compared", 200)
    try:
        found = compared.get(
            (*keys, *sorted(one & other), *grouped.key(ctx, places[1])),
            lambda: compare.compare(ctx, places[0], places[1], model),
        )
    except (BadInput, NotReady):
        # They share no image, or no seed any more.
        return None
    same = model == FORECASTER and keys == [forecast.before, forecast.after]
    between = f"changeset {places[0]} and {places[1]}"
    return _outcome(forecast, found, found, between, same=same)


def _of_part(forecast: Forecast, made: Changeset, found: Attribution) -> Outcome | None:
    """Take the part of an attribution that is this change and nothing else; None if none is."""
    for part in found.parts:
        if part.changesets == (made.id,) and part.cells == forecast.cells:
            between = f"changeset {found.second} with and without it"
            return _outcome(forecast, found, part, between, same=False)
    return None


def _within(expected: Interval, came: Interval) -> bool:
    return expected.low <= came.estimate <= expected.high


def _outcome(
    forecast: Forecast,
    found: Comparison | Attribution,
    part: Comparison | AttributedPart,
    between: str,
    *,
    same: bool,
) -> Outcome:
    return Outcome(
        model=found.model,
        settings=found.settings,
        split=found.split,
        images=found.images,
        seeds=len(found.seeds),
        difference=part.difference,
        verdict=part.verdict,
        within=_within(forecast.difference, part.difference),
        same=same,
        between=between,
    )
