"""A source of images: which importer reads it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from labelbook.core.limits import DATABASE
from labelbook.errors import BadInput, NotFound
from labelbook.exchange.importers.common import Reading, ReadOrder, importers
from labelbook.exchange.importers.options import ReadOptions


def read(
    source: Path,
    *,
    images_store: Path,
    known: Mapping[str, str],
    split: str | None = None,
    prefix: str = "",
    processes: int | None = None,
    options: ReadOptions | None = None,
) -> Reading:
    """Read a source with the first importer that takes it; the batches come in the order of paths.

    known: path -> content hash of what the book holds. split: for all samples, whatever the
    layout says. prefix: put before each path. options: what people have settled about it.
    Raises NotFound and BadInput for a source that cannot be read at all.
    """
    if not source.exists() and "{" not in source.name:
        raise NotFound(f"there is no file or folder {source}")
    order = ReadOrder(
        source.absolute(), images_store, known, split, prefix, processes, options or ReadOptions()
    )
    if (source / DATABASE).is_file():
        raise BadInput(f"{source} is a book, no folder of images: import an export of it")
    for importer in importers:
        if importer.takes(source):
            return importer.read(order)
    if not source.exists():
        raise NotFound(f"there is no file or folder {source}")
    *most, last = [importer.says for importer in importers]
    raise BadInput(f"{source} is no {', '.join(most)} or {last}: name one of those")
