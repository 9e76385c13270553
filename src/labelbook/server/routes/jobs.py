"""Routes of jobs: start, list, cancel; their progress comes by the live channel."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from labelbook.jobs.records import Job
from labelbook.server.deps import TheBook
from labelbook.server.wire import JobIn, JobList, Problem

router = APIRouter(prefix="/api", tags=["jobs"], responses={"4XX": {"model": Problem}})


@router.get("/jobs")
def list_jobs(book: TheBook) -> JobList:
    """Return the jobs that run and those that ended lately, the newest last."""
    return JobList(jobs=book.jobs.list())


@router.post("/jobs", status_code=201)
def start_job(book: TheBook, wanted: JobIn) -> Job:
    """Start a job; where one of this kind runs already, that one is given."""
    return book.jobs.start(wanted.kind)


@router.post("/jobs/{id}/cancel")
def cancel_job(book: TheBook, id: Annotated[str, Path(max_length=20)]) -> Job:
    """Ask a job to stop; what it has done stays."""
    return book.jobs.cancel(id)
