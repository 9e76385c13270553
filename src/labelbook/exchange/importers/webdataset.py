"""WebDataset shards: one tar, a folder of them, or `name-{000000..000009}.tar`."""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from labelbook.errors import NotFound
from labelbook.exchange.importers import tar
from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, importers
from labelbook.exchange.importers.shard_names import key_of
from labelbook.exchange.importers.tree import is_image

BESIDE = ("cls", "json", "txt", "label", "cls.txt", "index")
"""What is told of an image beside it, in files of its name."""

LOOKED_AT = 60
MOST_SHARDS = 100_000
_BRACES = re.compile(r"\{(\d+)\.\.(\d+)\}")


def takes(source: Path) -> bool:
    """Return whether a source is a shard, or some of them."""
    if source.is_dir():
        found = next(iter(_in_folder(source)), None)
        return found is not None and _is_shard(found) and not _has_images(source)
    if _BRACES.search(source.name):
        return True
    return tar.takes(source) and _is_shard(source)


def read(order: ReadOrder) -> Reading:
    """Read shards; NotFound for one that is not there, BadInput for one that is no tar."""
    # Loaded when there are shards: a folder need not wait for polars.
    from labelbook.exchange.tables import shards

    return shards.read(order, shards_of(order.source))


def shards_of(source: Path) -> list[Path]:
    """Return the shards that a source names; NotFound where one of them is not there."""
    if source.is_dir():
        return list(_in_folder(source))
    found = _BRACES.search(source.name)
    if found is None:
        return [source]
    first, last = int(found[1]), int(found[2])
    width = len(found[1])
    numbers = range(first, min(last, first + MOST_SHARDS) + 1)
    before, after = source.name[: found.start()], source.name[found.end() :]
    named = [source.with_name(f"{before}{number:0{width}}{after}") for number in numbers]
    missing = [path for path in named if not path.is_file()]
    if missing or not named:
        which = missing[0] if missing else source
        raise NotFound(f"there is no shard {which}, which {source.name} names")
    return named


def _in_folder(folder: Path) -> Iterator[Path]:
    """The tars of a folder, and of the folders in it."""
    yield from sorted(path for path in folder.iterdir() if tar.takes(path))
    for inner in sorted(path for path in folder.iterdir() if path.is_dir()):
        if not inner.name.startswith("."):
            yield from sorted(path for path in inner.iterdir() if tar.takes(path))


def _has_images(folder: Path) -> bool:
    return any(is_image(path.name) for path in folder.iterdir())


def _is_shard(path: Path) -> bool:
    """Whether the first members of a tar are images with files of their names beside them."""
    kinds: dict[str, set[str]] = {}
    try:
        with tarfile.open(path, "r:*") as archive:
            for _, member in zip(range(LOOKED_AT), archive, strict=False):
                if member.isreg():
                    key, kind = key_of(member.name)
                    kinds.setdefault(key, set()).add(kind)
    except (tarfile.TarError, OSError, EOFError):
        return False
    whole = [held for held in kinds.values() if _has_image(held)]
    told = [held for held in whole if held & set(BESIDE)]
    return bool(told) and len(told) * 2 > len(whole)


def _has_image(kinds: set[str]) -> bool:
    return any(is_image(f"a.{kind}") for kind in kinds)


importers.add(Importer("webdataset", "WebDataset shard", takes, read, place=0))
