"""Long work over HTTP: start, list, cancel; how it goes on is told over the live channel."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path

from labelbook.server.deps import TheBook
from labelbook.server.wire import Job, JobIn, JobList, Problem

router = APIRouter(prefix="/api/jobs", responses={"4XX": {"model": Problem}})


@router.get("")
def jobs(book: TheBook) -> JobList:
    """Give the jobs that run and those that ended lately, the newest last."""
    return JobList(jobs=[Job(**asdict(job)) for job in book.jobs()])


@router.post("", status_code=201)
def start(book: TheBook, wanted: JobIn) -> Job:
    """Start a job; where one of this kind runs already, that one is given."""
    return Job(**asdict(book.start_job(wanted.kind)))


@router.post("/{id}/cancel")
def cancel(book: TheBook, id: Annotated[str, Path(max_length=20)]) -> Job:
    """Ask a job to stop; what it has done stays."""
    return Job(**asdict(book.cancel_job(id)))
