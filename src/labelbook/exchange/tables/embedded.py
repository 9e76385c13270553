"""Parquet files that hold the images themselves, as Hugging Face keeps data sets."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange.importers import split_names
from labelbook.exchange.importers.common import Reading, ReadOrder, batches
from labelbook.exchange.importers.doubts import Doubt
from labelbook.exchange.importers.examine import Examined, Item
from labelbook.exchange.importers.zip import stored
from labelbook.exchange.tables import files, roles, rows
from labelbook.exchange.tables.roles import Roles
from labelbook.journal.columns import Column

SIGNS = {b"\x89PNG": ".png", b"\xff\xd8\xff": ".jpg", b"GIF8": ".gif", b"BM": ".bmp"}
"""How image files begin -> the ending that they get where none is known."""


def holds_images(source: Path) -> bool:
    """Return whether a parquet has a column of images; False where it cannot be read."""
    try:
        schema = pl.read_parquet_schema(source)
    except Exception:  # polars raises many kinds; whoever reads it next says what is wrong
        return False
    return _image_column(schema) is not None


def read(order: ReadOrder, sources: Sequence[Path]) -> Reading:
    """Read parquet files with images; BadInput when one cannot be read."""
    items: list[Item] = []
    skipped: list[tuple[str, str]] = []
    columns: dict[str, Column] = {}
    told: list[Roles] = []
    doubts: list[Doubt] = []
    names: set[str] = set()
    for place, source in enumerate(sources):
        table, image = _table(source)
        ours = files.told_of(source) or order.told
        held = roles.guess(source.name, table, order.options, lambda _: False, ours)
        classes = class_names(source, held.label)
        listed = rows.read(table, held, order.options, classes, ours)
        told.append(held)
        # What one file asks, the others would ask again.
        asked = [each.answers for each in doubts if each.answers]
        doubts += [each for each in (*held.doubts, *listed.doubts) if each.answers not in asked]
        columns |= {column.name: column for column in listed.columns}
        by_name = split_names.read(source.stem.partition("-")[0], order.options.split_names)
        folder = split_names.read(source.parent.name, order.options.split_names)
        fallback = by_name or folder
        for row in listed.rows:
            number = row.number - 2
            where = f"{source.name} (row {number + 1})"
            if not image.has(number):
                skipped.append((where, "has no image"))
                continue
            split = row.split or (fallback.split if fallback else "train")
            path = image.path(number, f"{source.stem}/{number:07}")
            path = path if path not in names else f"{source.stem}/{number:07}-{path}"
            names.add(path)
            location = f"{place}:{number}"
            items.append(Item(path, location, row.label, split, row.tags, False, row.metadata))
    column = _image_column(pl.read_parquet_schema(sources[0]))

    def data_of(location: str) -> bytes:
        place, _, number = location.partition(":")
        return _images(sources[int(place)], str(column), int(number), 1)[0]

    store = order.images_store
    work = partial(_examine, list(sources), str(column), store)
    return Reading(
        kind="book",
        folder=store,
        layout=told[0].says if len(told) == 1 else f"{len(told)} parquet files: {told[0].says}",
        total=len(items) + len(skipped),
        batches=batches(order, items, skipped, work),
        columns=tuple(columns.values()),
        items=items,
        doubts=tuple(doubts),
        data_of=data_of,
        told=files.told_of(sources[0]) or order.told,
    )


def class_names(source: Path, label: str | None) -> list[str]:
    """Return the names of the classes that a parquet's own description gives to numbers."""
    try:
        described = pl.read_parquet_metadata(source).get("huggingface", "")
        feature = json.loads(described)["info"]["features"][label] if described else {}
    except (KeyError, TypeError, ValueError):
        return []
    feature = feature.get("feature", feature) if isinstance(feature, Mapping) else {}
    found = feature.get("names", []) if isinstance(feature, Mapping) else []
    found = found.get("names", []) if isinstance(found, Mapping) else found
    return [str(name) for name in found] if isinstance(found, list) else []


class _Images:
    """Which rows have an image, and what it is called."""

    def __init__(self, there: Sequence[bool], paths: Sequence[str | None]) -> None:
        self._there, self._paths = there, paths

    def has(self, row: int) -> bool:
        return bool(self._there[row])

    def path(self, row: int, otherwise: str) -> str:
        name = PurePosixPath((self._paths[row] or "").replace("\\", "/")).name
        return name or otherwise


def _image_column(schema: Mapping[str, pl.DataType]) -> str | None:
    return next((name for name, kind in schema.items() if roles.holds_images(kind)), None)


def _table(source: Path) -> tuple[pl.DataFrame, _Images]:
    """The table without the images' bytes, which may be many times the memory."""
    try:
        scan = pl.scan_parquet(source)
        column = str(_image_column(scan.collect_schema()))
        fields = pl.col(column).struct
        lean = scan.with_columns(
            fields.field("bytes").is_not_null().alias("\0there"),
            fields.field("path").cast(pl.String).alias("\0path")
            if _has_path(scan.collect_schema()[column])
            else pl.lit(None, pl.String).alias("\0path"),
        ).drop(column)
        table = lean.collect()
    except Exception as error:  # polars raises many kinds, some of its own Rust side
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{source} cannot be read as parquet ({first})") from error
    images = _Images(table["\0there"].to_list(), table["\0path"].to_list())
    kept = table.drop("\0there", "\0path")
    # Roles are guessed with the column of images in its place, without its bytes.
    return kept.with_columns(
        pl.lit(None, pl.Struct({"bytes": pl.Binary, "path": pl.String})).alias(column)
    ), images


def _has_path(kind: pl.DataType) -> bool:
    return isinstance(kind, pl.Struct) and any(field.name == "path" for field in kind.fields)


def _images(source: Path, column: str, first: int, count: int) -> list[bytes]:
    wanted = (
        pl.scan_parquet(source)
        .slice(first, count)
        .select(pl.col(column).struct.field("bytes").alias("bytes"))
    )
    return [bytes(data or b"") for data in wanted.collect()["bytes"].to_list()]


def _examine(
    sources: Sequence[Path], column: str, store: Path, items: list[Item]
) -> list[Examined]:
    """Put the images of some rows into the book's own store."""
    found: list[Examined] = []
    by_file: dict[int, list[tuple[int, Item]]] = {}
    for item in items:
        place, _, number = item.location.partition(":")
        by_file.setdefault(int(place), []).append((int(number), item))
    for file, wanted in by_file.items():
        first, last = wanted[0][0], wanted[-1][0]
        images = _images(sources[file], column, first, last - first + 1)
        for row, item in wanted:
            data = images[row - first]
            facts = stored(data, store, _named(item, data))
            found.append(Examined(item, facts))
    return found


def _named(item: Item, data: bytes) -> Item:
    """The item with an ending to its name, for the file that it becomes."""
    if PurePosixPath(item.path).suffix:
        return item
    ending = next((ending for sign, ending in SIGNS.items() if data.startswith(sign)), "")
    return replace(item, path=item.path + ending)
