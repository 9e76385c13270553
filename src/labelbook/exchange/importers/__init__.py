"""Reading image sets: a folder, a zip, a table. `read` finds the reader by the source."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from labelbook.exchange.importers.common import Batch, Reading, importers
    from labelbook.exchange.importers.options import ReadOptions
    from labelbook.exchange.importers.source import read
    from labelbook.exchange.importers.workers import warm_up

__all__ = ["Batch", "ReadOptions", "Reading", "importers", "read", "warm_up"]

_PLACES = {
    "Batch": "common",
    "ReadOptions": "options",
    "Reading": "common",
    "importers": "common",
    "read": "source",
    "warm_up": "workers",
}


def __getattr__(name: str) -> Any:
    # Loaded on first use: the processes that decode images need none of it, and begin sooner.
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)
