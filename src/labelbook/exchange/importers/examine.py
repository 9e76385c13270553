"""The work on one file, done in worker processes: read, hash, decode. Imports little."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.core.blobs import content_hash
from labelbook.errors import BadInput

if TYPE_CHECKING:
    from labelbook.journal.columns import Value

MAX_BYTES = 1_000_000_000
OUTSIDE = "is a link that leads outside"


@dataclass(frozen=True)
class Item:
    """A file that is to become a sample. location: where it is inside its source.

    metadata: values by column, as in NewSample.
    """

    path: str
    location: str
    label: str | None
    split: str
    tags: tuple[str, ...] = ()
    excluded: bool = False
    metadata: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Facts:
    """What was read of a file. fields: as `images.facts` reads them; fault: of a damaged one."""

    location: str
    hash: str
    fields: Mapping[str, int | float | str]
    fault: str = ""


@dataclass(frozen=True)
class Examined:
    """An item with its facts, or with the reason why it is left out."""

    item: Item
    result: Facts | str


def examine(folder: Path, items: list[Item]) -> list[Examined]:
    """Read files below a folder."""
    root = os.path.realpath(folder)
    return [Examined(item, _examine_file(root, folder / item.location, item)) for item in items]


def _examine_file(root: str, path: Path, item: Item) -> Facts | str:
    try:
        real = os.path.realpath(path, strict=True)
        if os.path.commonpath([real, root]) != root:
            return f"{OUTSIDE} {root}: it was not followed"
        seen = os.stat(real)  # noqa: PTH116 -- a Path would cost as much as the hash
        if not stat.S_ISREG(seen.st_mode):
            return "is no file"
        if seen.st_size > MAX_BYTES:
            return f"is too large (over {MAX_BYTES:,} bytes)"
        with open(real, "rb") as file:  # noqa: PTH123
            data = file.read()
    except FileNotFoundError:
        return "is a link to a file that is not there" if path.is_symlink() else "is not there"
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        return f"cannot be read ({reason})"
    return examine_bytes(data, item.location)


def examine_bytes(data: bytes, location: str) -> Facts | str:
    """Decode bytes; returns the reason as text where they are no image."""
    # The process that hands out the work need not load the decoders.
    from labelbook.images import facts

    try:
        found = facts.look(data)
    except BadInput as error:
        return str(error)
    return Facts(location, content_hash(data), found.fields, found.fault)
