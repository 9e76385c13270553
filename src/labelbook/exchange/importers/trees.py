"""A source whose files lie in folders, on a disk or in an archive: what each file becomes."""

from __future__ import annotations

from dataclasses import replace

from labelbook.errors import BadInput
from labelbook.exchange import class_table
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers import beside, lists, no_images
from labelbook.exchange.importers.common import Reading, ReadOrder, batches
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.files import Files
from labelbook.exchange.importers.layout import understand
from labelbook.exchange.importers.options import ReadOptions

SYSTEM = "is a system file"


def reading(order: ReadOrder, files: Files) -> Reading:
    """Return what a source is read as; BadInput when it holds nothing."""
    if not files.entries and not files.skipped:
        raise BadInput(f"{order.source} is empty: there is nothing to import")
    paths = sorted(path for path in files.entries if not class_table.is_table(path))
    order = replace(order, told=_told(files))
    if (instead := no_images.refusal(paths)) is not None:
        raise BadInput(f"{order.source} {instead}")
    tables = beside.find(
        paths, order.options.table, lambda path: files.data_of(files.entries[path])
    )
    masks = beside.masks(paths)
    images = [path for path in paths if path not in tables and path not in masks]
    layout = understand(images, _settled(order))
    items = []
    for path in images:
        place = layout.place(path)
        items.append(
            Item(layout.inner(path), files.entries[path], place.label, place.split or "train")
        )
    skipped = [*files.skipped, *((path, beside.MASK) for path in sorted(masks))]
    described = beside.Described(tuple(items), layout.says, layout.doubts)
    if tables or beside.others(paths):
        # Loaded when there is a table: a folder of images need not wait for polars.
        from labelbook.exchange.tables.described import describe

        described = describe(order, files, tables, described)
    described = lists.apply(described, files.entries, files.data_of)
    return Reading(
        kind=files.kind,
        folder=files.folder,
        layout=described.says if order.split is None else f"{layout.says}, all in {order.split}",
        total=len(described.items) + len(skipped),
        batches=batches(order, list(described.items), skipped, files.work),
        items=described.items,
        doubts=described.doubts,
        columns=described.columns,
        data_of=files.data_of,
        told=replace(described.told or order.told, folders=order.told.folders),
        skipped=skipped,
    )


def _told(files: Files) -> BookTold:
    """What an export tells of its classes and columns, in the file of it that lies highest."""
    found = [path for path in files.entries if class_table.is_table(path)]
    highest = min(found, key=lambda path: (path.count("/"), path), default=None)
    if highest is None:
        return BookTold()
    place = files.entries[highest]
    try:
        small = files.size_of(place) <= class_table.MOST_BYTES
        told = class_table.of_text(files.data_of(place)) if small else BookTold()
    except (OSError, BadInput):
        return BookTold()
    return replace(told, layout=told.layout and "ANY/" * highest.count("/") + told.layout)


def _settled(order: ReadOrder) -> ReadOptions:
    """How folders are read: as people say, else as an export tells where they are unclear."""
    settled = order.options.layout or order.options.classes_from
    return order.options if settled else replace(order.options, layout=order.told.layout or None)
