"""Plain data about jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

State = Literal["waiting", "running", "done", "failed", "cancelled"]
LIVE: tuple[State, ...] = ("waiting", "running")

FORMER = {"judge": "evaluate", "eyes": "own-model"}
"""Kinds of jobs by their name in 0.1.0, whose jobs and requests are read still."""


@dataclass(frozen=True)
class Job:
    """One piece of long work. remaining: seconds, None where that is not known yet."""

    id: str
    kind: str
    state: State
    done: int
    total: int
    remaining: float | None
    message: str


class Cancelled(Exception):
    """Somebody asked the job to stop."""
