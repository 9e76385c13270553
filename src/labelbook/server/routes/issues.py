"""Issues over HTTP: the queue, and the doubt in each label as columns for the map."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from labelbook.issues.issue import Issue
from labelbook.server.deps import TheBook
from labelbook.server.doubts import (
    ClassProbability,
    IssueCount,
    IssueEvidence,
    IssueList,
    IssueOut,
)
from labelbook.server.wire import Problem

router = APIRouter(prefix="/api/issues", responses={"4XX": {"model": Problem}})

Kind = Literal[
    "label",
    "not-a-class",
    "ambiguous",
    "duplicate",
    "leak",
    "outlier",
    "technical",
    "imbalance",
    "split-mismatch",
]


@router.get("")
def issues(
    book: TheBook,
    kind: Kind | None = None,
    offset: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=2000)] = 200,
) -> IssueList:
    """Give the issues that still hold, most suspect first; 409 "not-ready" before a search."""
    counts = book.issue_counts()
    found = book.issues(kind, limit, offset=offset)
    about = book.issues_about()
    return IssueList(
        seq=0 if about is None else about.seq,
        kinds=[IssueCount(kind=name, count=count) for name, count in counts.items()],
        issues=[_out(issue) for issue in found],
    )


@router.get("/columns", response_class=Response)
def columns(book: TheBook) -> Response:
    """Give each sample's doubt in its label as a columns file.

    id uint32; score float32, 0..1 (0.5: suspect); suggestion uint16, a code of the snapshot's
    classes, 0 for none.
    """
    headers = {"Cache-Control": "no-store"}
    return Response(book.issue_columns(), media_type="application/octet-stream", headers=headers)


def _out(issue: Issue) -> IssueOut:
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
