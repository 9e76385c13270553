"""What routes are given: the book, the hub, the caller's role."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from starlette.requests import HTTPConnection

from labelbook.book import Book
from labelbook.journal.snapshot import Snapshot
from labelbook.server.access import Access, Role, role_of
from labelbook.server.kept import Packed, Peeks, ShownSplits
from labelbook.server.live import Hub


@dataclass(frozen=True)
class Served:
    """What one application serves, and its caches between requests.

    pages: the folder of the built page. cells, names: files of the snapshot; splits: proposals.
    peeks: sources that are about to be imported.
    """

    book: Book
    hub: Hub
    access: Access
    pages: Path
    cells: Packed = field(default_factory=lambda: Packed(Snapshot.columns_file))
    names: Packed = field(default_factory=lambda: Packed(Snapshot.names_file))
    splits: ShownSplits = field(default_factory=ShownSplits)
    peeks: Peeks = field(default_factory=Peeks)


# Asynchronous, each of the connection itself: a plain function would wait for a thread at every
# request, and one that asks for another is looked through again for every route at the start.


def _of(connection: HTTPConnection) -> Served:
    found = connection.app.state.served
    assert isinstance(found, Served)
    return found


async def served(connection: HTTPConnection) -> Served:
    """Return what the application of a request serves."""
    return _of(connection)


async def _book(connection: HTTPConnection) -> Book:
    return _of(connection).book


async def _hub(connection: HTTPConnection) -> Hub:
    return _of(connection).hub


async def _access(connection: HTTPConnection) -> Access:
    return _of(connection).access


async def _pages(connection: HTTPConnection) -> Path:
    return _of(connection).pages


async def _role(connection: HTTPConnection) -> Role:
    return role_of(connection.scope)


TheServed = Annotated[Served, Depends(served)]
TheBook = Annotated[Book, Depends(_book)]
TheHub = Annotated[Hub, Depends(_hub)]
TheAccess = Annotated[Access, Depends(_access)]
ThePages = Annotated[Path, Depends(_pages)]
TheRole = Annotated[Role, Depends(_role)]
