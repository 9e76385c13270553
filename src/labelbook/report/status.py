"""The counts that `labelbook status` shows."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from labelbook.context import BookContext
from labelbook.errors import NotReady
from labelbook.issues.service import Issues
from labelbook.jobs.records import Job
from labelbook.journal.records import SPLITS, Version


@dataclass(frozen=True)
class Status:
    """The book in numbers. counts: split -> class ("" = no label) -> samples not excluded.

    issues: kind -> open issues; None before the first search.
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


def status(ctx: BookContext) -> Status:
    """Count the samples of a book."""
    samples = ctx.journal.samples()
    kept = samples.filter(~pl.col("excluded"))
    groups = kept.group_by("split", pl.col("label").fill_null("")).len()
    counts: dict[str, dict[str, int]] = {split: {} for split in SPLITS}
    for split, label, count in groups.sort("split", "label").iter_rows():
        counts[split][label] = count
    return Status(
        name=ctx.name,
        directory=str(ctx.directory),
        samples=samples.height,
        excluded=samples.height - kept.height,
        unlabelled=samples["label"].null_count(),
        skipped=len(ctx.journal.skipped()),
        changesets=ctx.journal.seq,
        classes=tuple(ctx.journal.classes()),
        counts=counts,
        versions=tuple(ctx.journal.versions()),
        issues=_issues(ctx),
        jobs=tuple(ctx.jobs.list()),
    )


def _issues(ctx: BookContext) -> dict[str, int] | None:
    try:
        return Issues(ctx).counts()
    except NotReady:
        return None
