"""What routes are given: the book, the hub, the caller's role."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

from fastapi import Depends
from starlette.requests import HTTPConnection

from labelbook.book import Book
from labelbook.server.access import Access, Role
from labelbook.server.live import Hub


def _book(connection: HTTPConnection) -> Book:
    return cast("Book", connection.app.state.book)


def _hub(connection: HTTPConnection) -> Hub:
    return cast("Hub", connection.app.state.hub)


def _access(connection: HTTPConnection) -> Access:
    return cast("Access", connection.app.state.access)


def _pages(connection: HTTPConnection) -> Path:
    return cast("Path", connection.app.state.pages)


def _role(connection: HTTPConnection) -> Role:
    return cast("Role", connection.scope["state"]["role"])


TheBook = Annotated[Book, Depends(_book)]
TheHub = Annotated[Hub, Depends(_hub)]
TheAccess = Annotated[Access, Depends(_access)]
ThePages = Annotated[Path, Depends(_pages)]
TheRole = Annotated[Role, Depends(_role)]
