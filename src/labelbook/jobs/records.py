"""Plain data about jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "running", "done", "failed", "cancelled"]
LIVE: tuple[State, ...] = ("waiting", "running")


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
