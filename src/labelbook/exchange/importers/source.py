"""A source of images: which importer reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from labelbook.core.limits import DATABASE
from labelbook.errors import BadInput, NotFound
from labelbook.exchange import class_table
from labelbook.exchange.importers.common import Reading, ReadOrder, importers
from labelbook.exchange.importers.known import KnownImages
from labelbook.exchange.importers.options import ReadOptions

WAYS_OUT = {
    **dict.fromkeys((".xls", ".xlsb"), "a workbook of an old kind: save it as .xlsx or CSV"),
    **dict.fromkeys((".ods", ".numbers"), "a workbook that is not read: save it as .xlsx or CSV"),
    **dict.fromkeys((".rar", ".7z"), "an archive that is not read: unpack it and name the folder"),
    **dict.fromkeys(
        (".npy", ".npz", ".h5", ".hdf5", ".mat", ".pkl", ".pickle", ".tfrecord"),
        "a file of arrays: write them out as image files, a folder for each class",
    ),
    **dict.fromkeys(
        (".txt", ".lst"),
        "a list: name the folder around its images, and it is read with them",
    ),
    **dict.fromkeys(
        (".manifest",),
        "a list of addresses: save it as .jsonl with paths of files on this disk",
    ),
}
"""What files are that people name and that are not read, with the way out."""


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
    if (way := WAYS_OUT.get(source.suffix.lower())) is not None:
        raise BadInput(f"{source} is {way}")
    *most, last = [importer.says for importer in importers]
    raise BadInput(f"{source} is no {', '.join(most)} or {last}: name one of those")
