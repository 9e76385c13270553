"""The reader of tars, plain or compressed; its images go into the book's own store."""

from __future__ import annotations

import bz2
import gzip
import lzma
import shutil
import tarfile
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

from labelbook.errors import BadInput
from labelbook.exchange.importers import nested
from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, ending, importers
from labelbook.exchange.importers.examine import Examined, Facts, Item
from labelbook.exchange.importers.files import Files
from labelbook.exchange.importers.trees import reading
from labelbook.exchange.importers.zip import MAX_BYTES, reason_of, stored

_Packed = gzip.GzipFile | bz2.BZ2File | lzma.LZMAFile

OPENERS: dict[str, Callable[[Path], _Packed]] = {
    ".tar.gz": gzip.GzipFile,
    ".tgz": gzip.GzipFile,
    ".tar.bz2": bz2.BZ2File,
    ".tbz2": bz2.BZ2File,
    ".tar.xz": lzma.LZMAFile,
    ".txz": lzma.LZMAFile,
}
"""Endings of compressed tars -> what opens them."""


def takes(path: Path) -> bool:
    """Return whether a file is a tar by its name."""
    return path.is_file() and _ending(path) is not None


def read(order: ReadOrder) -> Reading:
    """Read every image of a tar; BadInput when it is none or is damaged.

    A compressed one is unpacked into a file beside the system's temporary ones first, so that
    each image is found at once, and on all cores.
    """
    files, temporary = files_of(order.source, order.images_store)
    try:
        inner = nested.read if nested.holds_data_set(files) else reading
        made = inner(order, files)
    except BaseException:
        remove(temporary)
        raise
    return made if temporary is None else ending(made, lambda: remove(temporary))


def files_of(source: Path, store: Path) -> tuple[Files, Path | None]:
    """Return the files of a tar, and the temporary file that they are in, if it is one.

    Raises BadInput when it is no tar or is damaged.
    """
    unpacked, temporary = plain(source)
    try:
        found, skipped = members(unpacked)
    except (tarfile.TarError, OSError, EOFError) as error:
        remove(temporary)
        raise BadInput(f"{source} cannot be read as a tar ({error})") from error

    def data_of(location: str) -> bytes:
        with unpacked.open("rb") as file:
            return bytes_at(file, location)

    work = partial(_examine, unpacked, store)
    return Files("book", store, found, work, data_of, skipped), temporary


def _ending(path: Path) -> str | None:
    name = path.name.lower()
    return next((ending for ending in (".tar", *OPENERS) if name.endswith(ending)), None)


def plain(source: Path) -> tuple[Path, Path | None]:
    """Return the tar without compression, and the temporary file that it is, if it is one."""
    kind = _ending(source)
    if kind in (None, ".tar"):
        return source, None
    assert kind is not None
    with tempfile.NamedTemporaryFile(prefix="labelbook-", suffix=".tar", delete=False) as unpacked:
        try:
            with OPENERS[kind](source) as packed:
                shutil.copyfileobj(packed, unpacked, 1_000_000)
        except (OSError, EOFError, lzma.LZMAError) as error:
            remove(Path(unpacked.name))
            if isinstance(error, OSError) and error.errno is not None:
                raise
            raise BadInput(f"{source} cannot be unpacked ({error})") from error
    return Path(unpacked.name), Path(unpacked.name)


def remove(path: Path | None) -> None:
    """Take a temporary file away, if there is one."""
    if path is not None:
        path.unlink(missing_ok=True)


def members(tar: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return path -> where its bytes are ("512+1024": from, how many), and what is left out."""
    found: dict[str, str] = {}
    skipped: list[tuple[str, str]] = []
    with tarfile.open(tar, "r:") as archive:
        for member in archive:
            if member.isdir():
                continue
            name = member.name.removeprefix("./")
            reason = reason_of(name, "tar")
            if reason is None and not member.isreg():
                reason = "is a link or a device in the tar: it was left out"
            if reason is None and member.size > MAX_BYTES:
                reason = f"is too large ({member.size:,} bytes unpacked)"
            if reason is None and name in found:
                reason = "is in the tar more than once: only the first was taken"
            if reason is None:
                found[name] = f"{member.offset_data}+{member.size}"
            else:
                skipped.append((name, reason))
    return found, skipped


def bytes_at(file: IO[bytes], location: str) -> bytes:
    """Return the bytes of a member. location: as `members` gives it."""
    start, _, size = location.partition("+")
    file.seek(int(start))
    return file.read(int(size))


def _examine(source: Path, images: Path, items: list[Item]) -> list[Examined]:
    with source.open("rb") as file:
        return [Examined(item, _examine_member(file, images, item)) for item in items]


def _examine_member(file: IO[bytes], images: Path, item: Item) -> Facts | str:
    try:
        return stored(bytes_at(file, item.location), images, item)
    except ValueError as error:
        return f"cannot be unpacked ({error})"


importers.add(Importer("tar", "tar", takes, read, place=3))
