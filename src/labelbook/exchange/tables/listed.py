"""A table that lists images: the rows become samples, the images stay where they are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from labelbook.errors import BadInput
from labelbook.exchange.importers.common import Reading, ReadOrder, batches, folder_work
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.known import Said
from labelbook.exchange.importers.layout import understand
from labelbook.exchange.tables import against_book, embedded, files, roles, rows
from labelbook.exchange.tables.against_book import PlacedRow
from labelbook.exchange.tables.resolve import Resolver, files_below, is_address
from labelbook.exchange.tables.rows import TableRow

NOWHERE = "is not there"
ADDRESS = "is an address: only files on this disk are read"


def read(order: ReadOrder) -> Reading:
    """Read a table; BadInput when it cannot be read or has no column of paths."""
    source = order.source
    folder = (order.options.images or source.parent).absolute()
    if not folder.is_dir():
        raise BadInput(f"there is no folder {folder} for the paths of {source.name}")
    if source.suffix.lower() == ".parquet" and embedded.holds_images(source):
        return embedded.read(order, [source])
    table = files.read(str(source), source.read_bytes())
    found = _Found(folder)

    def is_known(text: str) -> bool:
        return found.is_file(text) or bool(order.book and order.book.named(text))

    told = order.told
    if source.suffix.lower() == ".parquet":
        told = files.told_of(source) or told
    told = against_book.with_columns(order, told)
    held = roles.guess(str(source), table, order.options, is_known, told)
    listed = rows.read(table, held, order.options, (), told)
    items, skipped, said = _items(source, folder, listed.rows, found, order)
    texts = [row.text for row in listed.rows]
    nowhere = [text for text, (_, reason) in skipped if reason in (NOWHERE, ADDRESS)]
    return Reading(
        kind="folder",
        folder=folder,
        layout=held.says,
        total=len(items) + len(skipped),
        batches=batches(order, items, [told for _, told in skipped], folder_work(folder)),
        columns=listed.columns,
        items=items,
        doubts=(
            *held.doubts,
            *listed.doubts,
            *against_book.lost(order, nowhere, len(texts)),
        ),
        data_of=lambda location: (folder / location).read_bytes(),
        said=said,
        told=told,
        skipped=[told for _, told in skipped],
    )


class _Found:
    """Finds the file that a cell means: as written, else by its name anywhere in the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._resolver: Resolver | None = None

    def is_file(self, text: str) -> bool:
        """Whether a cell means a file below the folder."""
        return self(text) is not None

    def __call__(self, text: str) -> str | None:
        """Return the path below the folder, None where there is none."""
        plain = self.written(text)
        if plain is not None and os.path.lexists(self.folder / plain):
            return plain if os.path.isfile(self.folder / plain) else None  # noqa: PTH113
        if is_address(text):
            return None
        return self._by_name(text)

    def written(self, text: str) -> str | None:
        """The path below the folder as it is written; None where it leads out of it."""
        plain = text.strip().replace("\\", "/")
        if plain.lower().startswith("file://"):
            plain = plain[7:]
        relative = os.path.relpath(self.folder / plain, self.folder).replace(os.sep, "/")
        outside = relative in ("..", ".") or relative.startswith("../")
        return None if outside or not plain else relative

    def _by_name(self, text: str) -> str | None:
        if self._resolver is None:
            # Looked through once, when a first cell is no path as it stands.
            self._resolver = Resolver(set(files_below(self.folder)), "", self.folder)
        return self._resolver(text)


def _items(
    source: Path, folder: Path, listed: Sequence[TableRow], found: _Found, order: ReadOrder
) -> tuple[list[Item], list[tuple[str, tuple[str, str]]], list[Said]]:
    """What each row becomes, what is left out with text and reason, what is said of the book's."""
    placed = [PlacedRow(row, found(row.text) if row.text else None) for row in listed]
    known = against_book.compare(order, folder, placed)
    skipped: list[tuple[str, tuple[str, str]]] = []
    named: list[tuple[int, TableRow, str]] = []
    said: dict[int, Said] = {}
    for number, (row, path) in enumerate((each.row, each.path) for each in placed):
        where = f"{row.text or '(no path)'} (row {row.number} of {source.name})"
        place = known.get(number)
        reason = _reason(row, path, place is not None, folder, found)
        if reason is None and place is not None:
            held = said.get(place.sample)
            reason = None if held is None else _again(row, held.label)
            if held is None:
                said[place.sample] = against_book.said_of(place, row, path)
        if reason is not None:
            # What is nowhere goes by the path where it should be.
            where = found.written(row.text) or where if reason == NOWHERE else where
            skipped.append((row.text, (where, reason)))
        elif path is not None or place is None:
            named.append((number, row, path or found.written(row.text) or row.text))
    return _new(source, named, skipped), skipped, list(said.values())


def _new(
    source: Path,
    named: Sequence[tuple[int, TableRow, str]],
    skipped: list[tuple[str, tuple[str, str]]],
) -> list[Item]:
    """The items of rows that have a file; rows of one file again are left out."""
    layout = understand([path for _, _, path in named]) if named else None
    items: dict[str, Item] = {}
    for _, row, path in named:
        held = items.get(path)
        if held is not None:
            where = f"{row.text} (row {row.number} of {source.name})"
            skipped.append((row.text, (where, _again(row, held.label))))
            continue
        place = layout.place(path) if layout else None
        split = row.split or (place.split if place else None) or "train"
        items[path] = Item(path, path, row.label, split, row.tags, bool(row.excluded), row.metadata)
    return sorted(items.values(), key=lambda item: item.path)


def _again(row: TableRow, label: str | None) -> str:
    """Why a row of an image that was listed before is left out."""
    if row.label is not None and row.label != label:
        return f"is listed again with the label {row.label!r}: the first is taken"
    return "is listed more than once: only the first row was taken"


def _reason(
    row: TableRow, path: str | None, is_known: bool, folder: Path, found: _Found
) -> str | None:
    """Why a row is left out; None where it is not."""
    if not row.text:
        return "has no path"
    if row.unknown_split is not None:
        return f"has the split {row.unknown_split!r}: use train, val or test"
    if path is not None or is_known:
        return None
    if is_address(row.text):
        return ADDRESS
    written = found.written(row.text)
    if written is None:
        return f"lies outside {folder}: name the folder of its images"
    return None if os.path.lexists(folder / written) else NOWHERE
