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

from labelbook.server.models import Problem
from labelbook.server.routes.needs import TheBook

router = APIRouter(prefix="/api", responses={"4XX": {"model": Problem}})
SUFFIXES = {
    "zip": ".zip",
    "contest": "-contest.zip",
    "csv": ".csv",
    "parquet": ".parquet",
    "map": "-map.html",
}


@router.get("/export", response_class=FileResponse)
def export(
    book: TheBook,
    format: Literal["zip", "contest", "csv", "parquet", "map"],
    version: Annotated[str | None, Query(max_length=200)] = None,
) -> FileResponse:
    """Write the book at a version and send it; map: the report, one file that shows the map."""
    folder = Path(tempfile.mkdtemp(prefix="labelbook-export-"))
    out = folder / f"export{SUFFIXES[format]}"
    try:
        if format == "map":
            book.report(out, version=version)
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
