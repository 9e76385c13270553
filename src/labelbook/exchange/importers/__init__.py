"""Reading image sets: a folder, a zip, a table. `read` finds the reader by the source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from labelbook.core.limits import DATABASE
from labelbook.errors import BadInput, NotFound
from labelbook.exchange import class_table
from labelbook.exchange.importers.common import Batch, Reading, ReadOrder, importers, warm_up
from labelbook.exchange.importers.known import KnownImages
from labelbook.exchange.importers.options import ReadOptions

__all__ = ["Batch", "ReadOptions", "Reading", "importers", "read", "warm_up"]


def read(
    source: Path,
    *,
    images_store: Path,
    known: Mapping[str, str],
    split: str | None = None,
    prefix: str = "",
    processes: int | None = None,
    options: ReadOptions | None = None,
    book: KnownImages | None = None,
) -> Reading:
    """Read a source with the first importer that takes it; the batches come in the order of paths.

    known: path -> content hash of what the book holds. split: for all samples, whatever the
    layout says. prefix: put before each path. options: what people have settled about it. book: the
    samples that there are, of which a table may say more.
    Raises NotFound and BadInput for a source that cannot be read at all.
    """
    if not source.exists() and "{" not in source.name:
        raise NotFound(f"there is no file or folder {source}")
    place, settled = source.absolute(), options or ReadOptions()
    told = class_table.beside(place)
    order = ReadOrder(place, images_store, known, split, prefix, processes, settled, book, told)
    if (source / DATABASE).is_file():
        raise BadInput(f"{source} is a book, no folder of images: import an export of it")
    for importer in importers:
        if importer.takes(source):
            reading = importer.read(order)
            return reading if reading.told else replace(reading, told=told)
    if not source.exists():
        raise NotFound(f"there is no file or folder {source}")
    *most, last = [importer.says for importer in importers]
    raise BadInput(f"{source} is no {', '.join(most)} or {last}: name one of those")
