"""The sections of a report, in order. Each is one file: `section(told) -> HTML`."""

from __future__ import annotations

from collections.abc import Callable

from labelbook.report.sections import (
    card,
    classes,
    found,
    heading,
    map,
    questions,
    rules,
    versions,
    work,
    worth,
)
from labelbook.report.sections.told import SectionData

__all__ = ["STORY", "SectionData", "map"]

Section = Callable[[SectionData], str]
STORY: tuple[Section, ...] = (
    heading.section,
    work.section,
    worth.section,
    found.section,
    rules.section,
    questions.section,
    classes.section,
    versions.section,
    card.section,
)
"""What stands beside the map."""
