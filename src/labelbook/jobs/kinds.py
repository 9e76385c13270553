"""The kinds of jobs: what each is called, what it may be asked for, and who does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

from labelbook.errors import BadInput

if TYPE_CHECKING:
    from labelbook.context import BookContext
    from labelbook.jobs.records import Tell

ROOMS: dict[str, str] = {
    "attribute": "labelbook.evaluate.jobs",
    "boost": "labelbook.grow.jobs",
    "compose": "labelbook.grow.jobs",
    "embed": "labelbook.maps.jobs",
    "eyes": "labelbook.issues.jobs",
    "grow": "labelbook.grow.jobs",
    "issues": "labelbook.issues.jobs",
    "judge": "labelbook.evaluate.jobs",
    "laws": "labelbook.grow.jobs",
}
"""Kind of job -> the module whose KINDS declares it; loaded only when such a job is at work."""


@dataclass(frozen=True)
class JobKind:
    """A kind of job.

    says: what goes on while it runs. run: does it, tells how far it is, and returns what was done
    in words. read: makes a request of what `requests` kept; None for a job that needs none, whose
    run gets None. one: a new request takes the place of one that is queued, and is refused while
    such a job is at work; else all are done, the oldest first.
    """

    name: str
    says: str
    run: Callable[[BookContext, Any, Tell], str]
    read: Callable[[dict[str, Any]], object] | None = None
    one: bool = False


def check(name: str) -> None:
    """Raise BadInput where there is no such kind."""
    if name not in ROOMS:
        raise BadInput(f"{name!r} is no kind of job: use {', '.join(sorted(ROOMS))}")


def get(name: str) -> JobKind:
    """Return a kind by its name; BadInput where there is none."""
    check(name)
    declared: tuple[JobKind, ...] = import_module(ROOMS[name]).KINDS
    return next(kind for kind in declared if kind.name == name)
