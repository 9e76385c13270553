"""The namespace `book.talk`: threads, and the proposals that come from them."""

from __future__ import annotations

from collections.abc import Sequence

from labelbook.context import BookContext
from labelbook.discuss import log, proposals, threads
from labelbook.discuss.proposals import NewProposal
from labelbook.discuss.records import Anchor, CellChange, Entry, Proposal, Source, Thread
from labelbook.journal.records import Changeset


class Discussion:
    """Threads and proposals. Every entry has an author and a time and is never overwritten."""

    def __init__(self, ctx: BookContext) -> None:
        self._ctx = ctx

    def start(
        self, anchor: Anchor, title: str, *, author: str, body: str = "", key: str | None = None
    ) -> Thread:
        """Start a thread about what the anchor names; the same key twice starts one.

        Raises NotFound for a sample, class, changeset or version that there is not, BadInput for
        a title, text or author that cannot be.
        """
        with self._ctx.database.writing() as connection:
            made = threads.start(connection, anchor, title, author=author, body=body, key=key)
            return threads.get(connection, made, reader=author)

    def comment(self, thread: int, body: str, *, author: str, key: str | None = None) -> Entry:
        """Add a comment to a thread, in Markdown; NotFound where there is none."""
        with self._ctx.database.writing() as connection:
            return threads.comment(connection, thread, body, author=author, key=key)

    def set_state(self, thread: int, state: str, *, author: str, body: str = "") -> Entry | None:
        """Make a thread open, waiting (for an expert) or resolved; None where it is so.

        Raises NotFound where there is no such thread, BadInput for another state.
        """
        with self._ctx.database.writing() as connection:
            return threads.set_state(connection, thread, state, author=author, body=body)

    def threads(self, *, reader: str = "", sample: int | None = None) -> list[Thread]:
        """Return the threads (about a sample), the one with the newest entry first.

        reader: whose unread entries are counted.
        """
        with self._ctx.database.reading() as connection:
            found = threads.list_all(connection, reader=reader)
        return [item for item in found if sample is None or sample in item.anchor.samples]

    def thread(self, thread: int, *, reader: str = "") -> Thread:
        """Return one thread; NotFound where there is none."""
        with self._ctx.database.reading() as connection:
            return threads.get(connection, thread, reader=reader)

    def entries(self, thread: int) -> list[Entry]:
        """Return the entries of a thread, the oldest first; NotFound if there is none."""
        with self._ctx.database.reading() as connection:
            log.known_thread(connection, thread)
            return log.of_thread(connection, thread)

    def entries_since(self, entry: int) -> list[Entry]:
        """Return the entries of all threads after a number, the oldest first."""
        with self._ctx.database.reading() as connection:
            return log.after(connection, entry)

    @property
    def last_entry(self) -> int:
        """The number of the newest entry of the log, 0 where there is none."""
        with self._ctx.database.reading() as connection:
            return log.newest(connection)

    def mark_read(self, thread: int, entry: int, *, person: str) -> None:
        """Store that a person has read a thread up to an entry; NotFound if there is none."""
        with self._ctx.database.writing() as connection:
            threads.mark_read(connection, person, thread, entry)

    def propose(
        self,
        changes: Sequence[CellChange],
        *,
        author: str,
        reason: str,
        thread: int | None = None,
        source: Source = "person",
        origin: int | None = None,
    ) -> Proposal | None:
        """Add a proposal for a reviewer to decide; None where no cell would change.

        Raises NotFound for an unknown sample or thread, BadInput for a value that a field cannot
        hold.
        """
        with self._ctx.database.writing() as connection:
            new = NewProposal(changes, source, author, reason, thread, origin)
            made = proposals.add(connection, new)
            return None if made is None else proposals.get(connection, made)

    def proposals(self, *, thread: int | None = None, undecided: bool = False) -> list[Proposal]:
        """Return the proposals, the oldest first, each cell with its value now."""
        with self._ctx.database.reading() as connection:
            return proposals.list_all(connection, thread=thread, undecided=undecided)

    def apply(
        self,
        proposal: int,
        *,
        author: str,
        skip_conflicts: bool = False,
        only: Sequence[int] | None = None,
    ) -> Changeset | None:
        """Apply a proposal as one ordinary changeset; None where nothing is left to change.

        only: these samples alone. Raises Conflict when a cell was changed since (skip_conflicts
        leaves those as they are), BadInput when it is decided already, NotFound when there is none.
        """
        with self._ctx.database.writing() as connection:
            return proposals.apply(
                connection, proposal, author=author, skip_conflicts=skip_conflicts, only=only
            )

    def decline(self, proposal: int, *, author: str, note: str = "") -> None:
        """Decline a proposal; BadInput when it is decided already, NotFound when there is none."""
        with self._ctx.database.writing() as connection:
            proposals.decline(connection, proposal, author=author, note=note)
