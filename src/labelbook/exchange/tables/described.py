"""Images in folders, with what a table beside them says of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from labelbook.errors import Answer, LabelbookError
from labelbook.exchange.annotations import reader as annotated
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers.beside import Described, others
from labelbook.exchange.importers.common import ReadOrder
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.files import Files
from labelbook.exchange.tables import files as table_files
from labelbook.exchange.tables import roles as table_roles
from labelbook.exchange.tables import rows as table_rows
from labelbook.exchange.tables.resolve import Resolver
from labelbook.exchange.tables.rows import TableRow
from labelbook.journal.columns import Column

ENOUGH = 0.5
"""A table that nobody named describes the images when it names so many of them."""

LARGEST = 200_000_000


@dataclass(frozen=True)
class _Table:
    """A table and the images that it names. rows: location -> row.

    certain: an image that it gives no label has none, whatever its folder is called.
    """

    name: str
    says: str
    rows: dict[str, TableRow]
    columns: tuple[Column, ...]
    doubts: tuple[Doubt, ...]
    has_labels: bool
    certain: bool
    told: BookTold


def describe(order: ReadOrder, files: Files, tables: Sequence[str], found: Described) -> Described:
    """Return the items with what the tables say; where there are none, of the one that fits.

    Raises BadInput for a table that cannot be read.
    """
    read = [_read(order, files, path) for path in tables]
    if not read:
        read, told = _likely(order, files, found)
        found = replace(found, doubts=(*found.doubts, *told))
    read = [table for table in read if table.rows]
    if not read:
        return found
    rows = {location: row for table in read for location, row in table.rows.items()}
    certain = {location for table in read if table.certain for location in table.rows}
    items = tuple(
        _with(item, rows.get(item.location), certain=item.location in certain)
        for item in found.items
    )
    labelled = any(table.has_labels for table in read)
    names = ", ".join(table.name for table in read[:3]) + (" and more" if len(read) > 3 else "")
    columns = {column.name: column for table in read for column in table.columns}
    doubts = [each for each in found.doubts if not (labelled and each.about_classes)]
    doubts += [each for table in read for each in table.doubts]
    says = f"{found.says}, with {names} ({read[0].says})"
    if labelled:
        says = says.replace("CLASS/FILE", "FILE") if not layout_has_labels(found) else says
    book = next((table.told for table in read if table.told), order.told)
    return Described(items, says, tuple(doubts), tuple(columns.values()), book)


def layout_has_labels(found: Described) -> bool:
    """Whether folders name classes."""
    return any(item.label is not None for item in found.items)


def _with(item: Item, row: TableRow | None, *, certain: bool) -> Item:
    if row is None:
        return item
    return replace(
        item,
        label=row.label if certain else row.label or item.label,
        split=row.split or item.split,
        tags=tuple(sorted({*item.tags, *row.tags})),
        excluded=bool(row.excluded) or item.excluded,
        metadata={**item.metadata, **row.metadata},
    )


def _read(order: ReadOrder, files: Files, path: str) -> _Table:
    """Read one table of a source; BadInput when it cannot be read."""
    data = files.data_of(files.entries[path])
    base = path.rpartition("/")[0]
    resolver = Resolver(files.entries, f"{base}/" if base else "", files.root)
    listed = annotated.listing_of(path, data, order.told)
    told = order.told
    if path.lower().endswith(".parquet"):
        told = table_files.told_of(data) or told
    elif listed is not None:
        told = listed.told
    if listed is None:
        table = table_files.read(path, data)
        roles = table_roles.guess(
            path, table, order.options, lambda text: resolver(text) is not None, told
        )
    else:
        table, roles = listed.table, listed.roles
    read = table_rows.read(table, roles, order.options, (), told)
    found: dict[str, TableRow] = {}
    lost = []
    for row in read.rows:
        place = None
        if row.text:
            place = resolver(row.text) if listed is None else annotated.found(resolver, row.text)
        if place is None:
            lost.append(row)
        else:
            found.setdefault(files.entries[place], row)
    doubts = [*roles.doubts, *read.doubts]
    if lost and found:
        doubts.append(_lost(path, lost))
    has_labels = any(row.label for row in found.values())
    certain = listed is not None
    parts = (path, roles.says, found, read.columns, tuple(doubts), has_labels, certain)
    return _Table(*parts, told=told)


def _lost(path: str, lost: Sequence[TableRow]) -> Doubt:
    row = lost[0]
    rows = "1 row" if len(lost) == 1 else f"{len(lost):,} rows"
    return Doubt(
        f"{rows} of {path} name no image that is there (row {row.number:,}: "
        f"{row.text[:80] or 'no path'!r})"
    )


def _likely(order: ReadOrder, files: Files, found: Described) -> tuple[list[_Table], list[Doubt]]:
    """The table that names the images although its own name does not say so.

    Where folders give no labels, one that has some is used; where folders do, it is told of.
    """
    locations = {item.location for item in found.items}
    labelled = layout_has_labels(found)
    for path in others(files.entries):
        if files.size_of(files.entries[path]) > LARGEST:
            continue
        try:
            table = _read(order, files, path)
        except LabelbookError:
            # Any table may lie there; this one does not list images.
            continue
        named = len(locations & set(table.rows))
        if not named or named < ENOUGH * len(table.rows):
            continue
        if labelled:
            return [], [_unused(path, table, named)]
        if table.has_labels:
            return [table], []
    return [], []


def _unused(path: str, table: _Table, named: int) -> Doubt:
    what = [*(["labels"] if table.has_labels else []), *(each.name for each in table.columns)]
    return Doubt(
        f"{path} lists {named:,} of these images ({', '.join(what) or 'nothing more'}): not used",
        (Answer(f"take what {path} says", {"table": path}),),
    )
