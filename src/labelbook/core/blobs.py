"""The book's own images: files named by their content."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from pathlib import Path

from labelbook.core.atomic import WRITING, explained

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,10}")
"""Of a file's name as one expects it; what a download's address left behind is none."""
_BINARY: int = getattr(os, "O_BINARY", 0)
"""Windows would write line ends of its own."""


def content_hash(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, hex."""
    return hashlib.sha256(data).hexdigest()


def add(store: Path, data: bytes, suffix: str) -> str:
    """Store bytes and return their location inside the store, like `ab/abcdef.png`."""
    name = content_hash(data)
    ending = suffix.lower() if _SUFFIX.fullmatch(suffix) else ""
    location = f"{name[:2]}/{name}{ending}"
    if not (store / location).exists():
        write_whole(store / location, data)
    return location


def write_whole(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all, also with several writers.

    Raises Unavailable where the disk is full or the place may not be written.
    """
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        # Not tempfile's: that would be for its owner alone, whatever folder and umask say.
        temporary = path.with_name(f"{WRITING}{secrets.token_hex(8)}")
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _BINARY, 0o666)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
