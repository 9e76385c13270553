"""Tables that lie beside the images of a source: `metadata.csv` and its like."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from labelbook.errors import BadInput
from labelbook.exchange.annotations.sniffed import COCO, LABEL_STUDIO, is_about_classes, kind_of
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Item
from labelbook.journal.columns import Column

KNOWN = ("metadata.csv", "metadata.tsv", "metadata.jsonl", "metadata.parquet", "_classes.csv")
"""Tables that describe the images of their folder, by agreement: Hugging Face's, Roboflow's."""

ENDINGS = (".csv", ".tsv", ".jsonl", ".json", ".parquet", ".xlsx")
MOST = 8
"""So many other tables are looked into."""

_MASKS = ("mask", "masks", "segmentation", "segmentations", "heatmaps")
_IMAGES = ("images", "image", "imgs", "img")

MASK = "is a mask beside the images: only whole images have classes here"

_FORM = re.compile(r"sub+mis+ion", re.IGNORECASE)
"""What contests call the table that shows how answers are handed in: its labels are made up."""


@dataclass(frozen=True)
class Described:
    """The items of a source, with what tables say of them. told: of the book that it is of."""

    items: tuple[Item, ...]
    says: str
    doubts: tuple[Doubt, ...]
    columns: tuple[Column, ...] = ()
    told: BookTold = field(default_factory=BookTold)


def find(paths: Collection[str], named: str | None, head_of: Callable[[str], bytes]) -> list[str]:
    """Return the tables that describe the images of their folder.

    named: the path of the one that people have named; raises BadInput where it is not there.
    head_of: how a file begins; raises OSError or BadInput.
    """
    if named is not None:
        if named not in paths:
            raise BadInput(f"there is no table {named} in the source: give its path inside it")
        return [named]
    known = [path for path in paths if path.rpartition("/")[2].lower() in KNOWN]
    return known or _annotations(paths, head_of)


def masks(paths: Collection[str]) -> set[str]:
    """Return the images in folders of masks that lie beside a folder `images`."""
    folders = {path.rpartition("/")[0] for path in paths}
    every = {folder[:end] for folder in folders for end in _ends(folder)}
    found = {
        folder
        for folder in every
        if folder.rpartition("/")[2].casefold() in _MASKS
        and any(f"{folder[: folder.rfind('/') + 1]}{name}" in every for name in _IMAGES)
    }
    return {
        path for path in paths if any(path[:end] in found for end in _ends(path.rpartition("/")[0]))
    }


def _ends(folder: str) -> list[int]:
    """Where the folders around a place end, and it itself."""
    return [at for at, letter in enumerate(f"{folder}/") if letter == "/"] if folder else []


def _annotations(paths: Collection[str], head_of: Callable[[str], bytes]) -> list[str]:
    """The files of COCO or Label Studio that lie highest."""
    likely = [path for path in paths if path.lower().endswith(".json") and is_about_classes(path)]
    found = []
    for path in sorted(likely, key=lambda path: (path.count("/"), path))[:MOST]:
        try:
            kind = kind_of(head_of(path))
        except (OSError, BadInput):
            continue
        found += [path] if kind in (COCO, LABEL_STUDIO) else []
    return found


def others(paths: Collection[str]) -> list[str]:
    """Return further tables, those that lie highest first; no form to hand in answers on."""
    found = [
        path
        for path in paths
        if path.lower().endswith(ENDINGS)
        and is_about_classes(path)
        and not _FORM.search(path.rpartition("/")[2])
    ]
    return sorted(found, key=lambda path: (path.count("/"), path))[:MOST]
