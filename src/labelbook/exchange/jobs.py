"""The job of exchange: an import that goes on while the page is used."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

from labelbook.context import BookContext
from labelbook.core.types import JobProgress
from labelbook.exchange.import_ import ImportOrder, ImportReport, import_sources
from labelbook.exchange.importers.options import ReadOptions
from labelbook.exchange.uploads import Uploads
from labelbook.jobs.kinds import JobKind
from labelbook.jobs.records import Cancelled
from labelbook.journal.changesets import Origin

MOST_TOLD = 500
"""So many files that were left out are kept with the report; the history has all."""


@dataclass(frozen=True)
class ImportRequest:
    """An import that waits. upload: its id. settings: option -> value, as text."""

    upload: str
    author: str
    message: str = ""
    split: str | None = None
    settings: dict[str, str] = field(default_factory=dict)


def _import(ctx: BookContext, asked: ImportRequest, tell: JobProgress) -> str:
    uploads = Uploads(ctx.cache)
    source = uploads.source(asked.upload)
    tell(0, 1, "looking at the files")
    try:
        report = import_sources(
            ctx,
            [ImportOrder(Path(source), asked.split, options=ReadOptions().settled(asked.settings))],
            Origin(asked.author, asked.message, "import"),
            lambda done, total: tell(done, total, "importing"),
        )
    except Cancelled:
        # Who begins anew chooses the files anew.
        uploads.remove(asked.upload)
        raise
    uploads.done(asked.upload, _told(report))
    return says(report)


def says(report: ImportReport) -> str:
    """Return an import in words."""
    parts = [f"{report.added:,} {'image' if report.added == 1 else 'images'} added"]
    if report.filling.cells:
        parts.append(f"{report.filling.cells:,} cells of images in the book set")
    if report.unchanged:
        parts.append(f"{report.unchanged:,} in the book already")
    if report.skipped:
        parts.append(f"{len(report.skipped):,} left out")
    return ", ".join(parts)


def _told(report: ImportReport) -> dict[str, object]:
    return {
        "changeset": None if report.changeset is None else report.changeset.id,
        "added": report.added,
        "unchanged": report.unchanged,
        "left_out": len(report.skipped),
        "skipped": [asdict(each) for each in report.skipped[:MOST_TOLD]],
        "layout": report.layout,
        "doubts": list(report.doubts),
        "filled": list(report.filling.says),
    }


KINDS = (
    JobKind("import", "images are being imported", _import, lambda told: ImportRequest(**told)),
)
