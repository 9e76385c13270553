"""The whole file: its sections, the map's data, script and style, and a content policy."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from string import Template

import numpy as np

from labelbook.core.built import NOT_BUILT
from labelbook.errors import Unavailable
from labelbook.report import packing, sections
from labelbook.report.markup import text
from labelbook.report.records import ReportData, SectionData
from labelbook.report.sprites import Sprites

VIEWER = resources.files("labelbook.report") / "viewer"
"""The script and the style of the map, built from web/src/report."""

POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src blob:; "
    "base-uri 'none'; form-action 'none'"
)
SHEET = '<script type="text/plain" id="sheet-{at}">{data}</script>\n'


def html(report: ReportData, placed: int, sprites: Sprites) -> bytes:
    """Return the file. report: its places are those shown, in the order of the sprites.

    placed: how many samples are on the map of the book. Raises Unavailable where the page was not
    built.
    """
    style, script = _built("report.css"), _built("report.js")
    without = int((sprites.widths == 0).sum())
    data = packing.data(report.places, report.classes, sprites)
    shown = SectionData(report, placed, without)
    filled = Template(_frame("page.html")).substitute(
        policy=POLICY.format(script=_hash(script), style=_hash(style)),
        title=text(report.title),
        style=style,
        sections="\n".join(section(shown) for section in sections.SECTIONS),
        map=sections.map.section(shown),
        data=packing.json_block(data),
        script=script,
        sheets="".join(
            SHEET.format(at=at, data=packing.encoded(sheet))
            for at, sheet in enumerate(sprites.sheets)
        ),
    )
    return filled.encode()


def size_without_sheets(report: ReportData, placed: int) -> int:
    """Return the bytes of the file as it would be without thumbnails."""
    rows = report.places.height
    none = np.zeros(rows, dtype=np.uint8)
    return len(html(report, placed, Sprites(0, 0, (), none, none)))


def room_for_sheets(room: int) -> int:
    """Return the bytes of thumbnails that fit into so many bytes of base64."""
    frames = 64_000
    return max(0, (room - frames) * 3 // 4)


def _hash(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


def _frame(name: str) -> str:
    return (resources.files("labelbook.report") / "template" / name).read_text("utf-8")


def _built(name: str) -> str:
    file = VIEWER / name
    if not file.is_file():
        raise Unavailable(NOT_BUILT)
    return file.read_text("utf-8")
