"""The reader of zips; its images go into the book's own store."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

from labelbook.core import blobs
from labelbook.errors import BadInput
from labelbook.exchange.importers import nested
from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, by_suffix, importers
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Examined, Facts, Item, examine_bytes
from labelbook.exchange.importers.files import Files
from labelbook.exchange.importers.layout import is_system_file
from labelbook.exchange.importers.trees import SYSTEM, reading
from labelbook.exchange.importers.zip_names import doubts, from_root, name_of

MAX_BYTES = 500_000_000
MAX_RATIO = 200
"""Image formats are compressed already: what grows more than this is an attack."""

_ENCRYPTED = 1


def read(order: ReadOrder) -> Reading:
    """Read every image of a zip; BadInput when it is no zip or is damaged."""
    encoding = order.options.names_encoding
    files, unclear = files_of(order.source, order.images_store, encoding)
    inner = nested.read if nested.holds_data_set(files) else reading
    made = inner(order, files)
    return replace(made, doubts=(*unclear, *made.doubts)) if unclear else made


def files_of(source: Path, store: Path, encoding: str | None) -> tuple[Files, Sequence[Doubt]]:
    """Return the files of a zip, and what is unclear of their names.

    encoding: of names that say none. Raises BadInput when it is no zip or is damaged.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as error:
        raise BadInput(f"{source} cannot be read as a zip ({error})") from error
    found: dict[str, str] = {}
    skipped: list[tuple[str, str]] = []
    named = {entry: name_of(entry, encoding) for entry in entries}
    bare = from_root(list(named.values()))
    for entry in sorted(entries, key=lambda entry: entry.filename):
        name = bare.get(named[entry], named[entry])
        reason = reason_of(name) or _reason(entry)
        if reason is None and name in found:
            reason = "is in the zip more than once: only the first was taken"
        if reason is None:
            found[name] = entry.filename
        else:
            skipped.append((name, reason))

    def data_of(location: str) -> bytes:
        with zipfile.ZipFile(source) as archive:
            return archive.read(location)

    files = Files("book", store, found, partial(_examine, source, store), data_of, skipped)
    return files, doubts(entries, encoding)


def reason_of(name: str, kind: str = "zip") -> str | None:
    """Return why an entry of this name is left out of an archive, None where it is not."""
    parts: Sequence[str] = PurePosixPath(name).parts
    if is_system_file(name.lstrip("./")) and ".." not in parts:
        return SYSTEM
    if name.startswith("/") or ".." in parts or (parts and parts[0].endswith(":")):
        return f"has a name that leads outside the {kind}: it was left out"
    if any(ord(letter) < 32 for letter in name):
        return "has a control character in its name"
    return None


def _reason(entry: zipfile.ZipInfo) -> str | None:
    """Why an entry is left out before it is unpacked."""
    if entry.flag_bits & _ENCRYPTED:
        return "is encrypted: unpack the zip yourself and import the folder"
    if entry.file_size > MAX_BYTES:
        return f"is too large ({entry.file_size:,} bytes unpacked)"
    if entry.file_size > 1_000_000 and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
        return f"grows {entry.file_size // max(entry.compress_size, 1):,} times when unpacked"
    return None


def _examine(source: Path, images: Path, items: list[Item]) -> list[Examined]:
    with zipfile.ZipFile(source) as archive:
        return [Examined(item, _examine_entry(archive, images, item)) for item in items]


def _examine_entry(archive: zipfile.ZipFile, images: Path, item: Item) -> Facts | str:
    try:
        data = archive.read(item.location)
    except Exception as error:  # zlib, lzma and the zip itself each raise their own kinds
        return f"cannot be unpacked ({error})"
    return stored(data, images, item)


def stored(data: bytes, images: Path, item: Item) -> Facts | str:
    """Put an image into the book's own store; a text is the reason why it is left out."""
    facts = examine_bytes(data, item.location)
    if isinstance(facts, str):
        return facts
    return replace(facts, location=blobs.add(images, data, PurePosixPath(item.path).suffix))


importers.add(Importer("zip", "zip", by_suffix(".zip"), read, place=2))
