"""What users of a book hold in their hands: edits, orders, issues, runs, changesets, jobs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelbook.canvas.save import Drawing
    from labelbook.discuss.records import Anchor
    from labelbook.evaluate.records import Run
    from labelbook.exchange.card import Card
    from labelbook.exchange.importers.options import ReadOptions
    from labelbook.grow.boost import BoostOrder
    from labelbook.grow.compose import ComposeOrder
    from labelbook.grow.plan import GrowOrder
    from labelbook.issues.kinds import Issue
    from labelbook.jobs.records import Job
    from labelbook.journal.columns import Column
    from labelbook.journal.records import Changeset, Edit

_PLACES = {
    "Anchor": "discuss.records",
    "BoostOrder": "grow.boost",
    "Card": "exchange.card",
    "Changeset": "journal.records",
    "Column": "journal.columns",
    "ComposeOrder": "grow.compose",
    "Drawing": "canvas.save",
    "Edit": "journal.records",
    "GrowOrder": "grow.plan",
    "Issue": "issues.kinds",
    "Job": "jobs.records",
    "ReadOptions": "exchange.importers.options",
    "Run": "evaluate.records",
}

__all__ = [
    "Anchor",
    "BoostOrder",
    "Card",
    "Changeset",
    "Column",
    "ComposeOrder",
    "Drawing",
    "Edit",
    "GrowOrder",
    "Issue",
    "Job",
    "ReadOptions",
    "Run",
]


def __getattr__(name: str) -> Any:
    # Loaded on first use: who edits labels need not wait for what grows images.
    if name not in _PLACES:
        raise AttributeError(f"module 'labelbook.types' has no attribute {name!r}")
    return getattr(import_module(f"labelbook.{_PLACES[name]}"), name)
