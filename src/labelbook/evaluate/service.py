"""The namespace `book.runs`: evaluation of versions by fixed models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from labelbook.context import BookContext
from labelbook.core.types import Progress
from labelbook.evaluate import attribute as attributing
from labelbook.evaluate import compare as comparison
from labelbook.evaluate import estimate as estimating
from labelbook.evaluate import evaluate, forecast_accuracy, timeline
from labelbook.evaluate import forecast as forecasting
from labelbook.evaluate.changed import moves
from labelbook.evaluate.forecast_records import Forecast, ForecastRecord
from labelbook.evaluate.records import Curve, EvaluationReport, Result, Run
from labelbook.evaluate.requests import EvaluationRequest
from labelbook.evaluate.verdicts import (
    Attribution,
    AttributionPlan,
    Comparison,
    Estimate,
    Milestone,
    Step,
    Trust,
)
from labelbook.jobs.records import Job
from labelbook.journal.records import Edit

if TYPE_CHECKING:
    import polars as pl


class Evaluation:
    """Runs of a fixed model, comparisons, forecasts; all of it is cache and can be made again."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def evaluate(
        self,
        version: str | int | None = None,
        *,
        model: str = "contest",
        seeds: int | Sequence[int] = 3,
        epochs: int | None = None,
        command: str | None = None,
        time_limit: float | None = None,
        progress: Progress | None = None,
    ) -> EvaluationReport:
        """Train a fixed model on a version, once for each seed, and return the scores.

        model: contest, linear, command (any script, given as `command`) or a plugin's. The same
        content is never trained twice, and an interrupted run goes on from its last epoch. Raises
        BadInput where the version cannot be evaluated or the model fails; no result is saved then.
        """
        wanted = EvaluationRequest(version, model, seeds, epochs, command, time_limit)
        return evaluate.evaluate(self._ctx, wanted, progress)

    def evaluate_later(
        self,
        version: str | int | None = None,
        *,
        model: str = "contest",
        seeds: int = 3,
        epochs: int | None = None,
    ) -> Job:
        """Evaluate in the background: the job `evaluate` does all requests in order.

        Raises BadInput at once where the version cannot be evaluated.
        """
        request = evaluate.queued(self._ctx, EvaluationRequest(version, model, seeds, epochs))
        return self._ctx.jobs.request("evaluate", asdict(request))

    def timeline(self) -> list[Milestone]:
        """Return the versions and the state of now, with what changed and every model's scores."""
        return timeline.timeline(self._ctx)

    def steps(self, model: str = "contest") -> list[Step]:
        """Compare each version, and now, with the one evaluated before it."""
        return comparison.steps(self._ctx, model)

    def moves(self, first: str | int, second: str | int) -> pl.DataFrame:
        """Return the samples that differ for a model in the second version.

        Columns: sample, kind (relabelled, moved, excluded, restored, added, gone), before, after.
        """
        return moves(self._ctx.journal.samples(first), self._ctx.journal.samples(second))

    def estimate(
        self,
        version: str | int | None = None,
        *,
        model: str = "contest",
        seeds: int = 3,
        epochs: int | None = None,
    ) -> Estimate:
        """Return how long an evaluation takes; raises what it would raise at once."""
        return estimating.estimate(self._ctx, EvaluationRequest(version, model, seeds, epochs))

    def list(self, version: str | int | None = None) -> list[Run]:
        """Return the runs on a version's data, finished or not; None: on any data."""
        return evaluate.runs(self._ctx, version)

    def get(self, run: str) -> Run:
        """Return one run, finished or on its way; NotFound if there is none of this id."""
        return evaluate.store_of(self._ctx).get(run)

    def result(self, run: str) -> Result:
        """Return all that a finished run found; NotFound if it is not finished."""
        return evaluate.store_of(self._ctx).result(run)

    def answers(self, run: str, version: str | int | None = None) -> pl.DataFrame:
        """Return a finished run's answers for each sample of a version that holds its data.

        Columns: sample, split, label, predicted, probability (of the label), for val and test; and
        confidence, variability, forgetting for train, where the model trains in epochs. Raises
        NotFound where the version holds other data.
        """
        return evaluate.answers(self._ctx, run, version)

    def cartography(
        self, version: str | int | None = None, *, model: str | None = None
    ) -> pl.DataFrame:
        """Return the training dynamics of each train sample, over all seeds of a model.

        Columns: sample, label, confidence, variability, forgetting, kind (easy, hard, ambiguous).
        Raises NotReady where no model that trains in epochs has evaluated the version.
        """
        return comparison.cartography(self._ctx, version, model)

    def curve(self, run: str) -> Curve | None:
        """Return a run's training as far as it is; None for a model without epochs."""
        return evaluate.store_of(self._ctx).curve(run)

    def compare(
        self, first: str | int, second: str | int, *, model: str | None = None
    ) -> Comparison:
        """Return whether the second version is better than the first, paired by image and seed.

        model: None takes the one with the most seeds in common. Raises NotReady where the
        two share no model and seeds; `linear` is run here.
        """
        return comparison.compare(self._ctx, first, second, model)

    def attribute(
        self,
        first: str | int,
        second: str | int,
        *,
        model: str = "linear",
        seeds: int | None = None,
        by: str = "kind",
        progress: Progress | None = None,
    ) -> Attribution:
        """Attribute the difference between two versions: each part of the change is left out once.

        model: trained as for both versions before, so that their runs are reused. seeds:
        None takes as many as both have. by: kind (relabelling, exclusions, each import) or
        changeset. Raises BadInput where nothing changed, or a model cannot be trained without a
        part.
        """
        request = attributing.request(self._ctx, first, second, model=model, seeds=seeds, by=by)
        step = None if progress is None else lambda done, total, _: progress(done, total)
        return attributing.attribute(self._ctx, request, step)

    def attribution_plan(
        self,
        first: str | int,
        second: str | int,
        *,
        model: str = "linear",
        seeds: int | None = None,
        by: str = "kind",
    ) -> AttributionPlan:
        """Return how many trainings `attribute` takes and how long; raises what it would raise."""
        request = attributing.request(self._ctx, first, second, model=model, seeds=seeds, by=by)
        return attributing.plan(self._ctx, request)

    def attribute_later(
        self,
        first: str | int,
        second: str | int,
        *,
        model: str = "linear",
        seeds: int | None = None,
        by: str = "kind",
    ) -> Job:
        """Attribute in the background; `attribution` returns what was found.

        When the job is cancelled or killed, what was trained stays, and asking again goes on from
        there. Raises BadInput at once where it cannot be.
        """
        request = attributing.request(self._ctx, first, second, model=model, seeds=seeds, by=by)
        attributing.check(self._ctx, request)
        return self._ctx.jobs.request("attribute", asdict(request))

    def attribution(
        self,
        first: str | int,
        second: str | int,
        *,
        model: str = "linear",
        seeds: int | None = None,
        by: str = "kind",
    ) -> Attribution:
        """Return a saved attribution; NotReady where there is none yet."""
        request = attributing.request(self._ctx, first, second, model=model, seeds=seeds, by=by)
        return attributing.load(self._ctx, request)

    def forecast(self, edits: Sequence[Edit], *, seeds: int = 5) -> Forecast:
        """Return what `linear` expects of edits before they are made; the book stays as it is."""
        return forecasting.forecast(self._ctx, edits, seeds)

    def forecasts(self) -> ForecastRecord:
        """Return the forecasts so far with what came of them, and how good they have been.

        Once a changeset does exactly what was forecast, runs on the states before and after it, or
        an attribution that left it out, show what it really gained.
        """
        return forecast_accuracy.record(self._ctx)

    def trust(self, version: str | int | None = None, *, model: str | None = None) -> Trust:
        """Return whether val agrees with test, and which classes and styles explain the gap."""
        return comparison.trust(self._ctx, version, model)
