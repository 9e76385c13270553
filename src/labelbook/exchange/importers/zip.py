"""Reads a zip; its images go into the book's own store."""

from __future__ import annotations

import zipfile
from collections import Counter
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from labelbook.core import blobs
from labelbook.errors import BadInput
from labelbook.exchange.importers.common import (
    Importer,
    Reading,
    ReadOrder,
    batches,
    by_suffix,
    importers,
)
from labelbook.exchange.importers.examine import Examined, Facts, Item, examine_bytes
from labelbook.exchange.importers.folder import SYSTEM
from labelbook.exchange.importers.layout import describe, is_system_file, split_and_label

MAX_BYTES = 500_000_000
MAX_RATIO = 200
"""Image formats are compressed already: what grows more than this is an attack."""


def read(order: ReadOrder) -> Reading:
    """Read every image of a zip; BadInput when it is no zip or is damaged."""
    try:
        with zipfile.ZipFile(order.source) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise BadInput(f"{order.source} cannot be read as a zip ({error})") from error
    items: list[Item] = []
    skipped: list[tuple[str, str]] = []
    names = Counter(entry.filename for entry in entries)
    met: set[str] = set()
    inside = _common_folder([name for name in names if not is_system_file(name)])
    for entry in sorted(entries, key=lambda entry: entry.filename):
        name = entry.filename
        path = name.removeprefix(inside)
        reason = _reason(entry)
        if name in met:
            reason = "is in the zip more than once: only the first was taken"
        met.add(name)
        if reason:
            skipped.append((path, reason))
        else:
            split, label = split_and_label(path)
            items.append(Item(path, name, label, split or "train"))
    if not items and not skipped:
        raise BadInput(f"{order.source} is empty: there is nothing to import")
    work = partial(_examine, order.source, order.images_store)
    layout = describe([item.path for item in items], order.split)
    total = len(items) + len(skipped)
    return Reading("book", order.images_store, layout, total, batches(order, items, skipped, work))


def _reason(entry: zipfile.ZipInfo) -> str | None:
    """Why an entry is left out before it is unpacked."""
    name = entry.filename
    if is_system_file(name.lstrip("./")) and ".." not in name:
        return SYSTEM
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if name.startswith("/") or "\\" in name or ".." in parts or (parts and ":" in parts[0]):
        return "has a name that leads outside the zip: it was left out"
    if any(ord(letter) < 32 for letter in name):
        return "has a control character in its name"
    if entry.flag_bits & 1:
        return "is encrypted: unpack the zip yourself and import the folder"
    if entry.file_size > MAX_BYTES:
        return f"is too large ({entry.file_size:,} bytes unpacked)"
    if entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        return f"grows {entry.file_size // max(entry.compress_size, 1):,} times when unpacked"
    return None


def _common_folder(names: list[str]) -> str:
    """The one folder that everything lies in, as when a folder was zipped whole: not a class."""
    tops = {name.split("/")[0] for name in names}
    if len(tops) != 1 or not all(name.count("/") >= 2 for name in names):
        return ""
    top = tops.pop()
    is_split = split_and_label(f"{top}/class/file")[0] is not None
    return "" if is_split else f"{top}/"


def _examine(source: Path, images: Path, items: list[Item]) -> list[Examined]:
    with zipfile.ZipFile(source) as archive:
        return [Examined(item, _examine_entry(archive, images, item)) for item in items]


def _examine_entry(archive: zipfile.ZipFile, images: Path, item: Item) -> Facts | str:
    try:
        data = archive.read(item.location)
    except Exception as error:  # zlib, lzma and the zip itself each raise their own kinds
        return f"cannot be unpacked ({error})"
    facts = examine_bytes(data, item.location)
    if isinstance(facts, str):
        return facts
    location = blobs.add(images, data, PurePosixPath(item.location).suffix)
    return replace(facts, location=location)


importers.add(Importer("zip", ".zip", by_suffix(".zip"), read, place=2))
