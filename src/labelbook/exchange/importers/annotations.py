"""Files of annotations: COCO's JSON, Label Studio's JSON."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from labelbook.exchange.annotations.sniffed import COCO, LABEL_STUDIO, kind_of_file
from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, importers


def _is(kind: str) -> Callable[[Path], bool]:
    return lambda path: kind_of_file(path) == kind


def read(order: ReadOrder) -> Reading:
    """Read the images that a file lists; BadInput when it is no such file, or none is there."""
    # Loaded when there is such a file: a folder need not wait for polars.
    from labelbook.exchange.annotations import reader

    return reader.read(order)


importers.add(Importer("coco", "COCO .json", _is(COCO), read, place=6))
importers.add(Importer("label-studio", "Label Studio .json", _is(LABEL_STUDIO), read, place=6))
