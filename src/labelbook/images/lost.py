"""Which files are not what was imported any more, seen without reading them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Lost:
    """What is wrong with some rows. gone: row -> why there is no file; changed: row -> how."""

    gone: dict[int, str]
    changed: dict[int, str]


def look(book: Path, places: Sequence[tuple[str, str]], sizes: Sequence[int]) -> Lost:
    """Look for files that are gone, or have another size than at their import.

    book: the directory that a relative folder lies in. places: folder and location of each row;
    sizes: bytes of each.
    """
    gone: dict[int, str] = {}
    changed: dict[int, str] = {}
    for row, ((folder, location), size) in enumerate(zip(places, sizes, strict=True)):
        path = f"{book / folder}{os.sep}{location}"
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
