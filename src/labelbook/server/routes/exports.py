"""Exports as downloads."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.background import BackgroundTask
from starlette.responses import FileResponse

from labelbook.server.deps import TheBook
from labelbook.server.wire import Problem

router = APIRouter(prefix="/api", responses={"4XX": {"model": Problem}})
SUFFIXES = {
    "zip": ".zip",
    "contest": "-contest.zip",
    "csv": ".csv",
    "parquet": ".parquet",
    "map": "-map.html",
    "report": "-report.html",
}


@router.get("/export", response_class=FileResponse)
def export(
    book: TheBook,
    format: Literal["zip", "contest", "csv", "parquet", "map", "report"],
    version: Annotated[str | None, Query(max_length=200)] = None,
) -> FileResponse:
    """Write the book at a version and send it.

    report: the story in one file; map: the map alone.
    """
    folder = Path(tempfile.mkdtemp(prefix="labelbook-export-"))
    out = folder / f"export{SUFFIXES[format]}"
    try:
        if format in ("map", "report"):
            book.report(out, version=version, map_only=format == "map")
        else:
            book.export(out, format, version=version)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    safe = re.sub(
        r"[^A-Za-z0-9._-]+", "-", book.name if version is None else f"{book.name}-{version}"
    )
    return FileResponse(
        out,
        filename=safe + SUFFIXES[format],
        background=BackgroundTask(shutil.rmtree, folder, ignore_errors=True),
    )
