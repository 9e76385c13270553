"""What is still being discussed."""

from __future__ import annotations

from labelbook.report.records import OpenQuestion
from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import count, day, name

SHOWN = 12
STATES = {"waiting": "waiting for an expert"}


def section(told: SectionData) -> str:
    """Return the questions that are not resolved; nothing where there is none."""
    telling = told.story.telling
    if telling is None or not telling.questions:
        return ""
    listed = "".join(
        f"<li><b>{name(item.title)}</b> {name(item.author)}, {day(item.at)}, "
        f"{STATES.get(item.state, item.state)}, {count(item.comments, 'comment')}"
        f"{_about(item)}</li>"
        for item in telling.questions[:SHOWN]
    )
    left = len(telling.questions) - SHOWN
    more = f'<p class="quiet">and {count(left)} more</p>' if left > 0 else ""
    return (
        '<section aria-labelledby="questions"><h2 id="questions">Open questions</h2>'
        f"<ul>{listed}</ul>{more}</section>"
    )


def _about(item: OpenQuestion) -> str:
    return f", about {count(item.samples, 'sample')}" if item.samples else ""
