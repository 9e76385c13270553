"""Spreadsheets of samples: written for people to fill in, and their edits proposed."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from labelbook.columns.service import MetadataColumns
from labelbook.context import BookContext
from labelbook.core.limits import MAX_ANCHORED, MAX_TITLE
from labelbook.core.parallel import cores
from labelbook.core.types import ProposalId, SampleId, ThreadId
from labelbook.discuss.records import Anchor, CellChange
from labelbook.discuss.service import Discussion
from labelbook.errors import BadInput, NotReady
from labelbook.exchange.exporters.metadata import flat
from labelbook.exchange.spreadsheet import edits
from labelbook.exchange.spreadsheet.records import FORMATS, MOST_IMAGES, Row, SheetReading
from labelbook.images import thumbnails
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable
from labelbook.issues.service import Issues

if TYPE_CHECKING:
    from labelbook.core.types import Progress

log = logging.getLogger("labelbook.exchange")

THUMBNAIL = 72
MORE = "labelbook: metadata"
SHOWN = 5
"""Unreadable images that the log names."""
LISTED = 200
"""The most comments that are added to the thread; of more, the number is."""


@dataclass(frozen=True)
class SheetProposal:
    """What a filled-in spreadsheet led to. thread: None where nobody changed or wrote anything.

    proposal: None where no cell would change. conflicts: edits of cells that others changed since.
    """

    reading: SheetReading
    thread: ThreadId | None
    proposal: ProposalId | None
    conflicts: int


def write(
    ctx: BookContext,
    out: Path,
    format: str,
    samples: Collection[int] | None,
    progress: Progress | None,
    version: str | int | None = None,
) -> int:
    """Write samples of a version, by default all, those with an issue first; returns how many."""
    if format not in FORMATS:
        raise BadInput(f"{format!r} is no format of a spreadsheet: use {' or '.join(FORMATS)}")
    if out.exists():
        raise BadInput(f"{out} exists already: choose another name, or remove it first")
    if not out.absolute().parent.is_dir():
        raise BadInput(f"there is no folder {out.absolute().parent} to write {out.name} into")
    from labelbook.exchange.spreadsheet import writer

    rows = _rows(ctx, samples, version)
    more = [column.name for column in MetadataColumns(ctx).list(version)]
    if format == "csv":
        writer.write_csv(rows, out, more)
        return len(rows)
    if len(rows) > MOST_IMAGES:
        raise BadInput(
            f"{len(rows):,} samples are too many for a workbook with images, at most "
            f"{MOST_IMAGES:,}: choose some of them, or write a CSV"
        )
    images = _images(ctx, [row.sample for row in rows])
    writer.write_xlsx(rows, ctx.journal.classes(), images, out, progress, more)
    return len(rows)


def read(ctx: BookContext, path: Path, good_rows: bool) -> SheetReading:
    """Find what people changed in a spreadsheet; rows that cannot be taken are refused together.

    good_rows: leave those out instead.
    """
    from labelbook.exchange.spreadsheet import reader as reading

    samples = ctx.journal.samples()
    paths = dict(samples.select("sample", "path").iter_rows())
    found = edits.found(reading.read(path), paths, ctx.journal.classes())
    if found.faults and not good_rows:
        raise BadInput(edits.refusal(found.faults), needs="good rows")
    return found


def propose(ctx: BookContext, found: SheetReading, author: str, name: str) -> SheetProposal:
    """Start a thread on what came back, with the edits as a proposal and the comments below."""
    touched = sorted({e.sample for e in found.edits} | {c.sample for c in found.comments})
    if not touched:
        return SheetProposal(found, None, None, 0)
    title = f"{name}: {len(found.edits):,} changes, {len(found.comments):,} comments"
    thread = Discussion(ctx).start(_anchor(touched), title[:MAX_TITLE], author=author)
    for comment in found.comments[:LISTED]:
        Discussion(ctx).comment(thread.id, f"#{comment.sample}: {comment.text}", author=author)
    if len(found.comments) > LISTED:
        left = len(found.comments) - LISTED
        Discussion(ctx).comment(thread.id, f"and {left:,} more comments in {name}", author=author)
    changes = [CellChange(e.sample, e.field, e.before, e.after, e.comment) for e in found.edits]
    reason = f"filled in in {name}"
    made = Discussion(ctx).propose(
        changes, author=author, reason=reason, thread=thread.id, source="table"
    )
    conflicts = 0 if made is None else sum(cell.conflict for cell in made.cells)
    return SheetProposal(found, thread.id, None if made is None else made.id, conflicts)


def _anchor(samples: Sequence[SampleId]) -> Anchor:
    if len(samples) == 1:
        return Anchor("sample", tuple(samples))
    return Anchor("samples", tuple(samples[:MAX_ANCHORED]))


def _rows(
    ctx: BookContext, samples: Collection[int] | None, version: str | int | None
) -> list[Row]:
    now = ctx.journal.samples(version)
    if samples is not None:
        missing = sorted(set(samples) - set(now["sample"].to_list()))
        if missing:
            raise BadInput(f"there is no sample {missing[0]} in {ctx.name}")
        now = now.filter(pl.col("sample").is_in(list(samples)))
    issues = _first_issues(ctx)
    columns = MetadataColumns(ctx).list(version)
    texts = [pl.col(column.name).cast(pl.String).fill_null("") for column in columns]
    held = pl.concat_list(texts) if texts else pl.lit([], dtype=pl.List(pl.String))
    now = flat(now, columns).with_columns(held.alias(MORE))
    chosen = (
        now.select("sample", "path", "split", "label", "excluded", MORE)
        .join(issues, "sample", "left")
        .sort("rank", "path", nulls_last=True)
        .select("sample", "path", "split", "label", "excluded", "suggestion", "reason", MORE)
        .with_columns(pl.col("label", "suggestion", "reason").fill_null(""))
    )
    found = chosen.rename({MORE: "more"}).iter_rows(named=True)
    return [Row(**(row | {"more": tuple(row["more"])})) for row in found]


def _first_issues(ctx: BookContext) -> pl.DataFrame:
    """Return each sample's first issue: sample, suggestion, reason, rank."""
    try:
        found = Issues(ctx).table()
    except NotReady:
        found = pl.DataFrame(schema={"sample": pl.Int64, "suggestion": str, "reason": str})
    return (
        found.select("sample", "suggestion", "reason")
        .unique("sample", keep="first", maintain_order=True)
        .with_row_index("rank")
    )


def _images(ctx: BookContext, samples: Sequence[int]) -> Iterator[bytes | None]:
    """Yield thumbnails in order, None for one that cannot be read; those are logged."""
    files = ctx.files.of(samples)

    unread: list[str] = []

    def image(sample: int) -> bytes | None:
        try:
            return thumbnails.small_png(files[SampleId(sample)].locate(), THUMBNAIL)
        except IMAGE_ERRORS as error:
            unread.append(f"sample {sample} ({why_unreadable(error)})")
            return None

    with ThreadPoolExecutor(cores()) as pool:
        yield from pool.map(image, samples)
    if unread:
        some = "; ".join(unread[:SHOWN])
        log.warning("%d images are missing in the spreadsheet: %s", len(unread), some)
