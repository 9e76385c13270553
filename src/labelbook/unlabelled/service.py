"""The namespace `book.unlabelled`: images without a label, and suggestions for them."""

from __future__ import annotations

from labelbook.context import BookContext
from labelbook.errors import BadInput
from labelbook.unlabelled.queue import queue
from labelbook.unlabelled.records import ORDERS, QueueOrder, UnlabelledQueue


class UnlabelledImages:
    """Images without a label. All that is said of them is computed; labels come by `relabel`."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def queue(
        self,
        order: QueueOrder = "useful",
        *,
        limit: int = 60,
        suggestion: str | None = None,
    ) -> UnlabelledQueue:
        """Return images without a label, with the class that each probably has.

        order: "useful" (what the suggestions learn most from; before there are any, images far
        apart), "certain" (the surest suggestions first) or "path". Where nothing is embedded the
        order is that of the paths and nothing is suggested. suggestion: only images for which this
        class is suggested. Excluded samples are left out, and nothing is learned from those of
        test. The same book gives the same answer. Raises BadInput for another order, NotFound for
        an unknown class.
        """
        if order not in ORDERS:
            raise BadInput(f"there is no order {order!r}: use {', '.join(ORDERS)}")
        return queue(self._ctx, order, max(1, limit), suggestion)
