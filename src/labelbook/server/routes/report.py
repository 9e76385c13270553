"""Routes of the report: why a sample is labelled as it is."""

from __future__ import annotations

from fastapi import APIRouter

from labelbook.report.why import Opinion, Reason
from labelbook.server.deps import TheBook
from labelbook.server.wire import Model, Problem, SampleId

router = APIRouter(prefix="/api", tags=["report"], responses={"4XX": {"model": Problem}})


class DoubtOut(Model):
    """What is suspected of it."""

    kind: str
    score: float
    suggestion: str | None
    reason: str


class WhyOut(Model):
    """Reasons in the order of time, opinions in that of the versions."""

    sample: int
    label: str | None
    reasons: tuple[Reason, ...]
    opinions: tuple[Opinion, ...]
    doubts: list[DoubtOut]


@router.get("/samples/{sample}/why")
def get_why(book: TheBook, sample: SampleId) -> WhyOut:
    """Return why a sample is labelled as it is."""
    found = book.report.why(sample)
    return WhyOut(
        sample=found.sample,
        label=found.label,
        reasons=found.reasons,
        opinions=found.opinions,
        doubts=[
            DoubtOut(
                kind=each.kind,
                score=each.score,
                suggestion=each.suggestion,
                reason=each.reason,
            )
            for each in found.doubts
        ],
    )
