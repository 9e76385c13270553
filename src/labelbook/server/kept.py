"""Caches that a server holds between requests, each with its own lock."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.exchange.preview import Peek
    from labelbook.issues.resplit import SplitProposal
    from labelbook.journal.snapshot import Snapshot

MOST_SPLITS = 8
"""How many splits are kept: as many people may look at one each."""

MOST_PEEKS = 3
"""How many sources are held open for those who are about to import them."""


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
        """Propose a new split, and store it. val: the share that val is to hold."""
        key = (val, book.seq)
        found = book.issues.propose_split(val)
        with self._lock:
            self._kept.pop(key, None)
            self._kept[key] = found
            while len(self._kept) > MOST_SPLITS:
                del self._kept[next(iter(self._kept))]
        return found

    def shown(self, book: Book, val: float) -> SplitProposal:
        """Return the split that was shown; propose a new one where the book has changed since."""
        with self._lock:
            found = self._kept.get((val, book.seq))
        return self.propose(book, val) if found is None else found


class Peeks:
    """The sources that were looked at last, whose images the page shows before an import."""

    def __init__(self) -> None:
        self._kept: dict[str, Peek] = {}
        self._lock = threading.Lock()

    def of(
        self, book: Book, upload: str, split: str | None, settings: dict[str, str], *, anew: bool
    ) -> Peek:
        """Return a look at an upload, as its options say. anew: also where it is held open."""
        key = json.dumps([upload, split, settings], sort_keys=True)
        with self._lock:
            if anew and key in self._kept:
                self._kept.pop(key).close()
            if key not in self._kept:
                self._kept[key] = book.files.peek(upload, split, settings)
            while len(self._kept) > MOST_PEEKS:
                self._kept.pop(next(iter(self._kept))).close()
            return self._kept[key]

    def close(self) -> None:
        """Close all of them."""
        with self._lock:
            while self._kept:
                self._kept.popitem()[1].close()
