"""labelbook: where a team reviews, questions, grows and evaluates a labelled image data set."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.exchange.preview import preview
    from labelbook.opening import create_book as create
    from labelbook.opening import open_book as open

__version__ = "0.1.0"
__all__ = ["Book", "__version__", "create", "open", "preview"]

_DOORS = {
    "Book": ("book", "Book"),
    "create": ("opening", "create_book"),
    "open": ("opening", "open_book"),
    "preview": ("exchange.preview", "preview"),
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: `labelbook --help` need not wait for the data libraries.
    if name not in _DOORS:
        raise AttributeError(f"module 'labelbook' has no attribute {name!r}")
    module, attribute = _DOORS[name]
    return getattr(import_module(f"labelbook.{module}"), attribute)
