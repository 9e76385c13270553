"""Metadata columns as exports hold them: as text in a table, or as a table beside the images."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

import polars as pl

from labelbook.exchange.class_table import LAYOUT, BookTold, ClassTold, columns_told, headed
from labelbook.exchange.export import DataSet
from labelbook.exchange.importers import split_names
from labelbook.exchange.tables.files import CLASSES_TOLD, COLUMNS_TOLD
from labelbook.journal.columns import Column
from labelbook.journal.ordering import class_order

TAG_SEPARATOR = ";"
FILE_NAME = "file_name"
ODD = ("|", ";", ",", "[", ".0")
"""Where these are in the name of a class, a reader could take it for several, or for a number."""
BESIDE = "metadata.csv"
"""The table beside images; `datasets` reads one of this name with a column `file_name`."""


def of_book(
    data: DataSet,
    labels: Iterable[str | None],
    columns: Mapping[str, Column],
    folders: Mapping[str, str] | None = None,
) -> BookTold:
    """Return what an export tells of its book beside the images.

    labels: of what is written. columns: the metadata columns by the names that they have in it.
    folders: where folders name the classes, those of classes that no folder can be called. The
    classes are told where more is known of them than their names.
    """
    names = {label for label in labels if label is not None}
    # A class called as a split would be read as one.
    unclear = folders is not None and any(split_names.read(name) for name in names)
    classes = classes_of(data, names)
    return BookTold(folders or {}, classes, columns, LAYOUT if unclear else "")


def classes_of(data: DataSet, labels: Iterable[str | None]) -> tuple[ClassTold, ...]:
    """Return what is known of the classes; nothing where it is what everybody assumes.

    labels: of what is written. Another class is told of where somebody has said something of it.
    """
    used = {label for label in labels if label is not None}
    told = [
        ClassTold(each.name, each.description, each.own_key, each.own_colour)
        for each in data.classes
        if each.name in used or each.description or each.own_key or each.own_colour
    ]
    names = [each.name for each in told]
    odd = any(mark in name for name in names for mark in ODD)
    plain = all(each == ClassTold(each.name) for each in told)
    if plain and not odd and names == class_order(names) and set(names) == used:
        return ()
    told += [ClassTold(name) for name in class_order(used - set(names))]
    return tuple(told)


def renamed(samples: pl.DataFrame, columns: Mapping[str, Column]) -> pl.DataFrame:
    """Return samples with their metadata columns under the names that an export gives them."""
    return samples.rename({column.name: name for name, column in columns.items()})


def flat(samples: pl.DataFrame, columns: Sequence[Column], *more: str) -> pl.DataFrame:
    """Return samples with each list as one text, which is read back as the same list.

    more: names of columns of lists that are no metadata.
    """
    lists = [*more, *(column.name for column in columns if column.kind == "list")]
    return samples.with_columns(
        pl.col(name).map_elements(_joined, return_dtype=pl.String, skip_nulls=True)
        for name in lists
    )


def _joined(items: pl.Series) -> str:
    """Items with semicolons between them, or as JSON where one of them would not come back."""
    found = [str(item) for item in items]
    plain = all(
        item and item == item.strip() and TAG_SEPARATOR not in item and not item.startswith("[")
        for item in found
    )
    return TAG_SEPARATOR.join(found) if plain else json.dumps(found, ensure_ascii=False)


def beside(samples: pl.DataFrame, data: DataSet, files: Mapping[int, str]) -> bytes | None:
    """Return the table of metadata that stands beside images; None where there is none.

    files: sample -> its path in the export. Where samples have tags, it holds these as well.
    """
    columns = columns_beside(data)
    tags = ["tags"] if samples["tags"].list.len().sum() else []
    if not columns and not tags:
        return None
    table = pl.DataFrame(
        {"sample": list(files), FILE_NAME: list(files.values())},
        schema={"sample": pl.Int64, FILE_NAME: pl.String},
    )
    names = [column.name for column in columns.values()]
    held = renamed(flat(samples.select("sample", *tags, *names), data.columns, *tags), columns)
    out = io.BytesIO()
    table.join(held, on="sample").sort(FILE_NAME).drop("sample").write_csv(out)
    return out.getvalue()


def columns_beside(data: DataSet) -> dict[str, Column]:
    """Return the metadata columns by the names that they have in the table beside images."""
    return headed(data.columns, (FILE_NAME,))


def parquet_keys(
    data: DataSet, labels: Iterable[str | None], columns: Mapping[str, Column]
) -> dict[str, str]:
    """Return what a parquet says of its book, under its keys; labels, columns: as of `of_book`."""
    told: dict[str, object] = {}
    if columns:
        told[COLUMNS_TOLD] = columns_told(columns)
    if classes := classes_of(data, labels):
        told[CLASSES_TOLD] = [asdict(each) for each in classes]
    return {key: json.dumps(value, ensure_ascii=False) for key, value in told.items()}
