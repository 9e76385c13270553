"""Forecasts on disk, and how good they were once their change was made and evaluated."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, fields
from pathlib import Path

from labelbook.evaluate.forecast_records import (
    FORECASTER,
    Forecast,
    ForecastResult,
    ForecastScore,
    Outcome,
)
from labelbook.evaluate.records import Interval

log = logging.getLogger("labelbook.evaluate")

FILE = "forecasts.jsonl"
NAMES = {field.name for field in fields(Forecast)}
"""A forecast of an older labelbook has other fields too."""


def add(folder: Path, forecast: Forecast) -> None:
    """Add a forecast to the book's list, as one line."""
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(forecast)) + "\n"
    handle = os.open(folder / FILE, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o666)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def list_all(folder: Path) -> list[Forecast]:
    """Return the forecasts, the newest of the same change only; a torn line is left out."""
    found: dict[tuple[str, str], Forecast] = {}
    with suppress(FileNotFoundError):
        for line in (folder / FILE).read_text().splitlines():
            try:
                saved = {name: value for name, value in json.loads(line).items() if name in NAMES}
                saved["difference"] = Interval(**saved["difference"])
                forecast = Forecast(**saved)
                found[forecast.before, forecast.after] = forecast
            except (ValueError, TypeError, KeyError) as error:
                log.warning("a line of %s could not be read: %s", folder / FILE, error)
    return list(found.values())


def in_order(names: Iterable[str]) -> list[str]:
    """Return models in the order in which their outcomes are listed: the forecaster's own last."""
    return sorted(set(names), key=lambda name: (name == FORECASTER, name))


def scores(results: Sequence[ForecastResult]) -> tuple[ForecastScore, ...]:
    """Return how good the forecasts were, by each model with outcomes."""
    found = in_order(outcome.model for result in results for outcome in result.outcomes)
    return tuple(
        _score(model, pairs)
        for model in found
        if (
            pairs := [
                (item.forecast, outcome)
                for item in results
                for outcome in item.outcomes
                if outcome.model == model
            ]
        )
    )


def _score(model: str, pairs: Sequence[tuple[Forecast, Outcome]]) -> ForecastScore:
    said = [forecast.difference.estimate for forecast, _ in pairs]
    came = [outcome.difference.estimate for _, outcome in pairs]
    both = list(zip(said, came, strict=True))
    return ForecastScore(
        model=model,
        known=len(pairs),
        within=sum(outcome.within for _, outcome in pairs),
        error=sum(abs(one - other) for one, other in both) / len(both),
        agreeing=sum((one > 0) == (other > 0) for one, other in both) / len(both),
        same=sum(outcome.same for _, outcome in pairs),
    )
