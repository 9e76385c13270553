"""Archives in which a data set of other files lies: parquet, shards, a Croissant description."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from labelbook.core.atomic import explained
from labelbook.errors import BadInput
from labelbook.exchange import importers
from labelbook.exchange.annotations.sniffed import DESCRIPTIONS
from labelbook.exchange.importers.common import Reading, ReadOrder, ending
from labelbook.exchange.importers.files import Files
from labelbook.exchange.importers.tree import is_image

ENDINGS = (".parquet", ".arrow", ".tar", ".tar.gz", ".tgz")
"""Of files that hold images in them."""


def holds_data_set(files: Files) -> bool:
    """Return whether files are no images, but files that may hold some."""
    names = [path.rpartition("/")[2].lower() for path in files.entries]
    likely = any(name.endswith(ENDINGS) or name in DESCRIPTIONS for name in names)
    return likely and not any(map(is_image, names))


def read(order: ReadOrder, files: Files) -> Reading:
    """Unpack an archive and read the folder that it is; BadInput where it holds no images."""
    unpacked = Path(tempfile.mkdtemp(prefix="labelbook-"))
    try:
        for path, location in files.entries.items():
            target = unpacked / path
            with explained(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(files.data_of(location))
        made = importers.read(
            _inner(unpacked),
            images_store=order.images_store,
            known=order.known,
            split=order.split,
            prefix=order.prefix,
            processes=order.processes,
            options=order.options,
            book=order.book,
        )
        if made.kind != "book":
            made.close()
            raise BadInput(f"{order.source} holds no images: unpack it and import what is in it")
    except BaseException:
        shutil.rmtree(unpacked, ignore_errors=True)
        raise
    return ending(made, lambda: shutil.rmtree(unpacked, ignore_errors=True))


def _inner(folder: Path) -> Path:
    """The folder that holds everything, within folders that hold nothing else."""
    while True:
        inside = list(folder.iterdir())
        if len(inside) != 1 or not inside[0].is_dir():
            return folder
        # A lone folder of a split or of `data` is no wrapper: its files say so by their names.
        if any(path.is_file() for path in inside[0].iterdir()):
            return inside[0] if inside[0].name != "data" else folder
        folder = inside[0]
