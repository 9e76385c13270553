"""Attributions, kept: the line of those that are wished for, and what was found."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from labelbook.core.blobs import write_whole
from labelbook.evaluate.records import Interval
from labelbook.evaluate.verdicts import AttributedPart, Attribution

FOLDER = "attributions"
WISHED, FOUND = ".wish.json", ".json"


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


def wish(runs: Path, question: Question) -> None:
    """Put a question into the line, unless it stands there already."""
    write_whole(runs / FOLDER / f"{question.key}{WISHED}", json.dumps(asdict(question)).encode())


def line(runs: Path) -> list[Question]:
    """Give the questions that wait, by key."""
    found = []
    for path in sorted((runs / FOLDER).glob(f"*{WISHED}")):
        with suppress(OSError, ValueError, TypeError):
            found.append(Question(**json.loads(path.read_text())))
    return found


def clear(runs: Path) -> None:
    """Take all questions out of the line."""
    for question in line(runs):
        done(runs, question)


def done(runs: Path, question: Question) -> None:
    """Take a question out of the line."""
    (runs / FOLDER / f"{question.key}{WISHED}").unlink(missing_ok=True)


def keep(runs: Path, question: Question, found: Attribution) -> None:
    """Keep an answer."""
    path = runs / FOLDER / f"{question.key}{FOUND}"
    write_whole(path, json.dumps(asdict(found)).encode())


def read(runs: Path, question: Question) -> Attribution | None:
    """Give the answer that was kept; None where there is none, or one that cannot be read."""
    with suppress(OSError, ValueError, TypeError, KeyError):
        return _attribution(json.loads((runs / FOLDER / f"{question.key}{FOUND}").read_text()))
    return None


def everything(runs: Path) -> list[Attribution]:
    """Give all answers that were kept and can be read."""
    found = []
    for path in sorted((runs / FOLDER).glob(f"*{FOUND}")):
        if not path.name.endswith(WISHED):
            with suppress(OSError, ValueError, TypeError, KeyError):
                found.append(_attribution(json.loads(path.read_text())))
    return found


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
