"""The errors that labelbook raises; only the command line and the server turn them into text."""

from __future__ import annotations

from dataclasses import dataclass


class LabelbookError(Exception):
    """Something went wrong; the message says what, where, and what to do."""


class BadInput(LabelbookError):
    """The person can mend it: a wrong path, value, file or option."""


class NotFound(BadInput):
    """A book, sample, changeset or version that is named does not exist."""


class NotReady(NotFound):
    """What is asked for has to be computed first; the message says how."""


class Forbidden(LabelbookError):
    """The person is known but may not do this (a viewer who edits, say)."""


class Damaged(LabelbookError):
    """The book's own files are not what they should be."""


class Unavailable(LabelbookError):
    """The machine does not let it happen now: a full disk, a missing permission, a busy book."""


@dataclass(frozen=True)
class CellConflict:
    """One cell that is not what the edit saw.

    `expected` and `found` are cell values (see `journal.records`); `changeset`, `author`
    and `at` say which change made it so (0, "" and "" where the base did).
    """

    sample: int
    path: str
    field: str
    expected: str | None
    found: str | None
    changeset: int
    author: str
    at: str


class Conflict(LabelbookError):
    """Somebody else changed a cell meanwhile; nothing of the edit was stored.

    conflicts: the first stale cells; total: how many there are.
    """

    def __init__(
        self, message: str, conflicts: tuple[CellConflict, ...] = (), total: int | None = None
    ) -> None:
        super().__init__(message)
        self.conflicts = conflicts
        self.total = len(conflicts) if total is None else total
