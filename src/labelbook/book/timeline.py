"""The versions of a book in their order, each with what the fixed models say of it."""

from __future__ import annotations

from collections import defaultdict

import polars as pl

from labelbook.book import evaluation
from labelbook.book.seeing import Seeing
from labelbook.evaluate import data as datas
from labelbook.evaluate.changed import changed
from labelbook.evaluate.data import Data
from labelbook.evaluate.records import Run
from labelbook.evaluate.store import Store
from labelbook.evaluate.verdicts import Milestone, VersionScore
from labelbook.journal.records import Version

NOW = "now"


def timeline(book: Seeing) -> list[Milestone]:
    """Give the named versions and the state of now, the earliest position first."""
    store = evaluation.store_of(book)
    runs: dict[str, list[Run]] = defaultdict(list)
    for run in store.everything():
        if run.state == "done":
            runs[run.data].append(run)
    found: list[Milestone] = []
    before: pl.DataFrame | None = None
    for version in [*book.versions(), *_now(book)]:
        samples = book.samples(version.changeset)
        data = evaluation.data_of(book, samples)
        found.append(
            Milestone(
                name=version.name,
                version=version.changeset,
                author=version.author,
                at=version.at,
                note=version.note,
                data=data.key,
                counts=data.counts,
                changed={} if before is None else changed(before, samples),
                judged=tuple(_scores(store, data, runs[data.key])),
                warnings=datas.warnings(data),
            )
        )
        before = samples
    return found


def _now(book: Seeing) -> list[Version]:
    newest = book.changesets(limit=1)
    return [Version(NOW, item.id, item.author, item.at, item.message) for item in newest]


def _scores(store: Store, data: Data, runs: list[Run]) -> list[VersionScore]:
    by_model: dict[tuple[str, str], list[Run]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.seed):
        by_model[run.model, repr(sorted(run.settings.items()))].append(run)
    return [
        VersionScore(
            model=own[0].model,
            settings=own[0].settings,
            seeds=tuple(run.seed for run in own),
            scores={split: evaluation.score(store, data, own, split) for split in own[0].scores},
        )
        for _, own in sorted(by_model.items())
    ]
