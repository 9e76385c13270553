"""How a book is doubted: what is probably wrong with it, and a better split."""

from __future__ import annotations

from typing import TYPE_CHECKING

from labelbook.context import BookContext
from labelbook.journal.records import Changeset

if TYPE_CHECKING:
    import polars as pl

    from labelbook.core.types import Progress
    from labelbook.issues.kinds import Issue
    from labelbook.issues.resplit import SplitProposal
    from labelbook.issues.search import FindReport
    from labelbook.issues.store import About
    from labelbook.report.status import Status


class Issues:
    """Issues are cache and can be found again; what was decided about them is in the journal."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def find(self, *, progress: Progress | None = None) -> FindReport:
        """Search the book as it is now for issues of every kind and keep them.

        Embeds what is not embedded yet. Replaces what an earlier search found.
        """
        from labelbook.issues.search import find

        return find(self._ctx, progress)

    def train_own_model(self, *, progress: Progress | None = None) -> int:
        """Train small nets on the book, each judging what it never saw; returns how many samples.

        Makes the map of the lens "eyes" as well. An interrupted training goes on where it was. The
        next search hears the nets. Raises BadInput without torch, and where there
        is too little to learn from.
        """
        from labelbook.issues.search import train_eyes

        return train_eyes(self._ctx, progress)

    def list(
        self,
        kind: str | None = None,
        limit: int | None = None,
        *,
        ranked: bool = False,
        offset: int = 0,
    ) -> list[Issue]:
        """Return the issues that the last search found and that still hold, most suspect first.

        Those of samples that were relabelled, excluded or tagged `kept:KIND` since are left out.
        ranked: also what is below suspicion; of kind "label" that is every sample of train and val
        that can be judged. Raises NotReady before the first search, BadInput for another kind.
        """
        from labelbook.issues.search import issues

        return issues(self._ctx, kind, limit, ranked=ranked, offset=offset)

    def table(
        self, kind: str | None = None, limit: int | None = None, *, ranked: bool = False
    ) -> pl.DataFrame:
        """Return what `issues` gives as a table.

        Columns: sample, kind, score, label, suggestion, reason, samples (related ids), classes
        and probabilities (of the evidence), path, split.
        """
        from labelbook.issues.search import chosen

        return chosen(self._ctx, kind, limit, ranked=ranked)

    def propose_split(self, val: float = 0.2, *, progress: Progress | None = None) -> SplitProposal:
        """Propose a split in which train and val are alike and share no duplicate.

        val: the share of train and val together that val is to hold. Test and excluded samples stay
        where they are. Changes nothing. Raises BadInput where there is too little to split.
        """
        from labelbook.issues.search import propose_split

        return propose_split(self._ctx, val, progress)

    def resplit(
        self, proposal: SplitProposal, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Apply a proposed split as one changeset; None when nothing would move.

        Raises Conflict when somebody has moved one of its samples meanwhile.
        """
        from labelbook.grow.strays import with_children

        edits = [with_children(self._ctx.database, edit) for edit in proposal.edits]
        why = message or f"a split with {proposal.val:.0%} in val, duplicates together"
        return (
            self._ctx.journal.edit(edits, author=author, message=why, tool="split")
            if edits
            else None
        )

    def counts(self) -> dict[str, int]:
        """Count the suspects of each kind. Raises NotReady before the first search."""
        from labelbook.issues.search import counts

        return counts(self._ctx)

    def columns(self) -> bytes:
        """Return each sample's doubt in its label as a columns file: id, score, suggestion.

        score: 0..1, 0.5 where doubt begins. suggestion: a code of the snapshot's classes, 0 = none.
        """
        from labelbook.issues.search import columns_file

        return columns_file(self._ctx)

    def status(self) -> Status:
        """Return the counts: samples by split and class, excluded, left out, versions, issues."""
        from labelbook.report.status import status

        return status(self._ctx)

    def about(self) -> About | None:
        """Tell when and how the last search was made; None where there was none."""
        from labelbook.issues.search import about

        return about(self._ctx)
