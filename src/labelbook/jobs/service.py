"""The jobs of one book: start, list, cancel."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from pathlib import Path

from labelbook.jobs import queue
from labelbook.jobs.records import Job, Tell


def folder_of(directory: Path) -> Path:
    """Return the folder of a book's jobs."""
    return directory / "cache" / "jobs"


class Jobs:
    """Long work in processes of its own, which outlive the process that started them."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._folder = folder_of(directory)

    def start(self, kind: str) -> Job:
        """Start long work in a process of its own, or return the job of this kind that runs.

        Raises BadInput for a kind that there is not.
        """
        command = queue.python("-m", "labelbook.worker", str(self._directory))
        return queue.start(self._folder, kind, command)

    def list(self, *, but: Collection[str] = ()) -> list[Job]:
        """Return the jobs that run and those that ended lately, the newest last. but: not those."""
        return queue.everything(self._folder, but)

    def cancel(self, id: str) -> Job:
        """Ask a job to stop; what it has done stays. NotFound if there is none."""
        return queue.cancel(self._folder, id)

    def here(self, kind: str) -> AbstractContextManager[Tell]:
        """Do long work in this process as a job that others see and can stop.

        Gives what is told (done, total, message) as it goes on; that raises jobs.records.Cancelled
        when somebody asks the job to stop.
        """
        return queue.here(self._folder, kind)
