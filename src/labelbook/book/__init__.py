"""The book: the one door through which the command line, the server and notebooks go."""

from __future__ import annotations

from labelbook.book.ground import DATABASE
from labelbook.book.making import create_book, open_book
from labelbook.book.whole import Book

__all__ = ["DATABASE", "Book", "create_book", "open_book"]
