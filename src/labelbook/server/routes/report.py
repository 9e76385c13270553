"""What travels as JSON about why a sample is labelled as it is; see wire.py for the rest."""

from __future__ import annotations

from pydantic import ConfigDict

from labelbook.server.wire import Model


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
