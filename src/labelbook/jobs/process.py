"""What a job's own process does: hold the lock, work, tell, and say how it ended."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from labelbook.errors import LabelbookError
from labelbook.jobs.folder import Folder
from labelbook.jobs.records import Cancelled, Tell

EVERY = 0.25
"""Seconds between two notes of progress."""

SOONEST = 1.0
"""Seconds before which no remaining time is told."""

NICENESS = 5


def run(path: Path, work: Callable[[str, Tell], str]) -> int:
    """Do a job's work: work(kind, tell) gives the last message. Returns the exit code."""
    folder = Folder(path)
    with folder.lock():
        if hasattr(os, "nice"):
            # Whoever looks at the page comes first; a job that another one started is nice already.
            os.nice(max(0, NICENESS - os.nice(0)))
        progress = Progress(folder)
        try:
            progress(0, 0, "starting")
            message = work(folder.kind(), progress)
        except Cancelled:
            folder.end("cancelled", "stopped; what was done stays")
            return 0
        except LabelbookError as error:
            folder.end("failed", str(error))
            return 1
        except Exception as error:
            traceback.print_exc()
            folder.end("failed", f"{type(error).__name__}: {error} (all of it: {folder.log})")
            return 1
        progress.last()
        folder.end("done", message)
        return 0


class Progress:
    """Notes progress a few times a second, with the time that remains at the rate so far."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.began = time.monotonic()
        self.told = -EVERY
        self.first = 0
        self.now = (0, 0, "")

    def __call__(self, done: int, total: int, message: str) -> None:
        """Note it, unless that was done a moment ago; raises Cancelled when it shall stop."""
        if self.folder.is_cancelled:
            raise Cancelled
        if total != self.now[1]:
            # What was done before this run, or another measure: the rate counts from here.
            self.began, self.first = time.monotonic(), done
        elapsed = time.monotonic() - self.began
        is_new = message.split(" ")[0] != self.now[2].split(" ")[0]
        self.now = (done, total, message)
        if time.monotonic() - self.told < EVERY and not is_new:
            return
        self.told = time.monotonic()
        self.folder.tell(done, total, self._remaining(done, total, elapsed), message)

    def last(self) -> None:
        """Note the end of the way."""
        _, total, message = self.now
        self.folder.tell(total, total, 0, message)

    def _remaining(self, done: int, total: int, elapsed: float) -> float | None:
        if done <= self.first or elapsed < SOONEST:
            return None
        return round(elapsed / (done - self.first) * (total - done), 1)
