"""Where labelbook's log goes: nowhere, unless somebody asks for it.

Each room has a logger of its own, `labelbook.maps` and so on. Logged is what was slow, what fell
back to something lesser, and what was thrown away.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOGGER = logging.getLogger("labelbook")
LOGGER.addHandler(logging.NullHandler())

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


SLOW = 3.0
"""Seconds that a step may take before it is worth a line."""


@contextmanager
def timed(log: logging.Logger, what: str) -> Iterator[None]:
    """Log a step that was slow. what: in words, with its numbers."""
    began = time.monotonic()
    yield
    took = time.monotonic() - began
    if took >= SLOW:
        log.info("%s took %.1f s", what, took)


@contextmanager
def to_stderr(level: int) -> Iterator[None]:
    """Write what is at least so important to stderr, unless that is done already."""
    if any(type(handler) is logging.StreamHandler for handler in LOGGER.handlers):
        yield
        return
    with _to(logging.StreamHandler(), level):
        yield


@contextmanager
def to_file(path: Path) -> Iterator[None]:
    """Add what is logged to a file, made when the first line comes."""
    with _to(logging.FileHandler(path, delay=True), logging.INFO):
        yield


@contextmanager
def _to(handler: logging.Handler, level: int) -> Iterator[None]:
    before = LOGGER.level
    handler.setLevel(level)
    handler.setFormatter(logging.Formatter(FORMAT))
    LOGGER.addHandler(handler)
    if before == logging.NOTSET or level < before:
        LOGGER.setLevel(level)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(before)
        handler.close()
