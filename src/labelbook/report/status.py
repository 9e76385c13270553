"""The counts that `labelbook status` shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from labelbook import worker
from labelbook.errors import NotReady
from labelbook.jobs import queue
from labelbook.jobs.records import Job
from labelbook.journal.records import SPLITS, Version

if TYPE_CHECKING:
    from labelbook.issues.service import Doubting


@dataclass(frozen=True)
class Status:
    """The book in numbers. counts: split -> class ("" = no label) -> samples not excluded.

    issues: kind -> suspects that still hold; None before the first search.
    jobs: those that run and those that ended lately, the newest last.
    """

    name: str
    directory: str
    samples: int
    excluded: int
    unlabelled: int
    skipped: int
    changesets: int
    classes: tuple[str, ...]
    counts: dict[str, dict[str, int]]
    versions: tuple[Version, ...]
    issues: dict[str, int] | None
    jobs: tuple[Job, ...]


def status(book: Doubting) -> Status:
    """Count the samples of a book."""
    samples = book.samples()
    kept = samples.filter(~pl.col("excluded"))
    groups = kept.group_by("split", pl.col("label").fill_null("")).len()
    counts: dict[str, dict[str, int]] = {split: {} for split in SPLITS}
    for split, label, count in groups.sort("split", "label").iter_rows():
        counts[split][label] = count
    return Status(
        name=book.name,
        directory=str(book.directory),
        samples=samples.height,
        excluded=samples.height - kept.height,
        unlabelled=samples["label"].null_count(),
        skipped=len(book.skipped()),
        changesets=book.seq,
        classes=tuple(book.classes()),
        counts=counts,
        versions=tuple(book.versions()),
        issues=_issues(book),
        jobs=tuple(queue.everything(worker.jobs(book.directory))),
    )


def _issues(book: Doubting) -> dict[str, int] | None:
    try:
        return book.issue_counts()
    except NotReady:
        return None
