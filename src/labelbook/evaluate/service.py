"""How a book is judged: what a fixed model says of its versions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from labelbook.context import BookContext

if TYPE_CHECKING:
    import polars as pl

    from labelbook.core.types import Progress
    from labelbook.evaluate.forecast_records import Forecast, ForecastRecord
    from labelbook.evaluate.records import Curve, JudgeReport, Result, Run
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
    ) -> JudgeReport:
        """Train a fixed model on a version, once for each seed, and give the scores.

        model: contest, linear or command (any script, given as `command`). The same content is
        never trained twice, and an interrupted run goes on from its last epoch. Raises BadInput
        where the version cannot be judged or the model fails; nothing is kept as a result then.
        """
        from labelbook.evaluate import evaluate
        from labelbook.evaluate.requests import EvaluationRequest

        wanted = EvaluationRequest(version, model, seeds, epochs, command, time_limit)
        return evaluate.judge(self._ctx, wanted, progress)

    def evaluate_later(
        self,
        version: str | int | None = None,
        *,
        model: str = "contest",
        seeds: int = 3,
        epochs: int | None = None,
    ) -> Job:
        """Judge in the background: the job `judge` does all that was asked for, in order.

        Raises BadInput at once where the version cannot be judged.
        """
        from labelbook.evaluate import evaluate
        from labelbook.evaluate.requests import EvaluationRequest

        asked = evaluate.queued(self._ctx, EvaluationRequest(version, model, seeds, epochs))
        return self._ctx.jobs.request("judge", asdict(asked))

    def timeline(self) -> list[Milestone]:
        """Return the versions and the state of now, with what changed and every model's scores."""
        from labelbook.evaluate import timeline

        return timeline.timeline(self._ctx)

    def steps(self, model: str = "contest") -> list[Step]:
        """Say of each version and of now what it was worth against the one judged before it."""
        from labelbook.evaluate import compare as comparison

        return comparison.steps(self._ctx, model)

    def moves(self, first: str | int, second: str | int) -> pl.DataFrame:
        """Return the samples that a model sees otherwise in the second version.

        Columns: sample, kind (relabelled, moved, excluded, restored, added, gone), before, after.
        """
        from labelbook.evaluate.changed import moves

        return moves(self._ctx.journal.samples(first), self._ctx.journal.samples(second))

    def estimate(
        self,
        version: str | int | None = None,
        *,
        model: str = "contest",
        seeds: int = 3,
        epochs: int | None = None,
    ) -> Estimate:
        """Return how long judging would take; raises what judging would raise at once."""
        from labelbook.evaluate import estimate as estimating
        from labelbook.evaluate.requests import EvaluationRequest

        return estimating.estimate(self._ctx, EvaluationRequest(version, model, seeds, epochs))

    def list(self, version: str | int | None = None) -> list[Run]:
        """Return the runs on a version's data, finished or not; None: on any data."""
        from labelbook.evaluate import evaluate

        return evaluate.runs(self._ctx, version)

    def get(self, run: str) -> Run:
        """Return one run, finished or on its way; NotFound if there is none of this id."""
        from labelbook.evaluate import evaluate

        return evaluate.store_of(self._ctx).run(run)

    def result(self, run: str) -> Result:
        """Return all that a finished run found; NotFound if it is not finished."""
        from labelbook.evaluate import evaluate

        return evaluate.store_of(self._ctx).result(run)

    def answers(self, run: str, version: str | int | None = None) -> pl.DataFrame:
        """Return what a finished run says of each sample of a version that holds its data.

        Columns: sample, split, label, predicted, probability (of the label), for val and test; and
        confidence, variability, forgetting for train, where the model trains in epochs. Raises
        NotFound where the version holds other data.
        """
        from labelbook.evaluate import evaluate

        return evaluate.answers(self._ctx, run, version)

    def cartography(
        self, version: str | int | None = None, *, model: str | None = None
    ) -> pl.DataFrame:
        """Return how each train sample of a version was learnt, over all seeds of a model.

        Columns: sample, label, confidence, variability, forgetting, kind (easy, hard, ambiguous).
        Raises NotReady where no model that trains in epochs has judged the version.
        """
        from labelbook.evaluate import compare as comparison

        return comparison.cartography(self._ctx, version, model)

    def curve(self, run: str) -> Curve | None:
        """Return a run's training as far as it is; None for a model without epochs."""
        from labelbook.evaluate import evaluate

        return evaluate.store_of(self._ctx).curve(run)

    def compare(
        self, first: str | int, second: str | int, *, model: str | None = None
    ) -> Comparison:
        """Return whether the second version is better than the first, paired by image and seed.

        model: None takes the one with the most seeds in common. Raises NotFound where the two
        were not judged alike, with the commands that do it; `linear` is run here.
        """
        from labelbook.evaluate import compare as comparison

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
        """Split the difference between two versions over what changed: each part is left out once.

        model: trained as both versions were judged by it, so that their runs serve again. seeds:
        None takes as many as both have. by: kind (relabelling, exclusions, each import) or
        changeset. Raises BadInput where nothing changed, or a model cannot be trained without a
        part.
        """
        from labelbook.evaluate import attribute as attributing

        asked = attributing.question(self._ctx, first, second, model=model, seeds=seeds, by=by)
        tell = None if progress is None else lambda done, total, _: progress(done, total)
        return attributing.answer(self._ctx, asked, tell)

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
        from labelbook.evaluate import attribute as attributing

        asked = attributing.question(self._ctx, first, second, model=model, seeds=seeds, by=by)
        return attributing.plan(self._ctx, asked)

    def attribute_later(
        self,
        first: str | int,
        second: str | int,
        *,
        model: str = "linear",
        seeds: int | None = None,
        by: str = "kind",
    ) -> Job:
        """Attribute in the background; `attribution` gives what was found.

        When the job is cancelled or killed, what was trained stays, and asking again goes on from
        there. Raises BadInput at once where it cannot be.
        """
        from labelbook.evaluate import attribute as attributing

        asked = attributing.question(self._ctx, first, second, model=model, seeds=seeds, by=by)
        attributing.refuse(self._ctx, asked)
        return self._ctx.jobs.request("attribute", asdict(asked))

    def attribution(
        self,
        first: str | int,
        second: str | int,
        *,
        model: str = "linear",
        seeds: int | None = None,
        by: str = "kind",
    ) -> Attribution:
        """Return what `attribute` found before; NotReady where it was not asked yet."""
        from labelbook.evaluate import attribute as attributing

        asked = attributing.question(self._ctx, first, second, model=model, seeds=seeds, by=by)
        return attributing.known(self._ctx, asked)

    def forecast(self, edits: Sequence[Edit], *, seeds: int = 5) -> Forecast:
        """Return what `linear` expects of edits before they are made; the book stays as it is."""
        from labelbook.evaluate import forecast as effects

        return effects.forecast(self._ctx, edits, seeds)

    def forecasts(self) -> ForecastRecord:
        """Return the forecasts so far with what came of them, and how good they have been.

        Once a changeset does exactly what was forecast, runs on the states before and after it, or
        an attribution that left it out, say what it really brought.
        """
        from labelbook.evaluate import forecast_outcomes

        return forecast_outcomes.record(self._ctx)

    def trust(self, version: str | int | None = None, *, model: str | None = None) -> Trust:
        """Return whether val agrees with test, and which classes and styles explain the gap."""
        from labelbook.evaluate import compare as comparison

        return comparison.trust(self._ctx, version, model)
