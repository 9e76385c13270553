"""Reads a CSV or parquet that lists paths and labels; the images stay where they are."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from labelbook.errors import BadInput
from labelbook.exchange import text_table
from labelbook.exchange.importers.common import Reading, ReadOrder, batches, folder_work
from labelbook.exchange.importers.examine import Item
from labelbook.exchange.importers.layout import SPLITS, split_and_label

PATHS = ("path", "file", "filename", "file_name", "filepath", "image")
LABELS = ("label", "class", "category", "target")
_YES = ("1", "true", "yes")


def read(order: ReadOrder) -> Reading:
    """Read a table; BadInput when it cannot be read or has no column of paths."""
    table = _table(order.source)
    names = {name.strip().lower(): name for name in table.columns}
    path_column = next((names[name] for name in PATHS if name in names), None)
    label_column = next((names[name] for name in LABELS if name in names), None)
    if path_column is None:
        raise BadInput(
            f"{order.source} has no column of paths: name one {', '.join(PATHS[:-1])} or "
            f"{PATHS[-1]} (it has {', '.join(table.columns) or 'none'})"
        )
    folder = (order.images or order.source.parent).absolute()
    if not folder.is_dir():
        raise BadInput(f"there is no folder {folder} for the paths of {order.source.name}")
    items: dict[str, Item] = {}
    skipped: list[tuple[str, str]] = []
    for line, row in enumerate(table.iter_rows(named=True), start=2):
        text = (row[path_column] or "").strip()
        where = f"{text or '(no path)'} (row {line} of {order.source.name})"
        path = _inside(folder, text)
        label = _value(row, label_column)
        split = _value(row, names.get("split"))
        if not text:
            skipped.append((where, "has no path"))
        elif path is None:
            skipped.append((where, f"lies outside {folder}: name its folder with --images"))
        elif path in items:
            skipped.append((where, "is listed more than once: only the first row was taken"))
        elif split is not None and split.lower() not in SPLITS:
            skipped.append((where, f"has the split {split!r}: use train, val or test"))
        else:
            by_path = split_and_label(path)[0]
            named = SPLITS[split.lower()] if split else by_path or "train"
            tags = _value(row, names.get("tags")) or ""
            excluded = (_value(row, names.get("excluded")) or "").lower() in _YES
            items[path] = Item(path, path, label, named, _tags(tags), excluded)
    found = f"paths from {path_column!r}, " + (
        f"labels from {label_column!r}" if label_column else "no labels"
    )
    work = folder_work(folder)
    listed = sorted(items.values(), key=lambda item: item.path)
    total = len(items) + len(skipped)
    return Reading("folder", folder, found, total, batches(order, listed, skipped, work))


def _table(source: Path) -> pl.DataFrame:
    if source.suffix.lower() == ".csv":
        return text_table.read(source)
    try:
        table = pl.read_parquet(source)
    except Exception as error:  # polars raises many kinds, some of its own Rust side
        first = (str(error).splitlines() or [type(error).__name__])[0]
        raise BadInput(f"{source} cannot be read as parquet ({first})") from error
    lists = [name for name, kind in table.schema.items() if isinstance(kind, pl.List)]
    joined = table.with_columns(
        pl.col(name).cast(pl.List(pl.String)).list.join(";") for name in lists
    )
    return joined.with_columns(pl.all().cast(pl.String, strict=False))


def _value(row: Mapping[str, Any], column: str | None) -> str | None:
    text = (row[column] or "").strip() if column is not None else ""
    return text or None


def _tags(text: str) -> tuple[str, ...]:
    return tuple(sorted({tag.strip() for tag in text.split(";") if tag.strip()}))


def _inside(folder: Path, text: str) -> str | None:
    """The path relative to the folder; None where it lies elsewhere."""
    relative = os.path.relpath(folder / text.replace("\\", "/"), folder)
    path = relative.replace(os.sep, "/")
    return None if path == ".." or path.startswith("../") or path == "." else path
