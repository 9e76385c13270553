"""The map: its frame, which the script fills, and what is not on it."""

from __future__ import annotations

from importlib import resources
from string import Template

from labelbook.report.sections.told import SectionData
from labelbook.report.sections.words import count


def section(told: SectionData) -> str:
    """Return the frame of the map."""
    frame = (resources.files("labelbook.report") / "template" / "map.html").read_text("utf-8")
    notes = "".join(f"<p>{note}</p>" for note in _notes(told))
    return Template(frame).substitute(shown=count(told.story.places.height, "sample"), notes=notes)


def _notes(told: SectionData) -> list[str]:
    shown, found = told.story.places.height, []
    if shown < told.placed:
        found.append(
            f"Shown: {count(shown)} of {count(told.placed, 'sample')}, drawn at random within each "
            "class and split; a rare class keeps some of its samples."
        )
    if told.story.unplaced:
        found.append(
            f"{count(told.story.unplaced, 'sample')} not on the map yet: <code>labelbook embed"
            "</code> places them."
        )
    if told.without_image:
        found.append(f"{count(told.without_image, 'image')} could not be read.")
    return found
