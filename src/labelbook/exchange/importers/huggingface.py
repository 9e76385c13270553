"""Hugging Face data sets as they lie on a disk: folders of parquet, and `save_to_disk`'s arrow."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, importers
from labelbook.exchange.importers.tree import is_image

DEPTH = 3
"""So many folders below the top are looked into: NAME/data, NAME/CONFIG/SPLIT."""

SAVED = ("dataset_dict.json", "state.json")
"""Files that `save_to_disk` writes, of a data set with splits and of one without."""


def takes_parquet(source: Path) -> bool:
    """Return whether a folder holds parquet files with images in them, and no image files."""
    if not source.is_dir():
        return False
    # One look at each folder, which ends at the first image: most folders are full of them.
    if _has_images(source, DEPTH):
        return False
    first = next(_files(source, ".parquet", DEPTH), None)
    if first is None:
        return False
    # Loaded where there is such a file: a folder of images need not wait for polars.
    from labelbook.exchange.tables import embedded

    return embedded.holds_images(first)


def takes_saved(source: Path) -> bool:
    """Return whether a folder, or a file in it, is what `save_to_disk` wrote."""
    if source.suffix.lower() == ".arrow":
        return source.is_file()
    told = any((source / name).is_file() for name in SAVED)
    return told and next(_files(source, ".arrow", 2), None) is not None


def read_parquet(order: ReadOrder) -> Reading:
    """Read all parquet files of a folder; BadInput when one cannot be read."""
    from labelbook.exchange.tables import embedded

    files = list(_files(order.source, ".parquet", DEPTH))
    return embedded.read(order, [path for path in files if embedded.holds_images(path)])


def read_saved(order: ReadOrder) -> Reading:
    """Read what `save_to_disk` wrote; BadInput when it cannot be read."""
    from labelbook.exchange.tables import saved

    files = [order.source] if order.source.is_file() else list(_files(order.source, ".arrow", 2))
    return saved.read(order, files)


def _files(folder: Path, ending: str, depth: int) -> Iterator[Path]:
    """The files of one ending, by path; hidden folders left out."""
    if depth == 0 or not folder.is_dir():
        return
    inside = sorted(_inside(folder), key=lambda entry: entry.name)
    names = [entry.name for entry in inside if entry.name.lower().endswith(ending)]
    yield from (folder / name for name in names if (folder / name).is_file())
    for entry in inside:
        if entry.is_dir():
            yield from _files(folder / entry.name, ending, depth - 1)


def _has_images(folder: Path, depth: int) -> bool:
    if depth == 0:
        return False
    folders = []
    for entry in _inside(folder):
        if is_image(entry.name):
            return True
        if entry.is_dir():
            folders.append(folder / entry.name)
    return any(_has_images(each, depth - 1) for each in folders)


def _inside(folder: Path) -> Iterator[os.DirEntry[str]]:
    """What lies right in a folder and is not hidden; nothing where it may not be read."""
    try:
        with os.scandir(folder) as entries:
            yield from (entry for entry in entries if not entry.name.startswith("."))
    except OSError:
        return  # The reader that takes the source says so.


importers.add(
    Importer("huggingface", "folder of parquet files", takes_parquet, read_parquet, place=0)
)
importers.add(Importer("arrow", "saved Hugging Face data set", takes_saved, read_saved, place=0))
