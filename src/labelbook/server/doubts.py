"""What travels as JSON about issues and splits; see models.py for the rest."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from labelbook.server.models import Model


class IssueCount(Model):
    """How many suspects there are of a kind."""

    kind: str
    count: int


class ClassProbability(Model):
    """How well a class fits, 0 to 1."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    class_: Annotated[str, Field(alias="class")]
    probability: float


class IssueEvidence(Model):
    """What an issue rests on. samples: related ids, nearest first."""

    samples: list[int]
    probabilities: list[ClassProbability]


class IssueOut(Model):
    """A suspected problem of one sample. score: 0 to 1, higher = more suspect."""

    sample: int
    kind: str
    score: float
    label: str | None
    suggestion: str | None
    reason: str
    evidence: IssueEvidence


class IssueList(Model):
    """Issues, most suspect first. seq: the changeset that the book was at when searched."""

    seq: int
    kinds: list[IssueCount]
    issues: list[IssueOut]
