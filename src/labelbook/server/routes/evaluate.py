"""Judging over HTTP: versions with scores, runs, comparisons, attribution, forecasts, trust."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from labelbook.evaluate.foreseen import Forecast, ForecastRecord
from labelbook.evaluate.verdicts import (
    Attribution,
    AttributionPlan,
    Comparison,
    Estimate,
    Trust,
)
from labelbook.journal.records import Edit
from labelbook.server.deps import TheBook
from labelbook.server.judged import (
    AttributeIn,
    Cartography,
    CurveOut,
    ForecastIn,
    JudgeIn,
    ModelName,
    Moves,
    RunAnswers,
    RunDetail,
    RunList,
    StepList,
    Timeline,
)
from labelbook.server.wire import Job, Problem

router = APIRouter(prefix="/api/judge", responses={"4XX": {"model": Problem}})
Version = Annotated[str, Query(min_length=1, max_length=200)]
By = Literal["kind", "changeset"]
FewSeeds = Annotated[int | None, Query(ge=2, le=20)]
RunId = Annotated[str, Path(pattern="^[0-9a-f]{24}$")]


@router.get("")
def timeline(book: TheBook) -> Timeline:
    """Give the versions with what changed between them and what each model says of them."""
    return Timeline(milestones=book.timeline())


@router.post("", status_code=201)
def judge(book: TheBook, wanted: JudgeIn) -> Job:
    """Put a version into the line of the job `judge`, and give that job."""
    job = book.judge_later(
        wanted.version, model=wanted.model, seeds=wanted.seeds, epochs=wanted.epochs
    )
    return Job(**asdict(job))


@router.get("/estimate")
def estimate(
    book: TheBook,
    version: Version = "now",
    model: Literal["contest", "linear"] = "contest",
    seeds: Annotated[int, Query(ge=1, le=100)] = 3,
    epochs: Annotated[int | None, Query(ge=1, le=1000)] = None,
) -> Estimate:
    """Say how long judging would take; what it would refuse is refused here."""
    return book.estimate(version, model=model, seeds=seeds, epochs=epochs)


@router.get("/steps")
def steps(book: TheBook, model: ModelName = "contest") -> StepList:
    """Say what each version was worth against the one that the model judged before it."""
    return StepList(steps=book.steps(model))


@router.get("/moves")
def moves(book: TheBook, first: Version, second: Version) -> Moves:
    """Give the samples that a model sees otherwise in the second version."""
    return Moves(**book.moves(first, second).to_dict(as_series=False))


@router.get("/cartography")
def cartography(
    book: TheBook, version: Version = "now", model: ModelName | None = None
) -> Cartography:
    """Give how each train sample was learnt; 409 "not-ready" where no model told."""
    return Cartography(**book.cartography(version, model=model).to_dict(as_series=False))


@router.get("/runs")
def runs(book: TheBook, version: Version | None = None) -> RunList:
    """Give the runs on a version's data, or all; those on their way too."""
    return RunList(runs=book.runs(version))


@router.get("/runs/{run}")
def run(book: TheBook, run: RunId) -> RunDetail:
    """Give a run with its curve as far as it goes."""
    curve = book.curve(run)
    found = None
    if curve is not None:
        found = CurveOut(**{name: array.tolist() for name, array in vars(curve).items()})
    return RunDetail(run=book.run(run), curve=found)


@router.get("/runs/{run}/answers")
def answers(book: TheBook, run: RunId, version: Version = "now") -> RunAnswers:
    """Give what a run says of each sample of a version."""
    return RunAnswers(**book.answers(run, version).to_dict(as_series=False))


@router.get("/compare")
def compare(
    book: TheBook, first: Version, second: Version, model: ModelName | None = None
) -> Comparison:
    """Say whether the second version is better; 409 "not-ready" before both were judged."""
    return book.compare(first, second, model=model)


@router.post("/attribute", status_code=201)
def attribute(book: TheBook, wanted: AttributeIn) -> Job:
    """Put a question into the line of the job `attribute`, and give that job."""
    job = book.attribute_later(
        wanted.first, wanted.second, model=wanted.model, seeds=wanted.seeds, by=wanted.by
    )
    return Job(**asdict(job))


@router.get("/attribute")
def attribution(
    book: TheBook,
    first: Version,
    second: Version,
    model: ModelName = "linear",
    by: By = "kind",
    seeds: FewSeeds = None,
) -> Attribution:
    """Give what each part of a change was worth by a model; 409 "not-ready" before the job."""
    return book.attribution(first, second, model=model, seeds=seeds, by=by)


@router.get("/attribute/plan")
def attribution_plan(
    book: TheBook,
    first: Version,
    second: Version,
    model: ModelName = "linear",
    by: By = "kind",
    seeds: FewSeeds = None,
) -> AttributionPlan:
    """Say how many trainings that takes, and how long; what it would refuse is refused here."""
    return book.attribution_plan(first, second, model=model, seeds=seeds, by=by)


@router.post("/forecast")
def forecast(book: TheBook, wanted: ForecastIn) -> Forecast:
    """Say what `linear` expects of a change; nothing of the book changes."""
    return book.forecast([Edit(edit.field, edit.samples, edit.after) for edit in wanted.edits])


@router.get("/forecasts")
def forecasts(book: TheBook) -> ForecastRecord:
    """Give the forecasts so far and how good they have been."""
    return book.forecasts()


@router.get("/trust")
def trust(book: TheBook, version: Version = "now", model: ModelName | None = None) -> Trust:
    """Say whether val tells what test tells; 409 "not-ready" before the version was judged."""
    return book.trust(version, model=model)
