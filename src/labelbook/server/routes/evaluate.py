"""Routes of evaluation: versions with scores, runs, comparisons, attribution, forecasts, trust."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import Field

from labelbook.evaluate.cartography import Difficulty
from labelbook.evaluate.changed import MoveKind
from labelbook.evaluate.forecast_records import Forecast, ForecastRecord
from labelbook.evaluate.models.base import models
from labelbook.evaluate.records import Run
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
from labelbook.server.deps import TheBook
from labelbook.server.wire import EXTERNAL, Model, Problem, SampleId, VersionName, member_of

router = APIRouter(prefix="/api", tags=["evaluate"], responses={"4XX": {"model": Problem}})
ModelName = Annotated[str, Query(max_length=80), member_of(models)]
"""The name of a model, as of /api/registry."""
ModelOfRequest = Annotated[str, Field(max_length=80), member_of(models)]
By = Literal["kind", "changeset"]
FewSeeds = Annotated[int | None, Query(ge=2, le=20)]
RunId = Annotated[str, Path(pattern="^[0-9a-f]{24}$")]


class Timeline(Model):
    """The versions and the state of now, the earliest first."""

    milestones: list[Milestone]


class StepList(Model):
    """The difference that each step made by one model, the earliest first."""

    steps: list[Step]


class Moves(Model):
    """Samples that differ for a model in a second version, a column each.

    before, after: label or split.
    """

    sample: list[int]
    kind: list[MoveKind]
    before: list[str | None]
    after: list[str | None]


class Cartography(Model):
    """Training dynamics of the train samples, a column each."""

    sample: list[int]
    label: list[str]
    confidence: list[float]
    variability: list[float]
    forgetting: list[float]
    kind: list[Difficulty]


class AttributeIn(Model):
    """Attribute the difference between two versions to what changed, in the background.

    The model is trained as for both versions before; seeds: null takes as many as both have.
    """

    first: VersionName
    second: VersionName
    model: ModelOfRequest = "linear"
    by: By = "kind"
    seeds: Annotated[int | None, Field(ge=2, le=20)] = None


class EvaluateIn(Model):
    """Evaluate a version in the background; null: the state of now."""

    version: VersionName | None = None
    model: ModelOfRequest = "contest"
    seeds: Annotated[int, Field(ge=1, le=100)] = 3
    epochs: Annotated[int | None, Field(ge=1, le=1000)] = None


class RunList(Model):
    """Runs, the oldest first."""

    runs: list[Run]


class CurveOut(Model):
    """Training epoch by epoch."""

    train_loss: list[float]
    train_accuracy: list[float]
    val_loss: list[float]
    val_accuracy: list[float]


class RunDetail(Model):
    """A run with its curve as far as it goes; null for a model without epochs."""

    run: Run
    curve: CurveOut | None


class RunAnswers(Model):
    """A run's answers, a column each, by sample; null where a column does not apply."""

    sample: list[int]
    split: list[str]
    label: list[str]
    predicted: list[str | None]
    probability: list[float | None]
    confidence: list[float | None]
    variability: list[float | None]
    forgetting: list[int | None]


class ForecastEdit(Model):
    """Set one field of some samples, to see what that would do."""

    field: Annotated[str, Field(max_length=210)]
    samples: list[SampleId]
    after: str | None


class ForecastIn(Model):
    """A change that is not made yet."""

    edits: Annotated[list[ForecastEdit], Field(min_length=1)]


@router.get("/evaluate")
def get_timeline(book: TheBook) -> Timeline:
    """Return the versions with what changed between them and each model's scores."""
    return Timeline(milestones=book.runs.timeline())


@router.post("/evaluate", status_code=201)
def evaluate(book: TheBook, wanted: EvaluateIn) -> Job:
    """Queue a version for the job `evaluate`, and return that job."""
    return book.runs.evaluate_later(
        wanted.version, model=wanted.model, seeds=wanted.seeds, epochs=wanted.epochs
    )


