"""The journal over HTTP: edits, undo, redo, history."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from labelbook.journal.records import Edit
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import (
    ChangesetDetail,
    ChangesetIn,
    ChangesetList,
    ChangesetOut,
    Problem,
    RevertIn,
)

router = APIRouter(prefix="/api/changesets", responses={"4XX": {"model": Problem}})
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.post("", status_code=201)
def edit(book: TheBook, hub: TheHub, wanted: ChangesetIn) -> ChangesetOut:
    """Store edits as one changeset; refused whole when somebody else was faster."""
    edits = [Edit(item.field, item.samples, item.after, item.before) for item in wanted.edits]
    changeset = book.edit(
        edits, author=wanted.author, message=wanted.message, tool=wanted.tool, key=wanted.key
    )
    hub.wake()
    return ChangesetOut(changeset=changeset)


@router.post("/{changeset}/undo", status_code=201)
def undo(book: TheBook, hub: TheHub, changeset: Number, wanted: RevertIn) -> ChangesetOut:
    """Append the inverse of a changeset."""
    made = book.undo(
        changeset,
        author=wanted.author,
        message=wanted.message,
        skip_conflicts=wanted.skip_conflicts,
        key=wanted.key,
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.post("/{changeset}/redo", status_code=201)
def redo(book: TheBook, hub: TheHub, changeset: Number, wanted: RevertIn) -> ChangesetOut:
    """Bring back what was undone."""
    made = book.redo(
        changeset,
        author=wanted.author,
        message=wanted.message,
        skip_conflicts=wanted.skip_conflicts,
        key=wanted.key,
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.get("")
def changesets(
    book: TheBook,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 50,
    author: Annotated[str | None, Query(max_length=80)] = None,
) -> ChangesetList:
    """Give changesets, newest first."""
    return ChangesetList(changesets=book.changesets(before=before, limit=limit, author=author))


@router.get("/{changeset}")
def detail(book: TheBook, changeset: Number) -> ChangesetDetail:
    """Give a changeset with its changes and the samples that it brought."""
    return ChangesetDetail(**vars(book.news_of(changeset)))
