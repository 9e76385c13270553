"""The sections of a report, in order. Each is a function from SectionData to HTML."""

from __future__ import annotations

from collections.abc import Callable

from labelbook.report.records import SectionData
from labelbook.report.sections import data_set, discussion, map, results

__all__ = ["SECTIONS", "map"]

SECTIONS: tuple[Callable[[SectionData], str], ...] = (
    data_set.heading,
    results.changes,
    results.evaluation,
    results.open_issues,
    discussion.rules,
    discussion.questions,
    data_set.class_counts,
    data_set.version_list,
    data_set.card,
)
"""The sections beside the map."""
