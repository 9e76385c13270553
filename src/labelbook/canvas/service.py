"""The namespace `book.canvas`: drawn samples, pieces, live guesses, what to draw next."""

from __future__ import annotations

from labelbook.canvas import piece_store, queue, save, tray
from labelbook.canvas.guess import guesser_of
from labelbook.canvas.save import Drawing
from labelbook.context import BookContext
from labelbook.journal.records import DrawingTarget, Guess, Offer, SavedPiece


class Canvas:
    """Drawing. Pieces have tables beside the journal: they change no sample."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def save(
        self, drawing: Drawing, *, author: str, message: str = "", key: str | None = None
    ) -> tuple[int, int]:
        """Add a drawing as a sample, in one changeset; returns the sample and the changeset.

        The same key twice is stored once. Raises BadInput for an empty canvas or a parent in test.
        """
        return save.draw(self._ctx, drawing, author=author, message=message, key=key)

    def ink(self, sample: int | str) -> bytes:
        """Return a sample's main drawing without its paper: a PNG with transparency.

        Raises BadInput where there is no drawing.
        """
        return save.drawing(self._ctx, sample)

    def add_piece(
        self, png: bytes, label: str | None = None, *, author: str, source: int | None = None
    ) -> SavedPiece:
        """Add a piece (a PNG with transparency) to the tray. label: what it is by itself.

        source: the sample that it was taken from, whose style it has. BadInput if it is empty.
        """
        return save.add_piece(self._ctx, png, label, source, author)

    def remove_piece(self, piece: int, *, author: str, removed: bool = True) -> SavedPiece:
        """Remove a piece from the tray, or restore it; NotFound if there is none."""
        with self._ctx.database.writing() as connection:
            return piece_store.set_removed(connection, piece, removed, author)

    def removed_pieces(self, limit: int = 100) -> list[tuple[SavedPiece, str, str]]:
        """Return the removed pieces, with by whom and when (UTC), the last removed first."""
        with self._ctx.database.reading() as connection:
            return piece_store.list_removed(connection, limit)

    def piece_image(self, piece: int) -> bytes:
        """Return a piece's PNG; NotFound if there is none."""
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
        """Return pieces, and with a label drawings of that class, the nearest in style first.

        near: a sample, or png: an image, whose style is wanted. Only what lies in `split`.
        """
        return tray.offers(self._ctx, label=label, split=split, near=near, png=png, limit=limit)

    def guess(self, png: bytes) -> Guess:
        """Return what the current model (linear, on the book's embedding) makes of an image.

        The first call trains it, which takes seconds; others take less than 100 ms. Raises NotReady
        where nothing is embedded.
        """
        return guesser_of(self._ctx).guess(png)

    def place(self, sample: int) -> bool:
        """Embed a new sample and place it on the maps; returns whether there are any.

        Does nothing where the book is not embedded. NotFound for an unknown sample.
        """
        return guesser_of(self._ctx).embed(sample)

    def queue(self, limit: int = 200) -> list[DrawingTarget]:
        """Return what to draw from next, each with a reason: misclassified, hard, missing."""
        return queue.queue(self._ctx, limit)
