"""Writing a report: one HTML file that opens without a server."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from labelbook.core.atomic import appearing
from labelbook.core.limits import REPORT_BYTES, REPORT_SAMPLES
from labelbook.core.types import Progress
from labelbook.errors import BadInput
from labelbook.report import packing, page, sampling, sprites
from labelbook.report.records import ReportData, ReportFile

__all__ = ["ReportData", "ReportFile", "check_free", "write"]

ENDINGS = (".html", ".htm")


def write(
    data: ReportData,
    out: Path,
    *,
    seed: int = 0,
    limit: int = REPORT_SAMPLES,
    room: int = REPORT_BYTES,
    progress: Progress | None = None,
) -> ReportFile:
    """Write the file; the same data and seed give the same bytes.

    limit: of more samples than this, the map shows some (see sampling.choose). room: the most bytes
    of the file. Raises BadInput where no sample is on the
    map, or for a place that is taken; Unavailable where it may not be written, or where the page
    was not built.
    """
    check_free(out)
    if data.places.is_empty():
        raise BadInput(
            f"no sample of {data.name} is on its map at this version: bring the map up to date, "
            "or choose another version",
            needs="map",
        )
    chosen = sampling.choose(data.places, limit, seed)
    order = sampling.along_a_curve(packing.steps(chosen["x"]), packing.steps(chosen["y"]))
    places = chosen[order]
    shown = replace(data, places=places)
    fixed = page.size_without_sheets(shown, data.places.height)
    packed = sprites.pack(
        places["sample"].to_list(), data.thumbnail, page.room_for_sheets(room - fixed), progress
    )
    text = page.html(shown, data.places.height, packed)
    with appearing(out, folder=False) as writing:
        writing.write_bytes(text)
    return ReportFile(
        out=out,
        title=data.title,
        changeset=data.changeset.id,
        samples=data.samples,
        shown=places.height,
        bytes=len(text),
        thumbnail=packed.tile,
        quality=packed.quality,
        without_image=int((packed.widths == 0).sum()),
    )


def check_free(out: Path) -> None:
    """Raise BadInput where the file cannot be written; also called before the long work."""
    if out.suffix.lower() not in ENDINGS:
        raise BadInput(f"{out} is no name for a report: let it end in .html")
    if out.exists():
        raise BadInput(f"{out} exists already: choose another name, or remove it first")
    if not out.absolute().parent.is_dir():
        raise BadInput(f"there is no folder {out.absolute().parent} to write {out.name} into")
