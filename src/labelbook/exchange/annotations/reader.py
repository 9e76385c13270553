"""The reader of a file of annotations: the images that it lists, where they lie around it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from labelbook.errors import BadInput
from labelbook.exchange.annotations import coco, label_studio
from labelbook.exchange.annotations.listing import Listing, candidates
from labelbook.exchange.annotations.sniffed import COCO, LABEL_STUDIO, kind_of
from labelbook.exchange.importers.common import Reading, ReadOrder, batches, folder_work
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.layout import understand
from labelbook.exchange.tables import rows as table_rows
from labelbook.exchange.tables.resolve import Resolver, files_below

READERS: dict[str, Callable[[str, bytes], Listing]] = {
    COCO: coco.read,
    LABEL_STUDIO: label_studio.read,
}
"""Kind of annotations -> what reads it."""


def listing_of(name: str, data: bytes) -> Listing | None:
    """Return what a file of annotations lists, None where it is none; BadInput for a bad one."""
    reader = READERS.get(kind_of(data) or "")
    return None if reader is None else reader(name, data)


def found(resolver: Resolver, text: str) -> str | None:
    """Return the image that an address means, None where it is not there."""
    return next((path for one in candidates(text) if (path := resolver(one))), None)


def read(order: ReadOrder) -> Reading:
    """Read the images that a file lists; BadInput when it is no such file, or none is there."""
    source = order.source
    listed = listing_of(source.name, source.read_bytes())
    if listed is None:
        raise BadInput(f"{source} holds no annotations that are known: COCO's or Label Studio's")
    read_rows = table_rows.read(listed.table, listed.roles, order.options, ())
    folder, places = _places(order, [row.text for row in read_rows.rows])
    layout = understand([path for path in places.values() if path is not None])
    items: dict[str, Item] = {}
    skipped: list[tuple[str, str]] = []
    for row in read_rows.rows:
        path = places[row.text]
        if path is None:
            skipped.append((row.text or f"(entry {row.number - 1})", "is not there"))
        elif path in items:
            skipped.append((row.text, "is listed more than once: only the first was taken"))
        else:
            split = row.split or layout.place(path).split or "train"
            items[path] = Item(path, path, row.label, split, row.tags, row.excluded, row.metadata)
    if not items and skipped:
        raise BadInput(
            f"none of the {len(skipped):,} images of {source.name} lies below {folder} "
            f"({skipped[0][0][:80]!r}, say): name their folder with --images"
        )
    ordered = sorted(items.values(), key=lambda item: item.path)
    return Reading(
        kind="folder",
        folder=folder,
        layout=listed.roles.says,
        total=len(ordered) + len(skipped),
        batches=batches(order, ordered, skipped, folder_work(folder)),
        columns=read_rows.columns,
        items=ordered,
        doubts=(*listed.roles.doubts, *read_rows.doubts),
        data_of=lambda location: (folder / location).read_bytes(),
    )


def _places(order: ReadOrder, texts: list[str]) -> tuple[Path, dict[str, str | None]]:
    """The folder of the images, and each one's path in it: around the file, or one further up.

    COCO keeps `annotations/` beside the folders of images.
    """
    near = (order.options.images or order.source.parent).absolute()
    if not near.is_dir():
        raise BadInput(f"there is no folder {near} for the images of {order.source.name}")
    tried = [near]
    if order.options.images is None and near.name.lower() in ("annotations", "labels"):
        tried.append(near.parent)
    best: tuple[Path, dict[str, str | None]] = (near, {})
    for folder in tried:
        resolver = Resolver(set(files_below(folder)), "", folder)
        places = {text: found(resolver, text) for text in texts}
        if not best[1] or _there(places) > _there(best[1]):
            best = folder, places
    return best


def _there(places: dict[str, str | None]) -> int:
    return sum(path is not None for path in places.values())
