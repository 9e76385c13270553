"""Routes of the metadata columns: what there is; add, change and remove, each one changeset."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from labelbook.core.limits import MAX_MESSAGE, MAX_NAME
from labelbook.journal.columns import Column, Kind
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import EXTERNAL, ByIn, ChangesetOut, Model, Problem

router = APIRouter(prefix="/api", tags=["columns"], responses={"4XX": {"model": Problem}})

ColumnName = Annotated[str, Field(min_length=1, max_length=MAX_NAME)]
Description = Annotated[str, Field(max_length=MAX_MESSAGE)]


class ColumnList(Model):
    """The metadata columns, in the order in which they came."""

    columns: list[Column]


class ColumnIn(ByIn):
    """Add a column. group: samples of one value belong together."""

    name: ColumnName
    kind: Kind = "text"
    group: bool = False
    description: Description = ""


class ColumnChangeIn(ByIn):
    """Change what a column is; what is not named stays. to: its new name.

    clear: empty the cells that cannot be read as the new kind.
    """

    name: ColumnName
    to: ColumnName | None = None
    kind: Kind | None = None
    group: bool | None = None
    description: Description | None = None
    clear: bool = False


class ColumnGone(ByIn):
    """Remove a column."""

    name: ColumnName


@router.get("/columns", openapi_extra=EXTERNAL)
def list_columns(book: TheBook) -> ColumnList:
    """Return the metadata columns."""
    return ColumnList(columns=list(book.columns.list()))


@router.post("/columns", status_code=201)
def add_column(book: TheBook, hub: TheHub, wanted: ColumnIn) -> ChangesetOut:
    """Add an empty column."""
    made = book.columns.add(
        wanted.name,
        wanted.kind,
        group=wanted.group,
        description=wanted.description,
        author=wanted.author,
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.post("/columns/change", status_code=201)
def change_column(book: TheBook, hub: TheHub, wanted: ColumnChangeIn) -> ChangesetOut:
    """Rename, describe, or read a column otherwise."""
    made = book.columns.change(
        wanted.name,
        name=wanted.to,
        kind=wanted.kind,
        group=wanted.group,
        description=wanted.description,
        clear=wanted.clear,
        author=wanted.author,
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.post("/columns/remove", status_code=201)
def remove_column(book: TheBook, hub: TheHub, wanted: ColumnGone) -> ChangesetOut:
    """Take a column away; undo brings it back with its values."""
    made = book.columns.remove(wanted.name, author=wanted.author)
    hub.wake()
    return ChangesetOut(changeset=made)
