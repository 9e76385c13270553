"""Caches that a server holds between requests, each with its own lock."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.issues.resplit import SplitProposal
    from labelbook.journal.snapshot import Snapshot

MOST_SPLITS = 8
"""How many splits are kept: as many people may look at one each."""


class Packed:
    """A columns file of the newest snapshot, compressed once for all who ask for it."""

    def __init__(self, file_of: Callable[[Snapshot], bytes]) -> None:
        self._file_of = file_of
        self._kept: tuple[Snapshot, bytes] | None = None
        self._lock = threading.Lock()

    def of(self, snapshot: Snapshot) -> bytes:
        """Return the compressed file of a snapshot."""
        # Twenty pages that open at once wait for one packing instead of doing twenty.
        with self._lock:
            if self._kept is None or self._kept[0] is not snapshot:
                self._kept = (snapshot, gzip.compress(self._file_of(snapshot), 1))
            return self._kept[1]


class ShownSplits:
    """The splits that were shown last, so that what is applied is what somebody saw."""

    def __init__(self) -> None:
        self._kept: dict[tuple[float, int], SplitProposal] = {}
        self._lock = threading.Lock()

    def propose(self, book: Book, val: float) -> SplitProposal:
        """Propose a split anew, and keep it. val: the share that val is to hold."""
        key = (val, book.seq)
        found = book.issues.propose_split(val)
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = found
            while len(self._kept) > MOST_SPLITS:
                del self._kept[next(iter(self._kept))]
        return found

    def shown(self, book: Book, val: float) -> SplitProposal:
        """Return the split that was shown; propose it anew where the book has changed since."""
        with self._lock:
            found = self._kept.get((val, book.seq))
        return self.propose(book, val) if found is None else found
