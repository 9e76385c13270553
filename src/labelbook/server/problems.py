"""Errors as problem documents (RFC 9457)."""

from __future__ import annotations

import logging
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from labelbook.errors import Conflict, LabelbookError, Undecided
from labelbook.server.wire import Problem

log = logging.getLogger("labelbook.server")

TYPES = {
    400: "bad-input",
    401: "sign-in",
    403: "forbidden",
    404: "not-found",
    405: "bad-input",
    413: "too-large",
}


def response(problem: Problem) -> Response:
    """Return a problem as an HTTP response."""
    return Response(
        problem.model_dump_json(exclude_defaults=True),
        status_code=problem.status,
        media_type="application/problem+json",
    )


def problem(status: int, detail: str, type: str | None = None) -> Problem:
    """Describe an error of the HTTP layer."""
    title = HTTPStatus(status).phrase
    return Problem(
        type=type or TYPES.get(status, "internal"), title=title, status=status, detail=detail
    )


def of_error(error: LabelbookError) -> Problem:
    """Describe one of labelbook's own errors."""
    found = problem(error.status, str(error), error.type)
    found = found.model_copy(update={"needs": error.needs})
    if isinstance(error, Conflict):
        return found.model_copy(update={"conflicts": list(error.conflicts), "total": error.total})
    if isinstance(error, Undecided):
        return found.model_copy(update={"answers": list(error.answers)})
    return found


def install(app: FastAPI) -> None:
    """Turn every error of an app into a problem document."""

    def own(_: Request, error: Exception) -> Response:
        assert isinstance(error, LabelbookError)
        return response(of_error(error))

    def invalid(_: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        more = len(error.errors()) - 1
        also = f" (and {more} more)" if more else ""
        return response(problem(422, f"{where}: {first['msg']}{also}", "bad-input"))

    def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        detail = {
            404: f"there is nothing at {request.url.path}",
            405: f"{request.url.path} does not take {request.method}",
        }.get(error.status_code, str(error.detail))
        return response(problem(error.status_code, detail))

    def unexpected(request: Request, error: Exception) -> Response:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
        return response(
            problem(500, "labelbook failed; nothing was stored. Its log says why.", "internal")
        )

    app.add_exception_handler(LabelbookError, own)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, unexpected)
