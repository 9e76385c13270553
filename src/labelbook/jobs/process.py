"""The process of a job: hold the lock, do the work, save progress and how it ended."""

from __future__ import annotations

import os
import time
import traceback
from collections.abc import Callable
from pathlib import Path

from labelbook.core.types import JobProgress
from labelbook.errors import LabelbookError
from labelbook.jobs.folder import Folder
from labelbook.jobs.records import Cancelled

EVERY = 0.25
"""Seconds between two savings of progress."""

SOONEST = 1.0
"""Seconds before which no remaining time is estimated."""

NICENESS = 5


def run(path: Path, work: Callable[[str, JobProgress], str]) -> int:
    """Do a job's work: work(kind, progress) returns the last message. Returns the exit code."""
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
        progress.finish()
        folder.end("done", message)
        return 0


class Progress:
    """Saves progress a few times a second, with the time that remains at the rate so far."""

    def __init__(self, folder: Folder) -> None:
        self.folder = folder
        self.began = time.monotonic()
        self.saved = -EVERY
        self.first = 0
        self.latest = (0, 0, "")

    def __call__(self, done: int, total: int, message: str) -> None:
        """Save it, unless that was done just now; raises Cancelled once it was asked to stop."""
        if self.folder.is_cancelled:
            raise Cancelled
        if total != self.latest[1]:
            # What was done before this run, or another measure: the rate counts from here.
            self.began, self.first = time.monotonic(), done
        elapsed = time.monotonic() - self.began
        is_new = message.split(" ")[0] != self.latest[2].split(" ")[0]
        self.latest = (done, total, message)
        if time.monotonic() - self.saved < EVERY and not is_new:
            return
        self.saved = time.monotonic()
        self.folder.save_progress(done, total, self._remaining(done, total, elapsed), message)

    def finish(self) -> None:
        """Save that all is done."""
        _, total, message = self.latest
        self.folder.save_progress(total, total, 0, message)

    def _remaining(self, done: int, total: int, elapsed: float) -> float | None:
        if done <= self.first or elapsed < SOONEST:
            return None
        return round(elapsed / (done - self.first) * (total - done), 1)
