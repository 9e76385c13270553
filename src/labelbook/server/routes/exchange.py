"""Routes of exchange: exports as downloads, spreadsheets out and back."""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import AfterValidator, Field
from starlette.background import BackgroundTask

from labelbook.book import Book
from labelbook.errors import BadInput
from labelbook.exchange.export import exporters
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import Download, Model, Name, Problem, body

router = APIRouter(prefix="/api", tags=["exchange"], responses={"4XX": {"model": Problem}})


REPORTS = {"map": "-map.html", "report": "-report.html"}
"""Downloads that are no exports: what they end with."""


def _can_be_sent(format: str) -> str:
    offered = [exporter.name for exporter in exporters if exporter.suffix]
    if format not in (*offered, *REPORTS):
        raise ValueError(f"use {', '.join((*offered, *REPORTS))}")
    return format


class ExportIn(Model):
    """What to export. format, version: as of GET. samples: ids; none = all.

    They need not all be there at the version. The report is of the whole book.
    """

    format: Annotated[str, AfterValidator(_can_be_sent)]
    version: Annotated[str | None, Field(max_length=200)] = None
    samples: Annotated[list[int] | None, Field(max_length=1_000_000)] = None


@router.get("/export", response_class=Download)
def export(
    book: TheBook,
    format: Annotated[str, AfterValidator(_can_be_sent)],
    version: Annotated[str | None, Query(max_length=200)] = None,
) -> Download:
    """Write the book at a version and send it.

    format: one of the exporters of /api/registry; report: the report in one file; map: its
    map alone.
    """
    return _sent(book, ExportIn(format=format, version=version))


@router.post("/export", response_class=Download)
def export_samples(book: TheBook, wanted: ExportIn) -> Download:
    """Write some samples of the book at a version and send them; changes nothing."""
    return _sent(book, wanted)


def _sent(book: Book, wanted: ExportIn) -> Download:
    folder = Path(tempfile.mkdtemp(prefix="labelbook-export-"))
    try:
        out, suffix = _written(book, wanted, folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    parts = (book.name, wanted.version, None if wanted.samples is None else "some")
    safe = re.sub(r"[^A-Za-z0-9._-]+", "-", "-".join(part for part in parts if part is not None))
    return Download(
        out,
        filename=safe + suffix,
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )


def _written(book: Book, wanted: ExportIn, folder: Path) -> tuple[Path, str]:
    """Write what is to be sent into a folder; returns the file, and what its name is to end with.

    A format that is a folder becomes a zip of it.
    """
    format, version = wanted.format, wanted.version
    if format in REPORTS:
        out = folder / "report.html"
        only_map = format == "map"
        samples = wanted.samples if only_map else None
        book.report.write(out, version=version, map_only=only_map, samples=samples)
        return out, REPORTS[format]
    exporter = exporters.get(format)
    out = folder / "export"
    book.export(out, format, version=version, samples=wanted.samples)
    if not exporter.folder:
        return out, exporter.suffix
    packed = folder / "export.zip"
    # The clock may be outside of what a zip can hold.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED, strict_timestamps=False) as archive:
        for path in sorted(out.rglob("*")):
            archive.write(path, path.relative_to(out))
    return packed, exporter.suffix


class SheetIn(Model):
    """A spreadsheet to write. samples: ids; none = all."""

    format: Literal["xlsx", "csv"] = "xlsx"
    samples: Annotated[list[int] | None, Field(max_length=1_000_000)] = None


class SheetBack(Model):
    """What was filled in. thread: where it waits for a decision; none where nothing was.

    faults: the rows that were left out, each with its reason.
    """

    rows: int
    edits: int
    comments: int
    conflicts: int
    thread: int | None
    proposal: int | None
    faults: list[str]


@router.post("/sheets", response_class=Download)
def write_sheet(book: TheBook, wanted: SheetIn) -> Download:
    """Write samples as a spreadsheet to fill in, and send it."""
    folder = Path(tempfile.mkdtemp(prefix="labelbook-sheet-"))
    out = folder / f"sheet.{wanted.format}"
    try:
        book.files.write_sheet(out, wanted.format, samples=wanted.samples)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    remove = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return Download(out, filename=f"labels.{wanted.format}", background=remove)


@router.post("/sheets/filled", status_code=201, openapi_extra=body("application/octet-stream"))
async def propose_sheet(
    book: TheBook,
    hub: TheHub,
    request: Request,
    author: Annotated[Name, Query()],
    name: Annotated[str, Query(max_length=200)] = "labels.xlsx",
    good_rows: Annotated[bool, Query()] = False,
) -> SheetBack:
    """Propose what people changed in the spreadsheet that is the request's body.

    good_rows: leave out the rows that cannot be taken, instead of refusing them all.
    """
    folder = Path(tempfile.mkdtemp(prefix="labelbook-sheet-"))
    try:
        file = folder / _safe(name)
        with file.open("wb") as out:
            async for part in request.stream():
                out.write(part)
        found = await run_in_threadpool(
            book.files.propose_sheet, file, author=author, name=name, good_rows=good_rows
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    hub.wake()
    return SheetBack(
        rows=found.reading.rows,
        edits=len(found.reading.edits),
        comments=len(found.reading.comments),
        conflicts=found.conflicts,
        thread=found.thread,
        proposal=found.proposal,
        faults=[str(fault) for fault in found.reading.faults],
    )


def _safe(name: str) -> str:
    safe = re.sub(r"[^\w. ()-]", "_", Path(name).name)[-100:].lstrip(".")
    if Path(safe).suffix.lower() not in (".xlsx", ".csv", ".tsv"):
        raise BadInput(f"{name} is no spreadsheet that can be read: save it as .xlsx or .csv")
    return safe
