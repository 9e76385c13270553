"""What travels as JSON about runs and verdicts; see wire.py for the rest."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from labelbook.evaluate.records import Run
from labelbook.evaluate.verdicts import Milestone, Step
from labelbook.server.wire import Id, Model

Name = Annotated[str, Field(min_length=1, max_length=200)]
ModelName = Literal["contest", "linear", "command"]


class Timeline(Model):
    """The versions and the state of now, the earliest first."""

    milestones: list[Milestone]


class StepList(Model):
    """What each step was worth by one model, the earliest first."""

    steps: list[Step]


class Moves(Model):
    """Samples that a model sees otherwise in a second version, a column each.

    kind: relabelled, moved, excluded, restored, added or gone; before, after: label or split.
    """

    sample: list[int]
    kind: list[str]
    before: list[str | None]
    after: list[str | None]


class Cartography(Model):
    """How each train sample was learnt, a column each. kind: easy, hard or ambiguous."""

    sample: list[int]
    label: list[str]
    confidence: list[float]
    variability: list[float]
    forgetting: list[float]
    kind: list[str]


class AttributeIn(Model):
    """Split the difference between two versions over what changed, in the background.

    The model is trained as both versions were judged by it; seeds: null takes as many as both have.
    """

    first: Name
    second: Name
    model: ModelName = "linear"
    by: Literal["kind", "changeset"] = "kind"
    seeds: Annotated[int | None, Field(ge=2, le=20)] = None


class JudgeIn(Model):
    """Judge a version in the background; null: the state of now."""

    version: Name | None = None
    model: Literal["contest", "linear"] = "contest"
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
    """What a run says, a column each, by sample; null where a column does not apply."""

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
    samples: list[Id]
    after: str | None


class ForecastIn(Model):
    """A change that is not made yet."""

    edits: Annotated[list[ForecastEdit], Field(min_length=1)]
