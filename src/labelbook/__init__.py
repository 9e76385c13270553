"""labelbook: where a team reviews, questions, grows and judges a labelled image data set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.book import create_book as create
    from labelbook.book import open_book as open

__version__ = "0.1.0"
__all__ = ["Book", "__version__", "create", "open"]

_DOORS = {"Book": "Book", "create": "create_book", "open": "open_book"}


def __getattr__(name: str) -> Any:
    # Loaded on first use: `labelbook --help` need not wait for the data libraries.
    if name not in _DOORS:
        raise AttributeError(f"module 'labelbook' has no attribute {name!r}")
    from labelbook import book

    return getattr(book, _DOORS[name])
