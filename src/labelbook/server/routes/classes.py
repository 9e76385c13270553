"""Routes of the classes: each that changes them makes one changeset."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from labelbook.classes.records import ClassInfo
from labelbook.server.deps import TheBook, TheHub
from labelbook.server.wire import ChangesetOut, Key, Model, Name, Problem

router = APIRouter(prefix="/api/classes", tags=["classes"], responses={"4XX": {"model": Problem}})
MOST = 10_000
Known = Annotated[str, Field(min_length=1, max_length=2_000)]
"""A class of the book; names of 0.1.0 may be longer than a name may be today."""


class ClassList(Model):
    """The classes of the book, in their order."""

    classes: list[ClassInfo]


class ClassStep(Model):
    """Who does something to classes. key: names the request, so that a repeat is no second one."""

    author: Name
    message: str = ""
    key: Key | None = None


class ClassIn(ClassStep):
    """Add a class that no sample has yet."""

    name: str


class RenameIn(ClassStep):
    """Another name for a class and its samples."""

    name: Known
    to: str


class MergeIn(ClassStep):
    """Classes that go, and the one that their samples get."""

    names: Annotated[list[Known], Field(min_length=1, max_length=MOST)]
    into: Known


class RemoveIn(ClassStep):
    """Take a class away. to: the class that its samples get; unlabel: they lose their label."""

    name: Known
    to: Known | None = None
    unlabel: bool = False


class OrderIn(ClassStep):
    """Put classes first, in this order."""

    names: Annotated[list[Known], Field(max_length=MOST)]


class AboutIn(ClassStep):
    """What a class is. digit: its key on the page; colour: #rrggbb; "" takes one away."""

    name: Known
    description: str | None = None
    digit: str | None = None
    colour: str | None = None


@router.get("")
def list_classes(book: TheBook) -> ClassList:
    """Return the classes with how many samples have each."""
    return ClassList(classes=book.classes.list())


@router.post("", status_code=201)
def add_class(book: TheBook, hub: TheHub, wanted: ClassIn) -> ChangesetOut:
    """Add a class."""
    made = book.classes.add(
        wanted.name, author=wanted.author, message=wanted.message, key=wanted.key
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.post("/rename", status_code=201)
def rename_class(book: TheBook, hub: TheHub, wanted: RenameIn) -> ChangesetOut:
    """Rename a class."""
    made = book.classes.rename(
        wanted.name, wanted.to, author=wanted.author, message=wanted.message, key=wanted.key
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.post("/merge", status_code=201)
def merge_classes(book: TheBook, hub: TheHub, wanted: MergeIn) -> ChangesetOut:
    """Merge classes into another."""
    made = book.classes.merge(
        wanted.names, wanted.into, author=wanted.author, message=wanted.message, key=wanted.key
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.post("/remove", status_code=201)
def remove_class(book: TheBook, hub: TheHub, wanted: RemoveIn) -> ChangesetOut:
    """Remove a class."""
    made = book.classes.remove(
        wanted.name,
        to=wanted.to,
        unlabel=wanted.unlabel,
        author=wanted.author,
        message=wanted.message,
        key=wanted.key,
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.post("/order", status_code=201)
def order_classes(book: TheBook, hub: TheHub, wanted: OrderIn) -> ChangesetOut:
    """Order the classes."""
    made = book.classes.order(
        wanted.names, author=wanted.author, message=wanted.message, key=wanted.key
    )
    hub.wake()
    return ChangesetOut(changeset=made)


@router.post("/about", status_code=201)
def change_class(book: TheBook, hub: TheHub, wanted: AboutIn) -> ChangesetOut:
    """Describe a class, or give it a key or a colour."""
    made = book.classes.change(
        wanted.name,
        description=wanted.description,
        digit=wanted.digit,
        colour=wanted.colour,
        author=wanted.author,
        message=wanted.message,
        key=wanted.key,
    )
    hub.wake()
    return ChangesetOut(changeset=made)
