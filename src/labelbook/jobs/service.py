"""The namespace `book.jobs`: request jobs, start, list and cancel them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from labelbook.core.registry import plugin_files
from labelbook.core.types import JobProgress
from labelbook.errors import BadInput
from labelbook.jobs import kinds, queue, requests
from labelbook.jobs.records import LIVE, Job


def folder_of(directory: Path) -> Path:
    """Return the folder of a book's jobs."""
    return directory / "cache" / "jobs"


class Jobs:
    """Long work in processes of its own, which outlive the process that started them."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._cache = directory / "cache"
        self._folder = folder_of(directory)

    def start(self, kind: str) -> Job:
        """Start long work in a process of its own, or return the job of this kind that runs.

        Raises BadInput for a kind that there is not.
        """
        kind = kinds.current(kind)
        command = queue.python("-m", "labelbook.worker", str(self._directory), *plugin_files())
        return queue.start(self._folder, kind, command)

    def request(self, kind: str, fields: Mapping[str, Any]) -> Job:
        """Queue a request, given by its fields, and start the job that does it.

        Raises BadInput for a kind that there is not, or one at a time of which one is at work;
        Unavailable where the disk does not take the request.
        """
        found = kinds.get(kind)
        kind = found.name
        if found.one:
            if any(job.kind == kind and job.state in LIVE for job in self.list()):
                raise BadInput(f"{found.says} already: wait until that is done, or cancel it")
            requests.clear(self._cache, kind)
        requests.add(self._cache, kind, fields)
        return self.start(kind)

    def queued(self, kind: str) -> frozenset[str]:
        """Return the names of the requests that wait for a kind of job."""
        return frozenset(
            request.path.name for request in requests.queued(self._cache, kinds.current(kind))
        )

    def go_on(self, kind: str, *, but: Collection[str] = ()) -> Job | None:
        """Start a job if something is queued for it, besides what `but` names; else None.

        Requests that came while a terminal did such work are for the job that follows.
        """
        return self.start(kind) if self.queued(kind).difference(but) else None

    def list(self, *, but: Collection[str] = ()) -> list[Job]:
        """Return the jobs that run and those that ended lately, the newest last. but: not those."""
        return queue.list_all(self._folder, but)

    def cancel(self, id: str) -> Job:
        """Ask a job to stop; what it has done stays. NotFound if there is none."""
        return queue.cancel(self._folder, id)

    def here(self, kind: str) -> AbstractContextManager[JobProgress]:
        """Do long work in this process as a job that others see and can stop.

        Yields the callback for progress (done, total, message); it raises jobs.records.Cancelled
        once somebody asked the job to stop.
        """
        return queue.here(self._folder, kinds.current(kind))
