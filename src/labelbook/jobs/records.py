"""Plain data about jobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "running", "done", "failed", "cancelled"]
LIVE: tuple[State, ...] = ("waiting", "running")

Tell = Callable[[int, int, str], None]
"""Called by work with (done, total, message); raises Cancelled when the work shall stop."""


@dataclass(frozen=True)
class Job:
    """One piece of long work. remaining: seconds, None where nobody can tell yet."""

    id: str
    kind: str
    state: State
    done: int
    total: int
    remaining: float | None
    message: str


class Cancelled(Exception):
    """Somebody asked the job to stop."""
