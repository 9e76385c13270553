"""The kinds of jobs: their names, their requests and the functions that do them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from labelbook.core.types import JobProgress
from labelbook.errors import BadInput
from labelbook.jobs.records import FORMER

ROOMS: dict[str, str] = {
    "attribute": "labelbook.evaluate.jobs",
    "boost": "labelbook.grow.jobs",
    "compose": "labelbook.grow.jobs",
    "embed": "labelbook.maps.jobs",
    "evaluate": "labelbook.evaluate.jobs",
    "grow": "labelbook.grow.jobs",
    "import": "labelbook.exchange.jobs",
    "issues": "labelbook.issues.jobs",
    "laws": "labelbook.grow.jobs",
    "map": "labelbook.maps.jobs",
    "own-model": "labelbook.issues.jobs",
}
"""Kind of job -> the module whose KINDS declares it; loaded only when such a job is at work."""


class HasCache(Protocol):
    """What jobs need of a book: its cache folder."""

    @property
    def cache(self) -> Path:
        """The folder."""


@dataclass(frozen=True)
class JobKind:
    """A kind of job.

    says: what goes on while it runs. run: does it with the book's context, reports its progress,
    and returns what was done in words. read: makes a request of its saved fields; None for a
    job that needs none, whose run gets None. one: a new request takes the place of one that is
    queued, and is refused while such a job is at work; else all are done, the oldest first.
    """

    name: str
    says: str
    run: Callable[[Any, Any, JobProgress], str]
    read: Callable[[dict[str, Any]], object] | None = None
    one: bool = False


def current(name: str) -> str:
    """Return the present name of a kind, given that or its former one; BadInput for any other."""
    name = FORMER.get(name, name)
    if name not in ROOMS:
        raise BadInput(f"{name!r} is no kind of job: use {', '.join(sorted(ROOMS))}")
    return name


def get(name: str) -> JobKind:
    """Return a kind by its name; BadInput where there is none."""
    name = current(name)
    declared: tuple[JobKind, ...] = import_module(ROOMS[name]).KINDS
    return next(kind for kind in declared if kind.name == name)
