"""What finders look at: the book's samples as columns, with what was computed about them."""

from __future__ import annotations

from functools import cached_property

from labelbook.issues.evidence import doubt as doubts
from labelbook.issues.evidence.alike import ComparedColumns
from labelbook.issues.evidence.columns import NONE, TEST, TRAIN, VAL, Eyes, Flags, Floats, Ids
from labelbook.issues.evidence.doubt import Doubt

__all__ = ["NONE", "TEST", "TRAIN", "VAL", "Eyes", "Flags", "Floats", "Ids", "View"]


class View(ComparedColumns):
    """All that a finder may ask: the columns, what is alike in them, and what is doubtful."""

    @cached_property
    def doubt(self) -> Doubt:
        """How much speaks against each row's label."""
        return doubts.weigh(self, self.eyes)
