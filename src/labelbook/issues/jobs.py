"""The jobs of issues: the search for them, and the training of the own model."""

from __future__ import annotations

from labelbook.context import BookContext
from labelbook.core.types import JobProgress
from labelbook.issues.service import Issues
from labelbook.jobs.kinds import JobKind


def _issues(ctx: BookContext, _: None, tell: JobProgress) -> str:
    report = Issues(ctx).find(progress=lambda done, of: tell(done, of, "searching for issues"))
    return f"{sum(report.counts.values()):,} issues found"


def _own_model(ctx: BookContext, _: None, tell: JobProgress) -> str:
    issues = Issues(ctx)
    judged = issues.train_own_model(
        progress=lambda done, of: tell(done, of, "training the own model")
    )
    report = issues.find()
    return f"{judged:,} samples judged, {sum(report.counts.values()):,} issues found"


KINDS = (
    JobKind("issues", "issues are being searched for", _issues),
    JobKind("own-model", "the own model is being trained", _own_model),
)
