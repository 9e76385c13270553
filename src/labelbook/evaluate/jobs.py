"""The jobs of evaluating: train a model on versions, and split a difference over its changes."""

from __future__ import annotations

from labelbook.context import BookContext
from labelbook.evaluate import attribute, evaluate
from labelbook.evaluate.attribution_store import Question
from labelbook.evaluate.requests import EvaluationRequest
from labelbook.jobs.kinds import JobKind
from labelbook.jobs.records import Tell


def _judge(ctx: BookContext, asked: EvaluationRequest, tell: Tell) -> str:
    name = "now" if asked.version is None else str(asked.version)

    def told(at: int, total: int) -> None:
        tell(at, total, f"judging {name}: epoch {at:,} of {total:,} over all seeds")

    report = evaluate.judge(ctx, asked, told)
    return f"{name}: {len(report.runs)} runs, {report.trained} of them new"


def _attribute(ctx: BookContext, asked: Question, tell: Tell) -> str:
    def told(at: int, total: int, what: str) -> None:
        epochs = f", epoch {at:,} of {total:,} in all" if asked.model == "contest" else ""
        tell(at, total, f"attributing by {asked.model}: {what}{epochs}")

    found = attribute.answer(ctx, asked, told)
    return f"{asked.first} to {asked.second}: {len(found.parts)} parts"


KINDS = (
    JobKind("judge", "versions are being judged", _judge, lambda kept: EvaluationRequest(**kept)),
    JobKind("attribute", "changes are being attributed", _attribute, lambda k: Question(**k)),
)
