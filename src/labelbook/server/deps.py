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


def served(connection: HTTPConnection) -> Served:
    """Return what the application of a request serves."""
    found = connection.app.state.served
    assert isinstance(found, Served)
    return found


TheServed = Annotated[Served, Depends(served)]


def _book(served: TheServed) -> Book:
    return served.book


def _hub(served: TheServed) -> Hub:
    return served.hub


def _access(served: TheServed) -> Access:
    return served.access


def _pages(served: TheServed) -> Path:
    return served.pages


def _role(connection: HTTPConnection) -> Role:
    return role_of(connection.scope)


TheBook = Annotated[Book, Depends(_book)]
TheHub = Annotated[Hub, Depends(_hub)]
TheAccess = Annotated[Access, Depends(_access)]
ThePages = Annotated[Path, Depends(_pages)]
TheRole = Annotated[Role, Depends(_role)]
