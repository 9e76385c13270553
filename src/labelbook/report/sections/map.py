"""The map: its frame, which the script fills, and notes on what is not on it."""

from __future__ import annotations

from importlib import resources
from string import Template

from labelbook.report.markup import count
from labelbook.report.records import SectionData


def section(data: SectionData) -> str:
    """Return the frame of the map."""
    frame = (resources.files("labelbook.report") / "template" / "map.html").read_text("utf-8")
    notes = "".join(f"<p>{note}</p>" for note in _notes(data))
    return Template(frame).substitute(shown=count(data.report.places.height, "sample"), notes=notes)


def _notes(data: SectionData) -> list[str]:
    shown, found = data.report.places.height, []
    if shown < data.placed:
        found.append(
            f"Shown: {count(shown)} of {count(data.placed, 'sample')}, sampled at random within "
            "each class and split; a rare class keeps some of its samples."
        )
    if data.report.unplaced:
        found.append(
            f"{count(data.report.unplaced, 'sample')} not on the map yet: <code>labelbook embed"
            "</code> places them."
        )
    if data.without_image:
        found.append(f"{count(data.without_image, 'image')} could not be read.")
    return found
