"""Croissant: JSON-LD that describes a data set, and the files that it is about beside it."""

from __future__ import annotations

from pathlib import Path

from labelbook.exchange.annotations.sniffed import CROISSANT, DESCRIPTIONS, kind_of_file
from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, importers


def takes(source: Path) -> bool:
    """Return whether a source is such a file, or a folder with one."""
    return described_by(source) is not None


def described_by(source: Path) -> Path | None:
    """Return the file that describes a source, None where there is none."""
    places = [source / name for name in DESCRIPTIONS] if source.is_dir() else [source]
    return next((place for place in places if kind_of_file(place) == CROISSANT), None)


def read(order: ReadOrder) -> Reading:
    """Read the images that it describes; BadInput for what cannot be read, with the way out."""
    # Loaded when there is such a file: a folder need not wait for polars.
    from labelbook.exchange.croissant import reader

    place = described_by(order.source)
    assert place is not None
    return reader.read(order, place)


importers.add(Importer("croissant", "Croissant .json", takes, read, place=0))
