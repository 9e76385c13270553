"""Routes of the report: why a sample has its label."""

from __future__ import annotations

from fastapi import APIRouter

from labelbook.report.why import Opinion, Reason
from labelbook.server.deps import TheBook
from labelbook.server.wire import Model, Problem, SampleId

router = APIRouter(prefix="/api", tags=["report"], responses={"4XX": {"model": Problem}})


class SampleIssue(Model):
    """An issue of the sample."""

    kind: str
    score: float
    suggestion: str | None
    reason: str


class WhyOut(Model):
    """Why a sample has its label. reasons: by time; opinions: by version."""

    sample: int
    label: str | None
    reasons: tuple[Reason, ...]
    opinions: tuple[Opinion, ...]
    issues: list[SampleIssue]


@router.get("/samples/{sample}/why")
def get_why(book: TheBook, sample: SampleId) -> WhyOut:
    """Return why a sample has its label."""
    found = book.report.why(sample)
    return WhyOut(
        sample=found.sample,
        label=found.label,
        reasons=found.reasons,
        opinions=found.opinions,
        issues=[
            SampleIssue(
                kind=each.kind,
                score=each.score,
                suggestion=each.suggestion,
                reason=each.reason,
            )
            for each in found.issues
        ],
    )