@router.get("/evaluate/estimate")
def estimate_evaluation(
    book: TheBook,
    version: VersionName = "now",
    model: ModelName = "contest",
    seeds: Annotated[int, Query(ge=1, le=100)] = 3,
    epochs: Annotated[int | None, Query(ge=1, le=1000)] = None,
) -> Estimate:
    """Return how long an evaluation takes; what it would refuse is refused here."""
    return book.runs.estimate(version, model=model, seeds=seeds, epochs=epochs)


@router.get("/evaluate/steps")
def list_steps(book: TheBook, model: ModelName = "contest") -> StepList:
    """Return the difference of each version to the one before it that the model evaluated."""
    return StepList(steps=book.runs.steps(model))


@router.get("/evaluate/moves")
def list_moves(book: TheBook, first: VersionName, second: VersionName) -> Moves:
    """Return the samples that differ for a model in the second version."""
    return Moves(**book.runs.moves(first, second).to_dict(as_series=False))


@router.get("/evaluate/cartography")
def get_cartography(
    book: TheBook, version: VersionName = "now", model: ModelName | None = None
) -> Cartography:
    """Return the training dynamics; 409 "not-ready" where no model has them."""
    return Cartography(**book.runs.cartography(version, model=model).to_dict(as_series=False))


@router.get("/evaluate/runs")
def list_runs(book: TheBook, version: VersionName | None = None) -> RunList:
    """Return the runs on a version's data, or all; those on their way too."""
    return RunList(runs=book.runs.list(version))


@router.get("/evaluate/runs/{run}")
def get_run(book: TheBook, run: RunId) -> RunDetail:
    """Return a run with its curve as far as it goes."""
    curve = book.runs.curve(run)
    found = None
    if curve is not None:
        found = CurveOut(**{name: array.tolist() for name, array in vars(curve).items()})
    return RunDetail(run=book.runs.get(run), curve=found)


@router.get("/evaluate/runs/{run}/answers", openapi_extra=EXTERNAL)
def get_run_answers(book: TheBook, run: RunId, version: VersionName = "now") -> RunAnswers:
    """Return a run's answers for each sample of a version."""
    return RunAnswers(**book.runs.answers(run, version).to_dict(as_series=False))


@router.get("/evaluate/compare")
def compare_versions(
    book: TheBook, first: VersionName, second: VersionName, model: ModelName | None = None
) -> Comparison:
    """Return whether the second version is better; 409 "not-ready" before both were evaluated."""
    return book.runs.compare(first, second, model=model)


@router.post("/evaluate/attribute", status_code=201)
def attribute(book: TheBook, wanted: AttributeIn) -> Job:
    """Queue a request for the job `attribute`, and return that job."""
    return book.runs.attribute_later(
        wanted.first, wanted.second, model=wanted.model, seeds=wanted.seeds, by=wanted.by
    )


@router.get("/evaluate/attribute")
def get_attribution(
    book: TheBook,
    first: VersionName,
    second: VersionName,
    model: ModelName = "linear",
    by: By = "kind",
    seeds: FewSeeds = None,
) -> Attribution:
    """Return the difference that each part of a change made; 409 "not-ready" before the job."""
    return book.runs.attribution(first, second, model=model, seeds=seeds, by=by)


@router.get("/evaluate/attribute/plan")
def plan_attribution(
    book: TheBook,
    first: VersionName,
    second: VersionName,
    model: ModelName = "linear",
    by: By = "kind",
    seeds: FewSeeds = None,
) -> AttributionPlan:
    """Return how many trainings that takes, and how long; what it would refuse is refused here."""
    return book.runs.attribution_plan(first, second, model=model, seeds=seeds, by=by)


@router.post("/evaluate/forecast")
def forecast_edits(book: TheBook, wanted: ForecastIn) -> Forecast:
    """Return what `linear` expects of a change; nothing of the book changes."""
    return book.runs.forecast([Edit(edit.field, edit.samples, edit.after) for edit in wanted.edits])


@router.get("/evaluate/forecasts")
def list_forecasts(book: TheBook) -> ForecastRecord:
    """Return the forecasts so far and how good they have been."""
    return book.runs.forecasts()


@router.get("/evaluate/trust")
def get_trust(book: TheBook, version: VersionName = "now", model: ModelName | None = None) -> Trust:
    """Return whether val agrees with test; 409 "not-ready" before the version was evaluated."""
    return book.runs.trust(version, model=model)
