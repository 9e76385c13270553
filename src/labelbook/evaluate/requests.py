"""What an evaluation is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class EvaluationRequest:
    """A request to judge. seeds: how many, or which. epochs, time_limit: None takes the default."""

    version: str | int | None
    model: str
    seeds: int | Sequence[int]
    epochs: int | None = None
    command: str | None = None
    time_limit: float | None = None
