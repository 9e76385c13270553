"""Which samples are copies of each other, and the features that classes are recognised by."""

from __future__ import annotations

from functools import cached_property

from labelbook.columns.groups import joined
from labelbook.core.arrays import Codes, Floats
from labelbook.issues.evidence import groups as grouping
from labelbook.issues.evidence import near_duplicates, strokes
from labelbook.issues.evidence.columns import Columns
from labelbook.issues.evidence.contours import Pair


class ComparedColumns(Columns):
    """Columns whose rows were compared with each other; each comparison is made once, when asked.

    Nothing here is learned: what is, is in View.
    """

    @cached_property
    def evidence(self) -> tuple[Floats, ...]:
        """Features to recognise classes by: embeddings, and of drawings where strokes run."""
        if not self.embeddings or not self.pictures.drawn:
            return self.embeddings
        return (*self.embeddings, strokes.strokes(self.pictures.planes[:, 0]))

    @cached_property
    def near_pairs(self) -> list[Pair]:
        """The pairs of rows that show the same drawing in other bytes."""
        return near_duplicates.pairs(self)

    @cached_property
    def groups(self) -> Codes:
        """A number for each row; duplicates and near-duplicates share theirs."""
        return grouping.groups(self.hashes, [(pair.one, pair.other) for pair in self.near_pairs])

    @cached_property
    def units(self) -> Codes:
        """A number for each row; rows that no split and no fold may part share theirs.

        These are duplicates, and what belongs together by a group column: a model that was trained
        on some images of a patient recognises the others. Source: Roberts et al., Cross-validation
        strategies for data with temporal, spatial, hierarchical, or phylogenetic structure,
        Ecography 2017.
        """
        return joined(self.groups, self.belong)
