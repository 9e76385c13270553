"""What the job `judge` is to do: a line of wishes that outlives every process."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from labelbook.core.blobs import write_whole

WISHES = "wishes"


@dataclass(frozen=True)
class EvaluationRequest:
    """A wish to judge. seeds: how many, or which. epochs, time_limit: None takes the default."""

    version: str | int | None
    model: str
    seeds: int | Sequence[int]
    epochs: int | None = None
    command: str | None = None
    time_limit: float | None = None


def add(runs: Path, wanted: EvaluationRequest) -> None:
    """Put a wish at the end of the line; one that stands there already is not doubled."""
    if wanted not in [known for _, known in line(runs)]:
        write_whole(runs / WISHES / f"{time.time_ns()}.json", json.dumps(asdict(wanted)).encode())


def line(runs: Path) -> list[tuple[Path, EvaluationRequest]]:
    """Return the wishes with their files, the oldest first."""
    found = []
    for path in sorted((runs / WISHES).glob("[0-9]*.json")):
        with suppress(OSError, ValueError, TypeError):
            found.append((path, EvaluationRequest(**json.loads(path.read_text()))))
    return found


def clear(runs: Path) -> None:
    """Take all wishes back."""
    for path, _ in line(runs):
        path.unlink(missing_ok=True)
