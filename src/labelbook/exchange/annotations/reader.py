"""The reader of a file of annotations: the images that it lists, where they lie around it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from labelbook.errors import BadInput
from labelbook.exchange.annotations import coco, label_studio
from labelbook.exchange.annotations.listing import Listing, candidates
from labelbook.exchange.annotations.sniffed import COCO, LABEL_STUDIO, kind_of
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers.common import Reading, ReadOrder, batches, folder_work
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.known import Said
from labelbook.exchange.importers.layout import understand
from labelbook.exchange.tables import against_book
from labelbook.exchange.tables import rows as table_rows
from labelbook.exchange.tables.against_book import PlacedRow
from labelbook.exchange.tables.resolve import Resolver, files_below

READERS: dict[str, Callable[[str, bytes], Listing]] = {
    COCO: coco.read,
    LABEL_STUDIO: label_studio.read,
}
"""Kind of annotations -> what reads it."""


def listing_of(name: str, data: bytes, told: BookTold) -> Listing | None:
    """Return what a file of annotations lists, None where it is none; BadInput for a bad one.

    told: what an export tells beside it; what it tells itself counts more.
    """
    reader = READERS.get(kind_of(data) or "")
    found = None if reader is None else reader(name, data)
    return found if found is None or found.told else replace(found, told=told)


def found(resolver: Resolver, text: str) -> str | None:
    """Return the image that an address means, None where it is not there."""
    return next((path for one in candidates(text) if (path := resolver(one))), None)


def read(order: ReadOrder) -> Reading:
    """Read the images that a file lists; BadInput when it is no such file, or none is there."""
    source = order.source
    listed = listing_of(source.name, source.read_bytes(), order.told)
    if listed is None:
        raise BadInput(f"{source} holds no annotations that are known: COCO's or Label Studio's")
    told = against_book.with_columns(order, listed.told)
    read_rows = table_rows.read(listed.table, listed.roles, order.options, (), told)
    folder, places = _places(order, [row.text for row in read_rows.rows])
    placed = [PlacedRow(row, places[row.text]) for row in read_rows.rows]
    known = against_book.compare(order, folder, placed, candidates)
    layout = understand([path for path in places.values() if path is not None])
    items: dict[str, Item] = {}
    skipped: list[tuple[str, str]] = []
    said: dict[int, Said] = {}
    for number, (row, path) in enumerate((each.row, each.path) for each in placed):
        place = known.get(number)
        if path is None and place is None:
            skipped.append((row.text or f"(entry {row.number - 1})", "is not there"))
        elif path in items or (place is not None and place.sample in said):
            skipped.append((row.text, "is listed more than once: only the first was taken"))
        else:
            if place is not None:
                said[place.sample] = against_book.said_of(place, row, path)
            if path is not None:
                split = row.split or layout.place(path).split or "train"
                found = (row.label, split, row.tags, bool(row.excluded), row.metadata)
                items[path] = Item(path, path, *found)
    if not items and not said and skipped:
        raise BadInput(
            f"none of the {len(skipped):,} images of {source.name} lies below {folder} "
            f"({skipped[0][0][:80]!r}, say): name their folder with --images"
        )
    ordered = sorted(items.values(), key=lambda item: item.path)
    nowhere = [path for path, reason in skipped if reason == "is not there"]
    lost = against_book.lost(order, nowhere, len(placed)) if order.book else []
    return Reading(
        kind="folder",
        folder=folder,
        layout=listed.roles.says,
        total=len(ordered) + len(skipped),
        batches=batches(order, ordered, skipped, folder_work(folder)),
        columns=read_rows.columns,
        items=ordered,
        doubts=(*listed.roles.doubts, *read_rows.doubts, *lost),
        data_of=lambda location: (folder / location).read_bytes(),
        said=list(said.values()),
        told=listed.told,
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
