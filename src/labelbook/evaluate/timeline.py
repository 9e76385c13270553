"""The versions of a book in their order, each with what the fixed models say of it."""

from __future__ import annotations

from collections import defaultdict

from labelbook.evaluate import evaluate, past_states
from labelbook.evaluate.past_states import Memory
from labelbook.evaluate.records import Run
from labelbook.evaluate.verdicts import Milestone, VersionScore
from labelbook.journal.records import Version
from labelbook.maps.service import Seeing

NOW = "now"


def timeline(book: Seeing) -> list[Milestone]:
    """Give the named versions and the state of now, the earliest position first."""
    store = evaluate.store_of(book)
    runs: dict[str, list[Run]] = defaultdict(list)
    for run in store.everything():
        if run.state == "done":
            runs[run.data].append(run)
    found: list[Milestone] = []
    before: int | None = None
    for version in [*book.versions(), *_now(book)]:
        position = version.changeset
        seen = past_states.outline(book, position)
        found.append(
            Milestone(
                name=version.name,
                version=position,
                author=version.author,
                at=version.at,
                note=version.note,
                data=seen.key,
                counts=seen.counts,
                made=seen.made,
                changed={} if before is None else past_states.changed(book, before, position),
                judged=tuple(_scores(book, position, runs[seen.key])),
                warnings=seen.warnings,
            )
        )
        before = position
    return found


def _now(book: Seeing) -> list[Version]:
    newest = book.changesets(limit=1)
    return [Version(NOW, item.id, item.author, item.at, item.message) for item in newest]


def _scores(book: Seeing, position: int, runs: list[Run]) -> list[VersionScore]:
    by_model: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.seed):
        by_model[run.model, repr(sorted(run.settings.items()))].append(run)
    return [_score(book, position, own) for _, own in sorted(by_model.items())]


def _score(book: Seeing, position: int, runs: list[Run]) -> VersionScore:
    store = evaluate.store_of(book)

    def make() -> VersionScore:
        data = evaluate.data_of(book, book.samples(position))
        return VersionScore(
            model=runs[0].model,
            settings=runs[0].settings,
            seeds=tuple(run.seed for run in runs),
            scores={split: evaluate.score(store, data, runs, split) for split in runs[0].scores},
        )

    return _known.get((str(store.folder), *(run.id for run in runs)), make)


_known: Memory[VersionScore] = Memory(1000)
"""What runs say never changes: they are named by all that they depend on."""
