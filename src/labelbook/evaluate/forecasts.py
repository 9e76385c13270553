"""Forecasts, kept, and how good they have been once the change was really made and judged."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from labelbook.evaluate.records import Interval, Run
from labelbook.evaluate.verdicts import (
    Forecast,
    ForecastRecord,
)

FILE = "forecasts.jsonl"


def keep(folder: Path, forecast: Forecast) -> None:
    """Add a forecast to the book's list, as one line."""
    folder.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(forecast)) + "\n"
    handle = os.open(folder / FILE, os.O_APPEND | os.O_CREAT | os.O_WRONLY, 0o644)
    try:
        os.write(handle, line.encode())
    finally:
        os.close(handle)


def everything(folder: Path) -> list[Forecast]:
    """Give the forecasts, the newest of the same change only; a torn line is left out."""
    found: dict[tuple[str, str], Forecast] = {}
    with suppress(FileNotFoundError):
        for line in (folder / FILE).read_text().splitlines():
            with suppress(ValueError, TypeError):
                kept = json.loads(line)
                kept["difference"] = Interval(**kept["difference"])
                forecast = Forecast(**kept)
                found[forecast.before, forecast.after] = forecast
    return list(found.values())


def record(forecasts: Sequence[Forecast], runs: Sequence[Run]) -> ForecastRecord:
    """Hold forecasts against runs of other models on the same data, before and after."""
    by_data: dict[str, dict[tuple[str, str], dict[int, Run]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for run in runs:
        if run.model != "linear" and run.state == "done":
            by_data[run.data][run.model, repr(sorted(run.settings.items()))][run.seed] = run
    told = [
        _told(forecast, by_data[forecast.before], by_data[forecast.after]) for forecast in forecasts
    ]
    known = [item for item in told if item.actual is not None]
    errors = [abs(item.difference.estimate - (item.actual or 0)) for item in known]
    same = [item.difference.estimate * (item.actual or 0) > 0 for item in known]
    return ForecastRecord(
        forecasts=tuple(told),
        known=len(known),
        error=sum(errors) / len(errors) if errors else None,
        agreeing=sum(same) / len(same) if same else None,
    )


def _told(
    forecast: Forecast,
    before: dict[tuple[str, str], dict[int, Run]],
    after: dict[tuple[str, str], dict[int, Run]],
) -> Forecast:
    """Add what really came of it, by the model with the most seeds in common."""
    common = {key: before[key].keys() & after[key].keys() for key in before.keys() & after.keys()}
    common = {key: seeds for key, seeds in common.items() if seeds}
    if not common:
        return forecast
    key = max(common, key=lambda key: (len(common[key]), key))
    gains = [
        after[key][seed].scores[forecast.split].accuracy
        - before[key][seed].scores[forecast.split].accuracy
        for seed in common[key]
        if forecast.split in after[key][seed].scores and forecast.split in before[key][seed].scores
    ]
    if not gains:
        return forecast
    return replace(forecast, actual=sum(gains) / len(gains), actual_model=key[0])
