"""The sections of a report, in order. Each is one file: `section(told) -> HTML`."""

from __future__ import annotations

from collections.abc import Callable

from labelbook.report.sections import classes, heading, map, versions
from labelbook.report.sections.told import Told

__all__ = ["STORY", "Told", "map"]

Section = Callable[[Told], str]
STORY: tuple[Section, ...] = (heading.section, classes.section, versions.section)
"""What stands beside the map."""
