"""Why a sample has its label: all changes, discussions and predictions about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from labelbook.context import BookContext
from labelbook.core.types import ChangesetId, SampleId, ThreadId
from labelbook.discuss.rules_service import Rules
from labelbook.discuss.service import Discussion
from labelbook.discuss.voting_service import Votes
from labelbook.errors import NotReady
from labelbook.evaluate import evaluate
from labelbook.evaluate.data import Data
from labelbook.evaluate.records import Run
from labelbook.grow.service import Growth
from labelbook.issues import store
from labelbook.issues.kinds import Issue
from labelbook.issues.service import Issues

if TYPE_CHECKING:
    from labelbook.discuss.records import Thread

ReasonKind = Literal["import", "made", "change", "thread", "vote", "rule"]
VERDICTS = {"none": "none of the classes", "unsure": "cannot tell"}


@dataclass(frozen=True)
class Reason:
    """One event of a sample's history. what: in a sentence; why: in the words of its author.

    changeset, thread: where it is recorded, if it is in one.
    """

    at: str
    kind: ReasonKind
    author: str
    what: str
    why: str = ""
    changeset: ChangesetId | None = None
    thread: ThreadId | None = None


@dataclass(frozen=True)
class Opinion:
    """The prediction of a model that never saw the sample's label, at a version.

    predicted: by most of the seeds; probability: of that class, the mean over the seeds, 0 to 1.
    label: the sample's at that version.
    """

    version: str
    model: str
    seeds: int
    predicted: str
    probability: float
    label: str


@dataclass(frozen=True)
class Why:
    """Why a sample has its label. reasons: by time; opinions: by version; issues: open ones."""

    sample: SampleId
    label: str | None
    reasons: tuple[Reason, ...]
    opinions: tuple[Opinion, ...]
    issues: tuple[Issue, ...]


def why(ctx: BookContext, sample: SampleId) -> Why:
    """Return why a sample has its label; NotFound where there is no such sample."""
    found = ctx.journal.samples().filter(sample=sample)
    label = found["label"].to_list()[0] if found.height else None
    reasons = [
        *_origin(ctx, sample),
        *_changes(ctx, sample),
        *_rules(ctx, sample),
        *(
            reason
            for thread in Discussion(ctx).threads(sample=sample)
            for reason in _discussed(ctx, thread, sample)
        ),
    ]
    return Why(
        sample,
        label,
        tuple(sorted(reasons, key=lambda reason: reason.at)),
        tuple(_opinions(ctx, sample)),
        tuple(_issues(ctx, sample)),
    )


def _origin(ctx: BookContext, sample: SampleId) -> Iterator[Reason]:
    own = ctx.journal.sample(sample)
    start = ctx.journal.changeset(own.added_by)
    came = f"as {own.imported_label or 'no label'}, in {own.imported_split}"
    lineage = Growth(ctx).lineage(sample)
    if lineage.tool is None:
        yield Reason(start.at, "import", start.author, f"imported {came}", start.message, start.id)
        return
    parents = ", ".join(f"#{parent}" for parent in lineage.parents) or "a blank page"
    made = {"canvas": "drawn", "compose": "composed"}.get(lineage.tool, "grown")
    what = f"{made} from {parents} {came}"
    yield Reason(start.at, "made", start.author, what, start.message, start.id)


def _changes(ctx: BookContext, sample: SampleId) -> Iterator[Reason]:
    for entry in ctx.journal.history(sample):
        changeset = entry.changeset
        undone = "" if changeset.reverted_by is None else ", undone since"
        what = f"{entry.field}: {entry.before or 'none'} → {entry.after or 'none'}{undone}"
        yield Reason(
            changeset.at, "change", changeset.author, what, changeset.message, changeset.id
        )


def _discussed(ctx: BookContext, thread: Thread, sample: SampleId) -> Iterator[Reason]:
    yield Reason(
        thread.at,
        "thread",
        thread.author,
        f"asked: {thread.title} ({thread.state})",
        thread=thread.id,
    )
    votes = Votes(ctx).thread_answers(thread.id)
    votes += [vote for round in Votes(ctx).rounds(thread.id) for vote in round.votes]
    for vote in votes:
        if vote.sample == sample:
            said = VERDICTS.get(vote.verdict, vote.label or "")
            yield Reason(vote.at, "vote", vote.voter, f"said: {said}", vote.note, None, thread.id)


def _rules(ctx: BookContext, sample: SampleId) -> Iterator[Reason]:
    for rule in Rules(ctx).list():
        if sample in rule.samples:
            what = f"an example of {'what is not ' if rule.kind == 'not' else ''}{rule.label}"
            yield Reason(rule.at, "rule", rule.author, what, rule.text, None, rule.thread)


def _opinions(ctx: BookContext, sample: SampleId) -> Iterator[Opinion]:
    runs_of = evaluate.store_of(ctx)
    done = [run for run in runs_of.list_all() if run.state == "done"]
    if not done:
        # Versions need not be read where no model was evaluated.
        return
    seen: set[str] = set()
    for name, position in [
        *((v.name, v.changeset) for v in ctx.journal.versions()),
        ("now", ctx.journal.seq),
    ]:
        data = evaluate.data_of(ctx, ctx.journal.samples(position))
        if data.key in seen:
            continue
        seen.add(data.key)
        of_data = [run for run in done if run.data == data.key]
        for model in sorted({run.model for run in of_data}):
            runs = [run for run in of_data if run.model == model]
            yield from _opinion(ctx, data, runs, sample, name)


def _opinion(
    ctx: BookContext, data: Data, runs: list[Run], sample: SampleId, version: str
) -> Iterator[Opinion]:
    kept = evaluate.store_of(ctx)
    for split, part in data.parts.items():
        rows = np.flatnonzero(part.samples == sample)
        results = [kept.result(run.id).answers.get(split) for run in runs]
        answers = [given.probabilities[rows[0]] for given in results if given and len(rows)]
        if not answers:
            continue
        most, _ = Counter(int(row.argmax()) for row in answers).most_common(1)[0]
        share = float(np.mean([row[most] for row in answers]))
        label = data.classes[int(part.labels[rows[0]])]
        yield Opinion(version, runs[0].model, len(answers), data.classes[most], share, label)


def _issues(ctx: BookContext, sample: SampleId) -> list[Issue]:
    try:
        return store.issues(Issues(ctx).table().filter(sample=sample))
    except NotReady:
        return []
