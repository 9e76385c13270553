"""The data card: what people should know before they use the data set."""

from __future__ import annotations

from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import name, text

WORDS = {
    "description": "About it",
    "license": "Licence",
    "creator": "Made by",
    "url": "Where it is",
    "citation": "How to cite it",
    "limits": "Known gaps",
}


def section(told: SectionData) -> str:
    """Return the filled fields; nothing where none is filled in."""
    telling = told.story.telling
    if telling is None or not telling.card:
        return ""
    rows = "".join(
        f"<dt>{text(WORDS.get(field, field))}</dt><dd>{name(value)}</dd>"
        for field, value in telling.card.items()
    )
    return (
        '<section aria-labelledby="card-of-data"><h2 id="card-of-data">Data card</h2>'
        f'<dl class="fields">{rows}</dl></section>'
    )
