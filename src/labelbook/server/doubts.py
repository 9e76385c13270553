"""What travels as JSON about issues and splits; see wire.py for the rest."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from labelbook.journal.records import Changeset
from labelbook.server.wire import Model, Name


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


class SplitIn(Model):
    """Split train and val anew. val: the share that val is to hold."""

    val: Annotated[float, Field(gt=0, lt=1)] = 0.2
    dry_run: bool = False
    author: Name = "somebody"
    message: str = ""


class Auc(Model):
    """How far train and val can be told apart, with the 95 % interval; 0.5 = alike."""

    value: float
    low: float
    high: float


class Standing(Model):
    """How a split stands. counts: split -> class ("" = no label) -> samples."""

    auc: Auc | None
    counts: dict[str, dict[str, int]]
    leaks: int
    leaks_test: int


class SplitOut(Model):
    """A split, before and after. moves: split -> how many samples go there."""

    val: float
    moves: dict[str, int]
    before: Standing
    after: Standing
    changeset: Changeset | None
