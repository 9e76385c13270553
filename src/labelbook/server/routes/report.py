"""Routes of the report: why a sample is labelled as it is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import ConfigDict

from labelbook.server.deps import TheBook
from labelbook.server.wire import Model, Problem

router = APIRouter(prefix="/api", tags=["report"], responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


class ReasonOut(Model):
    """One thing that was done or said. kind: import, made, change, thread, vote or rule."""

    at: str
    kind: str
    author: str
    what: str
    why: str
    changeset: int | None
    thread: int | None


class OpinionOut(Model):
    """What a fixed model says of the sample at a version. probability: 0 to 1."""

    version: str
    model: str
    seeds: int
    predicted: str
    probability: float
    label: str


class DoubtOut(Model):
    """What is suspected of it."""

    model_config = ConfigDict(extra="ignore")

    kind: str
    score: float
    suggestion: str | None
    reason: str


class WhyOut(Model):
    """Reasons in the order of time, opinions in that of the versions."""

    sample: int
    label: str | None
    reasons: list[ReasonOut]
    opinions: list[OpinionOut]
    doubts: list[DoubtOut]


@router.get("/samples/{sample}/why")
def get_why(book: TheBook, sample: Number) -> WhyOut:
    """Return why a sample is labelled as it is."""
    return WhyOut(**asdict(book.why(sample)))
