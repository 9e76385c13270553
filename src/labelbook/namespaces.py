"""Namespaces of a book: the services of its rooms, each loaded when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Generic, Protocol, Self, TypeVar, cast, overload

from labelbook.context import BookContext

T = TypeVar("T")


class HasContext(Protocol):
    """What a namespace belongs to: a book."""

    context: BookContext


class Room(Generic[T]):
    """A namespace of a book: the service of a room, loaded and made at its first use."""

    def __init__(self, module: str, service: str) -> None:
        self._module = module
        self._service = service

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @property
    def service(self) -> type[T]:
        """The class that the namespace is made of."""
        service: type[T] = getattr(import_module(self._module), self._service)
        return service

    @overload
    def __get__(self, book: None, owner: type) -> Self: ...

    @overload
    def __get__(self, book: HasContext, owner: type) -> T: ...

    def __get__(self, book: HasContext | None, owner: type) -> T | Self:
        if book is None:
            return self
        make = cast("Callable[[BookContext], T]", self.service)
        service = make(book.context)
        # Found before this descriptor from now on.
        book.__dict__[self._name] = service
        return service
