"""The processes that examine files: what they load, and their early start."""

from __future__ import annotations

from labelbook.core import parallel

LOAD = (
    "labelbook.core.parallel",
    "labelbook.exchange.importers.examine",
    "labelbook.images.facts",
)
"""Modules that they share, loaded once for all."""


def warm_up() -> None:
    """Start loading what the worker processes need, in the background."""
    parallel.warm_up(LOAD)
