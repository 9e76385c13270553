"""A book's samples as finders see them: their columns, and what is computed from these."""

from __future__ import annotations

from functools import cached_property

from labelbook.core.arrays import Flags, Floats, Ids
from labelbook.issues.evidence import mislabelled
from labelbook.issues.evidence.alike import ComparedColumns
from labelbook.issues.evidence.columns import NONE, TEST, TRAIN, VAL, OwnModel
from labelbook.issues.evidence.mislabelled import LabelScores

__all__ = ["NONE", "TEST", "TRAIN", "VAL", "Flags", "Floats", "Ids", "OwnModel", "View"]


class View(ComparedColumns):
    """All that a finder may ask: the columns, what is alike in them, and the score of each label.

    Every answer is computed when it is first asked for, and then remembered.
    """

    @cached_property
    def label_scores(self) -> LabelScores:
        """How likely each row's label is wrong."""
        return mislabelled.label_scores(self, self.own_model)
