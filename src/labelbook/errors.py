"""The errors that labelbook raises; only the command line and the server turn them into text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar


class LabelbookError(Exception):
    """Something went wrong; the message says what, where, and what a person can do.

    needs: what would have to be there first ("embeddings", "runs"), where something can be done
    about it; of: for which ones. How that is done depends on where one is: the command line adds
    its command (`cli.needs`), the page the name of its button.
    """

    type: ClassVar[str] = "internal"
    """The type of the problem document that the server answers with."""
    status: ClassVar[int] = 500
    """The HTTP status of that answer."""

    def __init__(self, message: str, *, needs: str = "", of: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.needs = needs
        self.of = of


class BadInput(LabelbookError):
    """The person can fix it: a wrong path, value, file or option."""

    type = "bad-input"
    status = 400


@dataclass(frozen=True)
class Answer:
    """One way to settle a question. says: what it means; settings: option -> value, as text."""

    says: str
    settings: Mapping[str, str]


class Undecided(LabelbookError):
    """What was given can be read in more than one way; nothing was done until a person settles it.

    answers: the ways there are.
    """

    type = "undecided"
    status = 409

    def __init__(self, message: str, answers: tuple[Answer, ...] = ()) -> None:
        super().__init__(message)
        self.answers = answers


class NotFound(LabelbookError):
    """A book, sample, changeset or version that is named does not exist."""

    type = "not-found"
    status = 404


class NotReady(LabelbookError):
    """What is asked for has to be computed first; `needs` says what."""

    type = "not-ready"
    status = 409


class Forbidden(LabelbookError):
    """The person is known but may not do this (a viewer who edits, say)."""

    type = "forbidden"
    status = 403


class Damaged(LabelbookError):
    """The book's own files are not what they should be."""

    type = "damaged"
    status = 500


class Unavailable(LabelbookError):
    """The machine does not let it happen now: a full disk, a missing permission, a busy book."""

    type = "unavailable"
    status = 503


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

    type = "conflict"
    status = 409

    def __init__(
        self, message: str, conflicts: tuple[CellConflict, ...] = (), total: int | None = None
    ) -> None:
        super().__init__(message)
        self.conflicts = conflicts
        self.total = len(conflicts) if total is None else total
