"""Which files are not what was imported any more, seen without reading them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Lost:
    """What is wrong with some rows. gone: row -> why there is no file; changed: row -> how."""

    gone: dict[int, str]
    changed: dict[int, str]


def find(paths: Sequence[str], sizes: Sequence[int]) -> Lost:
    """Find files that are gone, or have another size in bytes than at their import."""
    gone: dict[int, str] = {}
    changed: dict[int, str] = {}
    for row, (path, size) in enumerate(zip(paths, sizes, strict=True)):
        try:
            found = os.stat(path).st_size  # noqa: PTH116 -- a million of them are looked at
        except OSError as error:
            why = "is gone" if isinstance(error, FileNotFoundError) else f"({error.strerror})"
            gone[row] = f"its file {why}: it was {path}; put it back, or import its folder again"
            continue
        if found != size:
            changed[row] = (
                f"its file has changed since it was imported ({size:,} bytes then, {found:,} now): "
                "put the old one back, or import the new one under another name"
            )
    return Lost(gone, changed)
