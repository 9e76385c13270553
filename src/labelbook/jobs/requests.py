"""The queue of requests for jobs: files that outlive every process, the oldest first."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from labelbook.core.blobs import write_whole

log = logging.getLogger("labelbook.jobs")

FOLDER = "requests"

BEFORE = {
    "attribute": "runs/attributions/*.wish.json",
    "boost": "boost.json",
    "compose": "compose.json",
    "evaluate": "runs/wishes/[0-9]*.json",
    "grow": "grow.json",
}
"""Where 0.1.0 saved requests; they are done first."""


@dataclass(frozen=True)
class Queued:
    """A request that waits. fields: those of the request."""

    path: Path
    fields: dict[str, Any]

    def remove(self) -> None:
        """Remove it from the queue."""
        self.path.unlink(missing_ok=True)


def add(cache: Path, kind: str, fields: Mapping[str, Any]) -> None:
    """Add a request at the end of the queue; one that is queued already is not doubled.

    Raises Unavailable where the disk does not take it.
    """
    text = json.dumps(fields)
    if json.loads(text) not in [known.fields for known in queued(cache, kind)]:
        write_whole(cache / FOLDER / kind / f"{time.time_ns()}.json", text.encode())


def queued(cache: Path, kind: str) -> list[Queued]:
    """Return the requests for a kind of job, the oldest first; what is no request is thrown away.

    Raises Unavailable where they cannot be read.
    """
    before = sorted(cache.glob(BEFORE[kind])) if kind in BEFORE else []
    found = []
    for path in [*before, *sorted((cache / FOLDER / kind).glob("[0-9]*.json"))]:
        try:
            fields = json.loads(path.read_text())
        except FileNotFoundError:
            # Another process has taken it meanwhile.
            continue
        except ValueError:
            fields = None
        if isinstance(fields, dict):
            found.append(Queued(path, fields))
        else:
            log.warning("a request for the job %s could not be read: thrown away (%s)", kind, path)
            path.unlink(missing_ok=True)
    return found


def clear(cache: Path, kind: str) -> None:
    """Remove all requests for a kind of job."""
    for request in queued(cache, kind):
        request.remove()
