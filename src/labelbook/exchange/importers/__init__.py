"""Reading image sets: a folder, a zip, a table. `read` finds the reader by the source."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from labelbook.core.limits import DATABASE
from labelbook.errors import BadInput, NotFound
from labelbook.exchange.importers import folder, zip
from labelbook.exchange.importers.common import Batch, Reading, ReadOrder, warm_up

__all__ = ["Batch", "Reading", "read", "warm_up"]


def _table(order: ReadOrder) -> Reading:
    # Loaded when there is a table: a folder need not wait for polars.
    from labelbook.exchange.importers import table

    return table.read(order)


READERS = {".zip": zip.read, ".csv": _table, ".parquet": _table}


def read(
    source: Path,
    *,
    images_store: Path,
    known: Mapping[str, str],
    split: str | None = None,
    images: Path | None = None,
    prefix: str = "",
    processes: int | None = None,
) -> Reading:
    """Read a folder, .zip, .csv or .parquet; the batches come in the order of paths.

    known: path -> content hash of what the book holds. split: for all samples, whatever the
    layout says. images: the folder where a table's paths begin. prefix: put before each path.
    Raises NotFound and BadInput for a source that cannot be read at all.
    """
    if not source.exists():
        raise NotFound(f"there is no file or folder {source}")
    order = ReadOrder(source.absolute(), images_store, known, split, images, prefix, processes)
    if (source / DATABASE).is_file():
        raise BadInput(f"{source} is a book, no folder of images: import an export of it")
    if source.is_dir():
        return folder.read(order)
    reader = READERS.get(source.suffix.lower())
    if reader is None:
        raise BadInput(f"{source} is no folder, .zip, .csv or .parquet: name one of those")
    return reader(order)
