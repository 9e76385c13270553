"""The plain data of forecasts: what was expected of a change, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass

from labelbook.core.types import ChangesetId
from labelbook.evaluate.records import Interval, Word

FORECASTER = "linear"
"""The model that makes the forecasts, because it is cheap."""


@dataclass(frozen=True)
class Forecast:
    """What `linear` expects of a change before it is made.

    before, after: the data that it compared, see `Run.data`. what: the change in words. seq: the
    changeset after which it was asked. cells, mark: which cells would move, see
    `journal.dry_run`; a forecast of an older labelbook has none.
    """

    before: str
    after: str
    samples: int
    split: str
    images: int
    difference: Interval
    verdict: Word
    sentence: str
    seconds: float
    at: str
    what: str = ""
    seq: int = 0
    cells: int = 0
    mark: str = ""


@dataclass(frozen=True)
class Outcome:
    """What runs of a model say of a forecast change once it was made.

    difference: with the change less without it. within: whether its estimate lies in the forecast's
    interval. same: the forecast's own model on the very data that it compared, so it shows only
    that the change was made as it was forecast. between: the two states that were compared.
    """

    model: str
    settings: dict[str, str | int | float]
    split: str
    images: int
    seeds: int
    difference: Interval
    verdict: Word
    within: bool
    same: bool
    between: str


@dataclass(frozen=True)
class ForecastResult:
    """A forecast with what became of it. changeset: the one that made the change; undone: since."""

    forecast: Forecast
    changeset: ChangesetId | None
    undone: bool
    outcomes: tuple[Outcome, ...]


@dataclass(frozen=True)
class ForecastScore:
    """How good the forecasts have been, by one model's outcomes.

    known: forecasts with an outcome; within: of these, how many lie in the forecast's interval.
    error: mean absolute difference of the estimates; agreeing: share with one sign. same: how many
    are of the forecast's own runs, see `Outcome`.
    """

    model: str
    known: int
    within: int
    error: float
    agreeing: float
    same: int


@dataclass(frozen=True)
class ForecastRecord:
    """All forecasts, the oldest first, and how good they have been by each model."""

    forecasts: tuple[ForecastResult, ...]
    scores: tuple[ForecastScore, ...]
