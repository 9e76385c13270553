"""The book: the one door through which the command line, the server and notebooks go."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from labelbook.core.limits import DATABASE

if TYPE_CHECKING:
    from labelbook.book.making import create_book, open_book
    from labelbook.book.whole import Book

__all__ = ["DATABASE", "Book", "create_book", "open_book"]

_ROOMS = {"Book": "whole", "create_book": "making", "open_book": "making"}


def __getattr__(name: str) -> Any:
    # Loaded on first use: making a book starts its workers before it loads the database code.
    if name not in _ROOMS:
        raise AttributeError(f"module 'labelbook.book' has no attribute {name!r}")
    return getattr(import_module(f"labelbook.book.{_ROOMS[name]}"), name)
