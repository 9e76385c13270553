"""Attributions on disk: what was asked, and what was found."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from labelbook.core.blobs import write_whole
from labelbook.core.types import ChangesetId
from labelbook.evaluate.records import Interval
from labelbook.evaluate.verdicts import AttributedPart, Attribution

log = logging.getLogger("labelbook.evaluate")

FOLDER = "attributions"
FOUND = ".json"
QUEUED = ".wish.json"
"""How 0.1.0 called a request that waits; see `jobs.requests`."""


@dataclass(frozen=True)
class AttributionRequest:
    """What is to be attributed. first, second: changesets; settings: all of the model's."""

    first: ChangesetId
    second: ChangesetId
    model: str
    seeds: int
    by: str
    settings: dict[str, str | int | float]

    @property
    def key(self) -> str:
        """The name of its file; the same changesets are the same content for ever."""
        return hashlib.sha256(json.dumps(asdict(self)).encode()).hexdigest()[:24]


def save(runs: Path, request: AttributionRequest, found: Attribution) -> None:
    """Save an attribution."""
    path = runs / FOLDER / f"{request.key}{FOUND}"
    write_whole(path, json.dumps(asdict(found)).encode())


def load(runs: Path, request: AttributionRequest) -> Attribution | None:
    """Return a saved attribution; None where there is none, or one that cannot be read."""
    return _load(runs / FOLDER / f"{request.key}{FOUND}")


def list_all(runs: Path) -> list[Attribution]:
    """Return all saved attributions that can be read."""
    found = []
    for path in sorted((runs / FOLDER).glob(f"*{FOUND}")):
        if not path.name.endswith(QUEUED):
            saved = _load(path)
            if saved is not None:
                found.append(saved)
    return found


def _load(path: Path) -> Attribution | None:
    try:
        return _attribution(json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError) as error:
        log.warning("%s could not be read (%s): it has to be computed again", path, error)
        return None


def _attribution(saved: dict[str, Any]) -> Attribution:
    parts = tuple(
        AttributedPart(
            **{
                **part,
                "changesets": tuple(part["changesets"]),
                "difference": Interval(**part["difference"]),
            }
        )
        for part in saved["parts"]
    )
    return Attribution(
        **{
            **saved,
            "seeds": tuple(saved["seeds"]),
            "warnings": tuple(saved["warnings"]),
            "total": Interval(**saved["total"]),
            "parts": parts,
        }
    )
