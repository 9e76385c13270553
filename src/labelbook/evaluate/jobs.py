"""The jobs of evaluation: train a model on versions, and attribute a difference to its changes."""

from __future__ import annotations

from labelbook.context import BookContext
from labelbook.core.types import JobProgress
from labelbook.evaluate import attribute, evaluate
from labelbook.evaluate.attribution_store import AttributionRequest
from labelbook.evaluate.requests import EvaluationRequest
from labelbook.jobs.kinds import JobKind


def _evaluate(ctx: BookContext, request: EvaluationRequest, progress: JobProgress) -> str:
    name = "now" if request.version is None else str(request.version)

    def step(done: int, total: int) -> None:
        progress(done, total, f"evaluating {name}: epoch {done:,} of {total:,} over all seeds")

    report = evaluate.evaluate(ctx, request, step)
    return f"{name}: {len(report.runs)} runs, {report.trained} of them new"


def _attribute(ctx: BookContext, request: AttributionRequest, progress: JobProgress) -> str:
    def step(done: int, total: int, what: str) -> None:
        by_epoch = "epochs" in request.settings
        epochs = f", epoch {done:,} of {total:,} in all" if by_epoch else ""
        progress(done, total, f"attributing by {request.model}: {what}{epochs}")

    found = attribute.attribute(ctx, request, step)
    return f"{request.first} to {request.second}: {len(found.parts)} parts"


KINDS = (
    JobKind(
        "evaluate",
        "versions are being evaluated",
        _evaluate,
        lambda fields: EvaluationRequest(**fields),
    ),
    JobKind(
        "attribute",
        "changes are being attributed",
        _attribute,
        lambda fields: AttributionRequest(**fields),
    ),
)
