"""The whole file: the sections, the map's data, its script and style, and what they may do."""

from __future__ import annotations

import base64
import hashlib
from importlib import resources
from string import Template

import numpy as np

from labelbook.core.built import NOT_BUILT
from labelbook.errors import Unavailable
from labelbook.report import packing, sections
from labelbook.report.records import Story
from labelbook.report.sections.words import text
from labelbook.report.sprites import Sprites

VIEWER = resources.files("labelbook.report") / "viewer"
"""The script and the style of the map, built from web/src/report."""

POLICY = (
    "default-src 'none'; script-src '{script}'; style-src '{style}'; img-src blob:; "
    "base-uri 'none'; form-action 'none'"
)
SHEET = '<script type="text/plain" id="sheet-{at}">{data}</script>\n'


def html(story: Story, placed: int, sprites: Sprites) -> bytes:
    """Return the file. story: its places are those shown, in the order of the sprites.

    placed: how many samples are on the map of the book. Raises Unavailable where the page was not
    built.
    """
    style, script = _built("report.css"), _built("report.js")
    without = int((sprites.widths == 0).sum())
    data = packing.data(story.places, story.classes, sprites)
    told = sections.SectionData(story, placed, without)
    filled = Template(_frame("page.html")).substitute(
        policy=POLICY.format(script=_hash(script), style=_hash(style)),
        title=text(story.title),
        style=style,
        story="\n".join(section(told) for section in sections.STORY),
        map=sections.map.section(told),
        data=packing.json_block(data),
        script=script,
        sheets="".join(
            SHEET.format(at=at, data=packing.encoded(sheet))
            for at, sheet in enumerate(sprites.sheets)
        ),
    )
    return filled.encode()


def size_without_sheets(story: Story, placed: int) -> int:
    """Return the bytes of the file as it would be without thumbnails."""
    rows = story.places.height
    none = np.zeros(rows, dtype=np.uint8)
    return len(html(story, placed, Sprites(0, 0, (), none, none)))


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
