"""Which image a table's cell of paths means: as written, or by the file's name."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path
from urllib.parse import unquote, urlsplit

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


class Resolver:
    """Finds the images that cells of paths mean, among the files below one folder.

    paths: of all images there, "/" between parts. base: the folder below it in which the table
    lies, "" or "train/"; folder: on this disk, where absolute paths may lead into it. first: those
    among which a bare name is looked for before all others.
    """

    def __init__(
        self,
        paths: Collection[str],
        base: str = "",
        folder: Path | None = None,
        first: Collection[str] = (),
    ) -> None:
        self._paths = paths if isinstance(paths, set | frozenset | dict) else set(paths)
        self._base = base
        self._folder = folder
        self._named = [
            _unique((part(path.rpartition("/")[2]), path) for path in among)
            for among in (first, self._paths)
            for part in (_whole, _stem)
        ]

    def __call__(self, text: str) -> str | None:
        """Return the path that a cell means, None for one that is not there."""
        plain = text.strip()
        if plain.lower().startswith("file://"):
            plain = unquote(urlsplit(plain).path)
        elif _ADDRESS.match(plain):
            return None
        plain = plain.replace("\\", "/")
        if self._folder is not None and plain.startswith("/"):
            inside = os.path.relpath(plain, self._folder).replace(os.sep, "/")
            plain = plain if inside.startswith("../") else inside
        plain = os.path.normpath(plain).replace(os.sep, "/").lstrip("/")
        if not plain or plain == "." or plain.startswith("../"):
            return None
        for path in (self._base + plain, plain):
            if path in self._paths:
                return path
        name = plain.rpartition("/")[2]
        return next((names[name] for names in self._named if name in names), None)


def is_address(text: str) -> bool:
    """Return whether a cell is the address of something that is not on this disk."""
    return bool(_ADDRESS.match(text)) and not text.lower().startswith("file://")


def _whole(name: str) -> str:
    return name


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _unique(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What each name leads to, without those that lead to several."""
    found: dict[str, str | None] = {}
    for name, path in pairs:
        found[name] = None if name in found else path
    return {name: path for name, path in found.items() if path is not None and name}


def files_below(folder: Path) -> list[str]:
    """Return the paths of all files below a folder, without hidden folders, "/" between parts."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        inside = os.path.relpath(place, folder).replace(os.sep, "/")
        found += [name if inside == "." else f"{inside}/{name}" for name in names]
    return found
