"""The process of one job of a book: `python -m labelbook.worker DIRECTORY [PLUGIN.py ...] JOB`."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from labelbook.core import logs
from labelbook.core.registry import load_files
from labelbook.core.types import JobProgress
from labelbook.errors import LabelbookError
from labelbook.jobs import kinds, process, work
from labelbook.jobs.folder import Folder
from labelbook.jobs.service import folder_of
from labelbook.opening import open_book

log = logging.getLogger("labelbook.jobs")


def main(directory: str, id: str, plugins: Sequence[str] = ()) -> int:
    """Do the job `id` of the book in `directory`; what is logged goes to stderr, its log file."""
    folder = folder_of(Path(directory)) / id
    mine: set[str] = set()

    def do(kind: str, progress: JobProgress) -> str:
        load_files(plugins)
        with open_book(directory) as book:
            mine.update(book.jobs.queued(kind))
            return work.do(book.context, kinds.get(kind), progress)

    with logs.to_stderr(logging.INFO):
        code = process.run(folder, do)
        kind = Folder(folder).kind()
        # A request of this job's last moment is left to the next job. What waited from the
        # beginning on was this one's own, however it failed.
        try:
            with open_book(directory) as book:
                book.jobs.go_on(kind, but=mine)
        except LabelbookError as error:
            log.warning("what may be queued for the job %s could not be read: %s", kind, error)
    return code


if __name__ == "__main__":
    directory, *plugins, id = sys.argv[1:]
    sys.exit(main(directory, id, plugins))
