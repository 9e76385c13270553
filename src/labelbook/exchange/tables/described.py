"""Images in folders, with what a table beside them says of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from labelbook.errors import Answer, LabelbookError
from labelbook.exchange.annotations import reader as annotated
from labelbook.exchange.class_table import BookTold
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.beside import Described, others
from labelbook.exchange.importers.common import ReadOrder
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.files import Files
from labelbook.exchange.tables import class_names
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
    # Folders that name classes beyond doubt leave a table's columns to be what they are called.
    sure = layout_has_labels(found) and not any(each.about_classes for each in found.doubts)
    read = [_read(order, files, path, found.items, labels_known=sure) for path in tables]
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


def _read(
    order: ReadOrder,
    files: Files,
    path: str,
    items: Sequence[Item],
    *,
    labels_known: bool = False,
) -> _Table:
    """Read one table of a source; BadInput when it cannot be read."""
    data = files.data_of(files.entries[path])
    base = path.rpartition("/")[0]
    first = _of_split(files, path, items)
    resolver = Resolver(files.entries, f"{base}/" if base else "", files.root, first)
    listed = annotated.listing_of(path, data, order.told)
    told = order.told
    if path.lower().endswith(".parquet"):
        told = table_files.told_of(data) or told
    elif listed is not None:
        told = listed.told
    if listed is None:
        table = table_files.read(path, data)
        roles = table_roles.guess(
            path,
            table,
            order.options,
            lambda text: annotated.found(resolver, text) is not None,
            told,
            labels_known,
        )
    else:
        table, roles = listed.table, listed.roles
    read, says = table_rows.read(table, roles, order.options, (), told), roles.says
    numbers = (row.label for row in read.rows if row.label)
    named_by, names = class_names.find(numbers, files.entries, files.data_of)
    if names:
        read = table_rows.read(table, roles, order.options, names, told)
        says = f"{says}, named by {named_by}"
    found: dict[str, TableRow] = {}
    lost = []
    for row in read.rows:
        place = None
        if row.text:
            place = resolver(row.text) or annotated.found(resolver, row.text)
        if place is None:
            lost.append(row)
        else:
            found.setdefault(files.entries[place], row)
    doubts = [*roles.doubts, *read.doubts]
    if lost and found:
        doubts.append(_lost(path, lost))
    has_labels = any(row.label for row in found.values())
    certain = listed is not None
    parts = (path, says, found, read.columns, tuple(doubts), has_labels, certain)
    return _Table(*parts, told=told)


def _of_split(files: Files, path: str, items: Sequence[Item]) -> list[str]:
    """The images that a table means first: `trainLabels.csv` means those of train."""
    named = split_names.read(path.rpartition("/")[2].rpartition(".")[0])
    if named is None:
        return []
    inside = {item.location for item in items if item.split == named.split}
    return [each for each, location in files.entries.items() if location in inside]


def _lost(path: str, lost: Sequence[TableRow]) -> Doubt:
    row = lost[0]
    rows = "1 row" if len(lost) == 1 else f"{len(lost):,} rows"
    return Doubt(
        f"{rows} of {path} name no image that is there (row {row.number:,}: "
        f"{row.text[:80] or 'no path'!r})"
    )


def _likely(order: ReadOrder, files: Files, found: Described) -> tuple[list[_Table], list[Doubt]]:
    """The tables that name the images although their own names do not say so.

    Those are used that give labels to images whose folders give none. Where folders do, one is told
    of; one that contradicts them is asked about.
    """
    by_folder = {item.location: item.label for item in found.items}
    bare_all = not layout_has_labels(found)
    used: list[_Table] = []
    agreeing: list[_Table] = []
    told: list[Doubt] = []
    for path in others(files.entries):
        if files.size_of(files.entries[path]) > LARGEST:
            continue
        try:
            table = _read(order, files, path, found.items)
        except LabelbookError as error:
            # Any table may lie there, also one that does not list images; most JSON does not.
            plain = bare_all and not error.needs and not path.lower().endswith(".json")
            told += [Doubt(f"{error}: not used")] if plain else []
            continue
        named = [location for location in table.rows if location in by_folder]
        if not named or len(named) < ENOUGH * len(table.rows):
            continue
        bare = [location for location in named if by_folder[location] is None]
        if len(bare) < ENOUGH * len(named):
            settled = order.options.classes_from or order.options.layout
            told.append(_unused(path, table, len(named), {} if settled else by_folder))
            same = all(row.label in (None, by_folder.get(at)) for at, row in table.rows.items())
            agreeing += [table] if same else []
        elif table.has_labels or (not used and any(each.asks for each in table.doubts)):
            used.append(table)
    if used and len(agreeing) == len(told):
        # One of train.csv and test.csv is needed: the other tells of its images what that does.
        return used + agreeing, []
    return used, told[:1]


def _unused(path: str, table: _Table, named: int, by_folder: Mapping[str, str | None]) -> Doubt:
    """A table lies there that is not used: told, or asked where folders say something else."""
    what = [*(["labels"] if table.has_labels else []), *(each.name for each in table.columns)]
    both = [
        (folder.casefold(), row.label.casefold())
        for location, row in table.rows.items()
        if row.label and (folder := by_folder.get(location))
    ]
    agreeing = sum(folder == label for folder, label in both)
    # Folders with names of their own, one for each class, say the same in other words.
    renamed = len(set(both)) == len({folder for folder, _ in both})
    contradicted = bool(both) and agreeing < ENOUGH * len(both) and not renamed
    folder, label = next((pair for pair in both if pair[0] != pair[1]), ("", ""))
    says = f"{path} lists {named:,} of these images ({', '.join(what) or 'nothing more'})"
    if not contradicted:
        return Doubt(f"{says}: not used", (Answer(f"take what {path} says", {"table": path}),))
    return Doubt(
        f"{says}, and says {label!r} where the folder says {folder!r}: which is the label?",
        (
            Answer(f"what {path} says", {"table": path}),
            Answer("what the folders say", {"classes_from": "first"}),
        ),
        asks=True,
    )
