"""The kinds of jobs: what each is called, what it may be asked for, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from labelbook.core.types import Tell
from labelbook.errors import BadInput

ROOMS: dict[str, str] = {
    "attribute": "labelbook.evaluate.jobs",
    "boost": "labelbook.grow.jobs",
    "compose": "labelbook.grow.jobs",
    "embed": "labelbook.maps.jobs",
    "grow": "labelbook.grow.jobs",
    "issues": "labelbook.issues.jobs",
    "judge": "labelbook.evaluate.jobs",
    "laws": "labelbook.grow.jobs",
    "own-model": "labelbook.issues.jobs",
}
"""Kind of job -> the module whose KINDS declares it; loaded only when such a job is at work."""


FORMER = {"eyes": "own-model"}
"""Kind of job of 0.1.0, in folders of its jobs and in its pages -> what it is called today."""


class HasCache(Protocol):
    """What jobs need to know of a book: the folder of what can be made again."""

    @property
    def cache(self) -> Path:
        """The folder."""


@dataclass(frozen=True)
class JobKind:
    """A kind of job.

    says: what goes on while it runs. run: does it with the book's context, tells how far it is,
    and returns what was done in words. read: makes a request of what `requests` kept; None for a
    job that needs none, whose run gets None. one: a new request takes the place of one that is
    queued, and is refused while such a job is at work; else all are done, the oldest first.
    """

    name: str
    says: str
    run: Callable[[Any, Any, Tell], str]
    read: Callable[[dict[str, Any]], object] | None = None
    one: bool = False


def check(name: str) -> str:
    """Return the name that a kind has today; BadInput where there is no such kind."""
    name = FORMER.get(name, name)
    if name not in ROOMS:
        raise BadInput(f"{name!r} is no kind of job: use {', '.join(sorted(ROOMS))}")
    return name


def get(name: str) -> JobKind:
    """Return a kind by its name; BadInput where there is none."""
    name = check(name)
    declared: tuple[JobKind, ...] = import_module(ROOMS[name]).KINDS
    return next(kind for kind in declared if kind.name == name)
