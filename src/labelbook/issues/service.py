"""The issues of a book: what is probably wrong with it, and a better split."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.context import BookContext
from labelbook.core.types import Progress
from labelbook.issues import predictions
from labelbook.issues.kinds import Issue
from labelbook.issues.predictions import PredictionsReport
from labelbook.issues.resplit import SplitProposal
from labelbook.issues.search import (
    FindReport,
    about,
    added,
    chosen,
    columns_file,
    counts,
    find,
    issues,
    propose_split,
    train_own_model,
)
from labelbook.issues.store import About
from labelbook.journal.made import with_children
from labelbook.journal.records import Changeset

if TYPE_CHECKING:
    import polars as pl


class Issues:
    """Issues are cache and can be found again; decisions about them are in the journal."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def find(self, *, progress: Progress | None = None) -> FindReport:
        """Search the book as it is now for issues of every kind and store them.

        Embeds what is not embedded yet. Replaces what an earlier search found.
        """
        return find(self._ctx, progress)

    def train_own_model(self, *, progress: Progress | None = None) -> int:
        """Train the own model: small nets, each judging samples that it never learned from.

        Returns how many samples it judges, and makes the map of the lens "own-model". An
        interrupted training goes on where it was. The next search uses the predictions. Raises
        BadInput without torch, and where there is too little to learn from.
        """
        return train_own_model(self._ctx, progress)

    def add_predictions(
        self,
        path: str | Path,
        *,
        name: str | None = None,
        in_order: bool = False,
        classes: Sequence[str] = (),
        softmax: bool = False,
    ) -> PredictionsReport:
        """Store class probabilities of another model; the next search uses them.

        path: npy, npz (cleanlab's `pred_probs`), parquet or a table, a row a sample, found by a
        column `sample` or `path`; in_order: the rows are the samples by ascending id. classes: of
        the columns, by default as the file names them, or all of the book in their order. softmax:
        they are logits. Raises BadInput for what are no probabilities of the book's classes.
        """
        return predictions.add(
            self._ctx, Path(path), name, in_order=in_order, softmax=softmax, classes=classes
        )

    def predictions_names(self) -> list[str]:
        """Return the names of the predictions that were added."""
        return predictions.names(self._ctx)

    def predictions(self, name: str) -> pl.DataFrame:
        """Return added predictions by label, those that contradict it first.

        Columns: sample, path, label, predicted, self_confidence, normalised_margin, against.
        """
        return predictions.table(self._ctx, name)

    def confusion(self, name: str) -> pl.DataFrame:
        """Count labels against added predictions: label, predicted, samples."""
        return predictions.confusion(predictions.table(self._ctx, name))

    def remove_predictions(self, name: str) -> None:
        """Forget added predictions; NotFound where there are none of that name."""
        predictions.remove(self._ctx, name)

    def added(self) -> tuple[str, ...]:
        """Return what names the predictions and embeddings that a search would use now."""
        return added(self._ctx)

    def list(
        self,
        kind: str | None = None,
        limit: int | None = None,
        *,
        ranked: bool = False,
        offset: int = 0,
    ) -> list[Issue]:
        """Return the issues that the last search found and that still hold, highest scores first.

        Those of samples that were relabelled, excluded or tagged `kept:KIND` since are left out.
        ranked: also what scores below 0.5; of kind "mislabelled" that is every sample of train and
        val that can be judged. Raises NotReady before the first search, BadInput for another kind.
        """
        return issues(self._ctx, kind, limit, ranked=ranked, offset=offset)

    def table(
        self, kind: str | None = None, limit: int | None = None, *, ranked: bool = False
    ) -> pl.DataFrame:
        """Return what `list` returns as a table.

        Columns: sample, kind, score, label, suggestion, reason, samples (related ids), classes
        and probabilities (of the evidence), path, split.
        """
        return chosen(self._ctx, kind, limit, ranked=ranked)

    def propose_split(self, val: float = 0.2, *, progress: Progress | None = None) -> SplitProposal:
        """Propose a split in which train and val are alike and share no duplicate.

        val: the share of train and val together that val is to hold. Test and excluded samples stay
        where they are. Changes nothing. Raises BadInput where there is too little to split.
        """
        return propose_split(self._ctx, val, progress)

    def resplit(
        self, proposal: SplitProposal, *, author: str, message: str = ""
    ) -> Changeset | None:
        """Apply a proposed split as one changeset; None when nothing would move.

        Raises Conflict when somebody has moved one of its samples meanwhile.
        """
        edits = [with_children(self._ctx.database, edit) for edit in proposal.edits]
        why = message or f"a split with {proposal.val:.0%} in val, duplicates together"
        return (
            self._ctx.journal.edit(edits, author=author, message=why, tool="split")
            if edits
            else None
        )

    def counts(self) -> dict[str, int]:
        """Count the issues of each kind. Raises NotReady before the first search."""
        return counts(self._ctx)

    def columns(self) -> bytes:
        """Return how likely each label is wrong as a columns file: id, score, suggestion.

        score: 0..1, an issue from 0.5 on. suggestion: a code of the snapshot's classes, 0 = none.
        """
        return columns_file(self._ctx)

    def about(self) -> About | None:
        """Return when and how the last search was made; None where there was none."""
        return about(self._ctx)
