"""The reader of folders; the images stay where they are."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from labelbook.core.limits import DATABASE
from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, folder_work, importers
from labelbook.exchange.importers.files import Files
from labelbook.exchange.importers.layout import SYSTEM_FOLDERS, is_system_file
from labelbook.exchange.importers.trees import SYSTEM, reading

EXPORT = ".labelbook-export"
"""A file of this name marks a folder that an export wrote."""

_CONTROL = re.compile(r"[\x00-\x1f]")


def read(order: ReadOrder) -> Reading:
    """Read every file below a folder."""
    entries: dict[str, str] = {}
    skipped: list[tuple[str, str]] = []
    walk = Walk(order.source, skipped, follow_links=order.options.follow_links)
    for path in sorted(walk.files()):
        try:
            path.encode()
        except UnicodeEncodeError:
            printable = path.encode("utf-8", "backslashreplace").decode()
            skipped.append((printable, "has a name that is not UTF-8: rename it"))
            continue
        if _CONTROL.search(path):
            skipped.append((repr(path)[1:-1], "has a control character in its name: rename it"))
        elif is_system_file(path):
            skipped.append((path, SYSTEM))
        else:
            entries[path] = path
    folder = order.source
    if order.options.follow_links:
        folder, entries = _followed(folder, entries)
    return reading(
        order,
        Files(
            kind="folder",
            folder=folder,
            entries=entries,
            work=folder_work(folder),
            data_of=lambda location: (folder / location).read_bytes(),
            skipped=skipped,
            root=order.source,
            size_of=lambda location: (folder / location).stat().st_size,
        ),
    )


def _followed(source: Path, entries: dict[str, str]) -> tuple[Path, dict[str, str]]:
    """The folder that all files really lie in, and where in it: a cache that links lead to."""
    real = {path: os.path.realpath(source / location) for path, location in entries.items()}
    if not real:
        return source, entries
    folder = os.path.commonpath([os.path.dirname(path) for path in real.values()])  # noqa: PTH120
    return Path(folder), {
        path: os.path.relpath(place, folder).replace(os.sep, "/") for path, place in real.items()
    }


class Walk:
    """Goes through a folder. What labelbook itself keeps in it, a book or an export, is no data.

    follow_links: go where links lead to folders, each folder once; else they are left out, as
    they may lead in circles, or outside.
    """

    def __init__(
        self, root: Path, skipped: list[tuple[str, str]], *, follow_links: bool = False
    ) -> None:
        self._root = root
        self._skipped = skipped
        self._follow = follow_links
        self._met: set[str] = set()

    def files(self) -> Iterator[str]:
        """Yield every file, "/" between parts."""
        walk = os.walk(self._root, onerror=self._unreadable, followlinks=self._follow)
        for folder, folders, files in walk:
            place = os.path.relpath(folder, self._root)
            inside = "" if place == "." else place.replace(os.sep, "/") + "/"
            if inside and (DATABASE in files or EXPORT in files):
                folders.clear()
                if EXPORT in files:
                    reason = "is an export of a book: it was not read again"
                    self._skipped.append((inside.rstrip("/"), reason))
                continue
            if self._follow:
                real = os.path.realpath(folder)
                if real in self._met:
                    folders.clear()
                    continue
                self._met.add(real)
            self._leave_out(folder, folders, inside)
            yield from (inside + name for name in files if name != EXPORT)

    def _leave_out(self, folder: str, folders: list[str], inside: str) -> None:
        """Take away the folders that are not gone into."""
        system = [name for name in folders if name.startswith(".") or name in SYSTEM_FOLDERS]
        for name in system:
            folders.remove(name)
            if not _is_ours(Path(folder, name)):
                self._skipped.append((f"{inside}{name}", "is a system folder"))
        if not self._follow:
            links = [name for name in folders if Path(folder, name).is_symlink()]
            reason = "is a link to a folder: it was not followed"
            self._skipped += [(inside + name, reason) for name in links]

    def _unreadable(self, error: OSError) -> None:
        place = os.path.relpath(error.filename, self._root) if error.filename else "?"
        self._skipped.append((place.replace(os.sep, "/"), f"cannot be read ({error.strerror})"))


def _is_ours(folder: Path) -> bool:
    """Whether a hidden folder is a book that is being made."""
    return (folder / DATABASE).is_file()


importers.add(Importer("folder", "folder", Path.is_dir, read, place=1))
