"""What every section is given."""

from __future__ import annotations

from dataclasses import dataclass

from labelbook.report.records import Story


@dataclass(frozen=True, eq=False)
class SectionData:
    """story: its places are those that the map shows. placed: how many the book's map has.

    without_image: how many of the shown have no image that could be read.
    """

    story: Story
    placed: int
    without_image: int
