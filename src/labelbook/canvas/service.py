"""How a book is drawn on: samples by hand, pieces, live answers, what to draw next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from labelbook.context import BookContext

if TYPE_CHECKING:
    from labelbook.journal.records import DrawingTarget, Guess, KeptPiece, Offer


class Canvas:
    """The canvas of a book. Pieces lie beside the journal: they change no sample."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def save(
        self,
        png: bytes,
        label: str,
        *,
        author: str,
        split: str = "train",
        parents: Sequence[int] = (),
        message: str = "",
        tags: Sequence[str] = (),
        pair: int | None = None,
        key: str | None = None,
    ) -> tuple[int, int]:
        """Add a drawing as a sample, in one changeset; returns the sample and the changeset.

        parents: the samples that it was drawn from; it must lie in their split. pair: a sample that
        gets the same tags. The same key twice is stored once. Raises BadInput for an empty canvas
        or a parent in test.
        """
        from labelbook.canvas import save

        return save.draw(
            self._ctx,
            png,
            label,
            split=split,
            parents=parents,
            author=author,
            message=message,
            tags=tags,
            pair=pair,
            key=key,
        )

    def ink(self, sample: int | str) -> bytes:
        """Return a sample's main drawing, lifted from its paper: a PNG with a cover (alpha).

        Raises BadInput where there is no ink.
        """
        from labelbook.canvas import save

        return save.drawing(self._ctx, sample)

    def keep_piece(
        self, png: bytes, label: str | None = None, *, author: str, source: int | None = None
    ) -> KeptPiece:
        """Keep a piece (a PNG with a cover) in the tray. label: what it is by itself.

        source: the sample that it was taken from, which tells its style. BadInput if it is empty.
        """
        from labelbook.canvas import save

        return save.keep_piece(self._ctx, png, label, source, author)

    def remove_piece(self, piece: int, *, author: str, gone: bool = True) -> KeptPiece:
        """Take a piece out of the tray, or bring it back; NotFound if there is none."""
        from labelbook.canvas import pieces

        with self._ctx.database.writing() as connection:
            return pieces.put_away(connection, piece, gone, author)

    def removed_pieces(self, limit: int = 100) -> list[tuple[KeptPiece, str, str]]:
        """Return the pieces that are out of the tray, with by whom and when, the last first."""
        from labelbook.canvas import pieces

        with self._ctx.database.reading() as connection:
            return pieces.put_aside(connection, limit)

    def piece_image(self, piece: int) -> bytes:
        """Return a piece's PNG; NotFound if there is none."""
        from labelbook.canvas import save

        return save.piece_image(self._ctx, piece)

    def tray(
        self,
        label: str | None = None,
        *,
        split: str = "train",
        near: int | None = None,
        png: bytes | None = None,
        limit: int = 24,
    ) -> list[Offer]:
        """Offer pieces, and with a label drawings of that class, the nearest in style first.

        near: a sample, or png: an image, whose style is wanted. Only what lies in `split`.
        """
        from labelbook.canvas import tray

        return tray.offers(self._ctx, label=label, split=split, near=near, png=png, limit=limit)

    def guess(self, png: bytes) -> Guess:
        """Return which class the current model (linear on the book's embedding) sees in an image.

        The first call learns, which takes seconds; then it answers within 100 ms. Raises NotReady
        where nothing is embedded.
        """
        from labelbook.canvas.guess import guesser_of

        return guesser_of(self._ctx).guess(png)

    def place(self, sample: int) -> bool:
        """Embed a new sample and put it onto the maps at once; tells whether there are any.

        Where nothing is embedded, nothing happens. NotFound for an unknown sample.
        """
        from labelbook.canvas.guess import guesser_of

        return guesser_of(self._ctx).embed(sample)

    def queue(self, limit: int = 200) -> list[DrawingTarget]:
        """Return what to draw from next, each with a reason: misclassified, hard, missing."""
        from labelbook.canvas import queue

        return queue.queue(self._ctx, limit)
