"""Reads a folder; the images stay where they are."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from labelbook.errors import BadInput
from labelbook.exchange.importers.common import (
    Importer,
    Reading,
    ReadOrder,
    batches,
    folder_work,
    importers,
)
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.layout import describe, is_system_file, split_and_label

SYSTEM = "is a system file"


def read(order: ReadOrder) -> Reading:
    """Read every file below a folder."""
    items: list[Item] = []
    skipped: list[tuple[str, str]] = []
    for path in sorted(_files(order.source, skipped)):
        try:
            path.encode()
        except UnicodeEncodeError:
            printable = path.encode("utf-8", "backslashreplace").decode()
            skipped.append((printable, "has a name that is not UTF-8: rename it"))
            continue
        if any(ord(letter) < 32 for letter in path):
            skipped.append((repr(path)[1:-1], "has a control character in its name: rename it"))
        elif is_system_file(path):
            skipped.append((path, SYSTEM))
        else:
            split, label = split_and_label(path)
            items.append(Item(path, path, label, split or "train"))
    if not items and not skipped:
        raise BadInput(f"{order.source} is empty: there is nothing to import")
    layout = describe([item.path for item in items], order.split)
    work = folder_work(order.source)
    total = len(items) + len(skipped)
    return Reading("folder", order.source, layout, total, batches(order, items, skipped, work))


def _files(root: Path, skipped: list[tuple[str, str]]) -> Iterator[str]:
    """Walk without following links to folders: they may lead in circles, or outside."""

    def unreadable(error: OSError) -> None:
        place = os.path.relpath(error.filename, root) if error.filename else "?"
        skipped.append((place.replace(os.sep, "/"), f"cannot be read ({error.strerror})"))

    for folder, folders, files in os.walk(root, onerror=unreadable):
        place = os.path.relpath(folder, root)
        inside = "" if place == "." else place.replace(os.sep, "/") + "/"
        links = [name for name in folders if Path(folder, name).is_symlink()]
        skipped += [(inside + name, "is a link to a folder: it was not followed") for name in links]
        yield from (inside + name for name in files)


importers.add(Importer("folder", "folder", Path.is_dir, read, place=1))
