"""The work of a job: its queued requests, one after the other."""

from __future__ import annotations

import logging
import time

from labelbook.core.types import JobProgress
from labelbook.errors import BadInput, LabelbookError
from labelbook.jobs import requests
from labelbook.jobs.kinds import HasCache, JobKind
from labelbook.jobs.requests import Queued

log = logging.getLogger("labelbook.jobs")


def do(ctx: HasCache, kind: JobKind, progress: JobProgress) -> str:
    """Do a job: its work, or all that is queued for it; returns what was done in words.

    progress: called with (done, total, message); what it raises ends the work and removes the
    requests. A request that fails does not stop the others: the rest is done first, then its error
    is raised. Raises BadInput where a kind of which there is one at a time was asked for nothing.
    """
    if kind.read is None:
        return _timed(ctx, kind, None, progress)
    done: list[str] = []
    failed: LabelbookError | None = None
    try:
        while waiting := requests.queued(ctx.cache, kind.name):
            try:
                done.append(_one(ctx, kind, waiting, progress))
            except LabelbookError as error:
                log.warning("%s: %s", kind.name, error)
                failed = error
            waiting[0].remove()
    except BaseException as error:
        if not isinstance(error, KeyboardInterrupt | SystemExit):
            requests.clear(ctx.cache, kind.name)
        raise
    if failed is not None:
        raise failed
    if kind.one and not done:
        raise BadInput("this job has no request: start it on the page, Grow")
    return "; ".join(done) or f"there was nothing to {kind.name}"


def _one(ctx: HasCache, kind: JobKind, waiting: list[Queued], progress: JobProgress) -> str:
    """Do the first request of those that wait."""
    assert kind.read is not None
    more = f", {len(waiting) - 1} more waiting" if len(waiting) > 1 else ""

    def step(done: int, total: int, message: str) -> None:
        progress(done, total, message + more)

    try:
        request = kind.read(waiting[0].fields)
    except (TypeError, ValueError, KeyError) as error:
        raise BadInput(f"what the job {kind.name} was asked for is no request: {error}") from error
    return _timed(ctx, kind, request, step)


def _timed(ctx: HasCache, kind: JobKind, request: object, progress: JobProgress) -> str:
    began = time.monotonic()
    done = kind.run(ctx, request, progress)
    log.info("%s took %.1f s: %s", kind.name, time.monotonic() - began, done)
    return done
