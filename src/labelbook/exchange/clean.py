"""What lies in a book's own image store and nothing names: the rest of imports that stopped."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from labelbook.context import BookContext
from labelbook.core.atomic import explained
from labelbook.core.limits import IMAGES
from labelbook.journal import places

HOUR = 3600.0
INCOMING = ".incoming-"
_NAME = re.compile(rb"[0-9a-f]{64}")
_TEXTS = ("*.json", "*.jsonl")


@dataclass(frozen=True)
class Leftovers:
    """Files that nothing names. bytes: all of them together."""

    files: tuple[Path, ...]
    bytes: int


@contextmanager
def incoming(images: Path) -> Iterator[Path]:
    """Yield a folder for images on their way into a book's store; it is gone in the end."""
    store = images / f"{INCOMING}{uuid4().hex[:12]}"
    try:
        yield store
    finally:
        shutil.rmtree(store, ignore_errors=True)


def move_in(store: Path, images: Path) -> None:
    """Move images to their final place; raises Unavailable where the disk does not let them."""
    for file in sorted(store.glob("*/*")):
        target = images / file.parent.name / file.name
        with explained(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            file.replace(target)


def leftovers(ctx: BookContext, older: float = HOUR) -> Leftovers:
    """Return the files of the image store that neither a sample, a piece nor a job names.

    older: seconds since they were written, so that what is just being made is left alone.
    """
    now = time.time()
    unnamed = []
    size = 0
    named: set[bytes] | None = None
    images = ctx.directory / IMAGES
    files = [*images.glob("*/*"), *images.glob(f"{INCOMING}*/*/*")]
    for file in sorted(files):
        seen = file.stat()
        if not file.is_file() or seen.st_mtime > now - older:
            continue
        named = _named(ctx) if named is None else named
        waiting = file.parents[1].name.startswith(INCOMING)
        if waiting or file.name.partition(".")[0].encode() not in named:
            unnamed.append(file)
            size += seen.st_size
    return Leftovers(tuple(unnamed), size)


def remove(found: Leftovers) -> None:
    """Remove them, with the folders that they leave empty."""
    for file in found.files:
        file.unlink(missing_ok=True)
    for folder in sorted({folder for file in found.files for folder in file.parents[:2]})[::-1]:
        if folder.name != IMAGES and not any(folder.iterdir()):
            folder.rmdir()


def _named(ctx: BookContext) -> set[bytes]:
    """Every content hash that the book's database or one of its own files mentions."""
    with ctx.database.reading() as connection:
        named = {name.encode() for name in places.names(connection)}
    for pattern in _TEXTS:
        for text in ctx.directory.rglob(pattern):
            named.update(_NAME.findall(text.read_bytes()))
    return named
