"""A table that lists images: the rows become samples, the images stay where they are."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange.importers.common import Reading, ReadOrder, batches, folder_work
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.layout import understand
from labelbook.exchange.tables import embedded, files, roles, rows
from labelbook.exchange.tables.resolve import Resolver, files_below, is_address
from labelbook.exchange.tables.roles import Roles
from labelbook.exchange.tables.rows import TableRow


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
    held = roles.guess(str(source), table, order.options, found.is_file)
    listed = rows.read(table, held, order.options, ())
    items, skipped = _items(source, folder, listed.rows, found, order)
    return Reading(
        kind="folder",
        folder=folder,
        layout=held.says,
        total=len(items) + len(skipped),
        batches=batches(order, items, skipped, folder_work(folder)),
        columns=listed.columns,
        items=items,
        doubts=(*held.doubts, *listed.doubts, *_no_image(source, items, skipped, held, table)),
        data_of=lambda location: (folder / location).read_bytes(),
        skipped=skipped,
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
) -> tuple[list[Item], list[tuple[str, str]]]:
    """What each row becomes; what is left out with the reason."""
    items: dict[str, Item] = {}
    skipped: list[tuple[str, str]] = []
    named: list[tuple[TableRow, str]] = []
    for row in listed:
        where = f"{row.text or '(no path)'} (row {row.number} of {source.name})"
        path = found(row.text) if row.text else None
        written = found.written(row.text) if path is None else path
        if not row.text:
            skipped.append((where, "has no path"))
        elif path is None and is_address(row.text):
            skipped.append((where, "is an address: only files on this disk are read"))
        elif written is None:
            skipped.append((where, f"lies outside {folder}: name the folder of its images"))
        elif row.unknown_split is not None:
            reason = f"has the split {row.unknown_split!r}: use train, val or test"
            skipped.append((where, reason))
        else:
            named.append((row, written))
    layout = understand([path for _, path in named]) if named else None
    for row, path in named:
        where = f"{row.text} (row {row.number} of {source.name})"
        held = items.get(path)
        if held is not None:
            again = row.label is not None and row.label != held.label
            reason = f"is listed again with the label {row.label!r}: the first is taken"
            same = "is listed more than once: only the first row was taken"
            skipped.append((where, reason if again else same))
            continue
        place = layout.place(path) if layout else None
        split = row.split or (place.split if place else None) or "train"
        items[path] = Item(path, path, row.label, split, row.tags, row.excluded, row.metadata)
    return sorted(items.values(), key=lambda item: item.path), skipped


def _no_image(
    source: Path,
    items: Sequence[Item],
    skipped: Sequence[tuple[str, str]],
    held: Roles,
    table: pl.DataFrame,
) -> list[Doubt]:
    """A doubt where most rows name nothing that is there."""
    lost = [where for where, reason in skipped if reason.startswith(("lies outside", "is an add"))]
    if not lost or len(lost) * 2 < table.height:
        return []
    return [Doubt(f"{len(lost):,} of {table.height:,} rows of {source.name} name no image here")]
