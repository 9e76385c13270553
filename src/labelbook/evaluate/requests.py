"""What an evaluation needs to know: version, model, seeds and options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class EvaluationRequest:
    """A request to evaluate. seeds: how many, or which; epochs, time_limit: None = the default."""

    version: str | int | None
    model: str
    seeds: int | Sequence[int]
    epochs: int | None = None
    command: str | None = None
    time_limit: float | None = None
