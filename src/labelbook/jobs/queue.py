"""The jobs of one book: start, list, cancel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from labelbook.core import logs
from labelbook.core.locks import lock
from labelbook.core.types import JobProgress
from labelbook.errors import NotFound
from labelbook.jobs.folder import Folder
from labelbook.jobs.process import Progress
from labelbook.jobs.records import LIVE, Cancelled, Job

KEPT = 20
"""So many ended jobs stay listed."""


def start(jobs: Path, kind: str, command: Sequence[str]) -> Job:
    """Start a job in a process of its own, or return the one of this kind that runs already.

    command: the process; the job's id is added to it. It outlives the process that started it.
    """
    jobs.mkdir(parents=True, exist_ok=True)
    with lock(jobs / "start.lock"):
        known = list_all(jobs)
        live = [job for job in known if job.kind == kind and job.state in LIVE]
        if live:
            return live[-1]
        folder = _new(jobs, known, kind)
        _spawn(folder, [*command, folder.path.name])
    return folder.job()


@contextmanager
def here(jobs: Path, kind: str) -> Iterator[JobProgress]:
    """Do work in this process as a job that others see and can stop.

    Yields the callback for progress, which raises Cancelled once the job was asked to stop.
    """
    jobs.mkdir(parents=True, exist_ok=True)
    with lock(jobs / "start.lock"):
        folder = _new(jobs, list_all(jobs), kind)
        held = folder.lock()
        held.acquire()
    progress = Progress(folder)
    try:
        progress(0, 0, "starting")
        with logs.to_file(folder.log):
            yield progress
    except (Cancelled, KeyboardInterrupt):
        folder.end("cancelled", "stopped; what was done stays")
        raise
    except BaseException as error:
        folder.end("failed", str(error) or type(error).__name__)
        raise
    else:
        progress.finish()
        folder.end("done", "done in a terminal")
    finally:
        held.release()


def _new(jobs: Path, known: Sequence[Job], kind: str) -> Folder:
    """Create the folder of the next job, and remove the oldest ones."""
    folder = Folder(jobs / str(max((int(job.id) for job in known), default=0) + 1))
    folder.create(kind)
    _remove_old(jobs, known)
    return folder


def list_all(jobs: Path, but: Collection[str] = ()) -> list[Job]:
    """Return all jobs, the newest last. but: ids that are left out."""
    return [folder.job() for folder in _folders(jobs) if folder.path.name not in but]


def cancel(jobs: Path, id: str) -> Job:
    """Ask a job to stop; NotFound if there is none. One that has ended stays as it ended."""
    folder = _folder(jobs, id)
    if folder.job().state in LIVE:
        folder.cancel()
    return folder.job()


def _folder(jobs: Path, id: str) -> Folder:
    known = {folder.path.name: folder for folder in _folders(jobs)}
    if id not in known:
        raise NotFound(f"there is no job {id!r}: its book has {', '.join(known) or 'none'}")
    return known[id]


def _folders(jobs: Path) -> list[Folder]:
    if not jobs.is_dir():
        return []
    numbers = sorted(int(path.name) for path in jobs.iterdir() if path.name.isdigit())
    return [Folder(jobs / str(number)) for number in numbers]


def _spawn(folder: Folder, command: Sequence[str]) -> None:
    with folder.log.open("wb") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
        )
    folder.save_process(process.pid)
    # Somebody has to take note when it ends; the job goes on when this process does not.
    threading.Thread(target=process.wait, daemon=True).start()


def _remove_old(jobs: Path, known: Sequence[Job]) -> None:
    ended = [job for job in known if job.state not in LIVE]
    for job in ended[:-KEPT]:
        shutil.rmtree(jobs / job.id, ignore_errors=True)


def python(*arguments: str) -> list[str]:
    """Return the command that runs a module of this Python."""
    return [sys.executable, *arguments]
