"""Routes of issues: the list, the score of each label as columns, and a better split."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import ConfigDict, Field

from labelbook.evaluate.forecast_records import Forecast
from labelbook.issues.kinds import Issue, issue_kinds
from labelbook.issues.resplit import Standing
from labelbook.journal.records import Changeset
from labelbook.server.deps import TheBook, TheHub, TheServed
from labelbook.server.wire import ColumnsFile, Model, Name, Problem, member_of

router = APIRouter(prefix="/api", tags=["issues"], responses={"4XX": {"model": Problem}})


class IssueCount(Model):
    """How many issues of a kind there are."""

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
    """A suspected problem of one sample. score: 0 to 1, higher = more likely a problem."""

    sample: int
    kind: str
    score: float
    label: str | None
    suggestion: str | None
    reason: str
    evidence: IssueEvidence


class IssueList(Model):
    """Issues, the highest scores first. seq: the changeset that the book was at when searched."""

    seq: int
    kinds: list[IssueCount]
    issues: list[IssueOut]


class SplitIn(Model):
    """Split train and val anew. val: the share that val is to hold."""

    val: Annotated[float, Field(gt=0, lt=1)] = 0.2
    dry_run: bool = False
    author: Name = "somebody"
    message: str = ""


class SplitOut(Model):
    """A split, before and after. moves: split -> how many samples go there."""

    val: float
    moves: dict[str, int]
    before: Standing
    after: Standing
    changeset: Changeset | None


Kind = Annotated[str, member_of(issue_kinds)]
"""The name of a kind, as of /api/registry."""


@router.get("/issues")
def list_issues(
    book: TheBook,
    kind: Kind | None = None,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> IssueList:
    """Return the issues that still hold, highest scores first; 409 "not-ready" before a search."""
    counts = book.issues.counts()
    found = book.issues.list(kind, limit, offset=offset)
    about = book.issues.about()
    return IssueList(
        seq=0 if about is None else about.seq,
        kinds=[IssueCount(kind=name, count=count) for name, count in counts.items()],
        issues=[_issue_out(issue) for issue in found],
    )


@router.get("/issues/columns", response_class=ColumnsFile)
def get_issue_columns(book: TheBook) -> Response:
    """Return how likely each label is wrong as a columns file.

    id uint32; score float32, 0..1 (an issue from 0.5 on); suggestion uint16, a code of the
    snapshot's classes, 0 for none.
    """
    headers = {"Cache-Control": "no-store"}
    return ColumnsFile(book.issues.columns(), headers=headers)


def _issue_out(issue: Issue) -> IssueOut:
    return IssueOut(
        sample=issue.sample,
        kind=issue.kind,
        score=issue.score,
        label=issue.label,
        suggestion=issue.suggestion,
        reason=issue.reason,
        evidence=IssueEvidence(
            samples=list(issue.evidence.samples),
            probabilities=[
                ClassProbability(class_=name, probability=value)
                for name, value in issue.evidence.probabilities.items()
            ],
        ),
    )


@router.post("/split")
def split(served: TheServed, book: TheBook, hub: TheHub, wanted: SplitIn) -> SplitOut:
    """Propose a split, with before and after; unless dry_run, apply it."""
    take = served.splits.propose if wanted.dry_run else served.splits.shown
    proposal = take(book, wanted.val)
    changeset = None
    if not wanted.dry_run:
        changeset = book.issues.resplit(proposal, author=wanted.author, message=wanted.message)
        hub.wake()
    return SplitOut(
        val=proposal.val,
        moves={name: len(ids) for name, ids in proposal.moves.items()},
        before=proposal.before,
        after=proposal.after,
        changeset=changeset,
    )


@router.post("/split/forecast")
def forecast_split(served: TheServed, book: TheBook, wanted: SplitIn) -> Forecast:
    """Return what `linear` expects of the split that was shown; nothing of the book changes."""
    return book.runs.forecast(served.splits.shown(book, wanted.val).edits)
