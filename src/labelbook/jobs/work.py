"""Doing what is queued for a job, one request after the other."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from labelbook.errors import BadInput, LabelbookError
from labelbook.jobs import requests

if TYPE_CHECKING:
    from labelbook.context import BookContext
    from labelbook.jobs.kinds import JobKind
    from labelbook.jobs.records import Tell
    from labelbook.jobs.requests import Queued

log = logging.getLogger("labelbook.jobs")


def do(ctx: BookContext, kind: JobKind, tell: Tell) -> str:
    """Do a job: its work, or all that is queued for it; returns what was done in words.

    tell: called with (done, total, message); what it raises ends the work and takes the requests
    back. A request that fails stands in nobody's way: the rest is done first, then its error is
    raised. Raises BadInput where a kind of which there is one at a time was asked for nothing.
    """
    if kind.read is None:
        return _timed(ctx, kind, None, tell)
    done: list[str] = []
    failed: LabelbookError | None = None
    try:
        while waiting := requests.queued(ctx.cache, kind.name):
            try:
                done.append(_one(ctx, kind, waiting, tell))
            except LabelbookError as error:
                log.warning("%s: %s", kind.name, error)
                failed = error
            waiting[0].take()
    except BaseException as error:
        if not isinstance(error, KeyboardInterrupt | SystemExit):
            requests.clear(ctx.cache, kind.name)
        raise
    if failed is not None:
        raise failed
    if kind.one and not done:
        raise BadInput("nobody has said what to make: ask for it on the page, Grow")
    return "; ".join(done) or f"there was nothing to {kind.name}"


def _one(ctx: BookContext, kind: JobKind, waiting: list[Queued], tell: Tell) -> str:
    """Do the first request of those that wait."""
    assert kind.read is not None
    more = f", {len(waiting) - 1} more waiting" if len(waiting) > 1 else ""

    def told(done: int, total: int, message: str) -> None:
        tell(done, total, message + more)

    try:
        request = kind.read(waiting[0].asked)
    except (TypeError, ValueError, KeyError) as error:
        raise BadInput(f"what the job {kind.name} was asked for is no request: {error}") from error
    return _timed(ctx, kind, request, told)


def _timed(ctx: BookContext, kind: JobKind, request: object, tell: Tell) -> str:
    began = time.monotonic()
    done = kind.run(ctx, request, tell)
    log.info("%s took %.1f s: %s", kind.name, time.monotonic() - began, done)
    return done
