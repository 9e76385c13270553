"""Attributions, kept: what was asked, and what was found."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from labelbook.core.blobs import write_whole
from labelbook.evaluate.records import Interval
from labelbook.evaluate.verdicts import AttributedPart, Attribution

log = logging.getLogger("labelbook.evaluate")

FOLDER = "attributions"
FOUND = ".json"
QUEUED = ".wish.json"
"""How 0.1.0 called a question that waits; see `jobs.requests`."""


@dataclass(frozen=True)
class Question:
    """What is to be attributed. first, second: changesets; settings: all of the model's."""

    first: int
    second: int
    model: str
    seeds: int
    by: str
    settings: dict[str, str | int | float]

    @property
    def key(self) -> str:
        """Name it; the journal never changes, so the same changesets are the same content."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:24]


def keep(runs: Path, question: Question, found: Attribution) -> None:
    """Keep an answer."""
    path = runs / FOLDER / f"{question.key}{FOUND}"
    write_whole(path, json.dumps(asdict(found)).encode())


def read(runs: Path, question: Question) -> Attribution | None:
    """Return the answer that was kept; None where there is none, or one that cannot be read."""
    return _read(runs / FOLDER / f"{question.key}{FOUND}")


def everything(runs: Path) -> list[Attribution]:
    """Return all answers that were kept and can be read."""
    found = []
    for path in sorted((runs / FOLDER).glob(f"*{FOUND}")):
        if not path.name.endswith(QUEUED):
            kept = _read(path)
            if kept is not None:
                found.append(kept)
    return found


def _read(path: Path) -> Attribution | None:
    try:
        return _attribution(json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        log.warning("%s could not be read (%s): what it says is to be asked again", path, error)
        return None


def _attribution(kept: dict[str, Any]) -> Attribution:
    parts = tuple(
        AttributedPart(
            **{
                **part,
                "changesets": tuple(part["changesets"]),
                "difference": Interval(**part["difference"]),
            }
        )
        for part in kept["parts"]
    )
    return Attribution(
        **{
            **kept,
            "seeds": tuple(kept["seeds"]),
            "warnings": tuple(kept["warnings"]),
            "total": Interval(**kept["total"]),
            "parts": parts,
        }
    )
