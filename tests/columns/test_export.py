"""What a format can hold of metadata columns is in it, and reads as what it is."""

from __future__ import annotations

import json
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from labelbook import Book
from labelbook.exchange.exporters.metadata import flat
from labelbook.journal.columns import Column, cell_of, value_of


@pytest.fixture
def book(tiny_book: Book) -> Book:
    """The tiny book with a column of each kind."""
    for name, kind, value in (
        ("age", "number", 17),
        ("seen", "date", date(2024, 3, 1)),
        ("eye", "category", "left"),
        ("found", "list", ("a;b", "c")),
        ("note", "text", 'says "yes", twice'),
    ):
        tiny_book.columns.add(name, kind, author="Anna", group=name == "eye")  # type: ignore[arg-type]
        tiny_book.columns.set(name, 1, value, author="Anna")
    return tiny_book


def test_a_parquet_has_the_types_and_says_what_the_columns_are(book: Book, tmp_path: Path) -> None:
    book.export(tmp_path / "out.parquet", "parquet")
    assert pl.read_parquet(tmp_path / "out.parquet").equals(book.samples())
    told = json.loads(pl.read_parquet_metadata(tmp_path / "out.parquet")["labelbook.columns"])
    assert tuple(Column(**each) for each in told) == book.columns.list()


def test_a_csv_has_each_value_as_it_is_typed(book: Book, tmp_path: Path) -> None:
    book.export(tmp_path / "out.csv", "csv")
    first = pl.read_csv(tmp_path / "out.csv", infer_schema=False).row(0, named=True)
    for column in book.columns.list():
        cell = cell_of(column, first[column.name])
        assert value_of(column.kind, cell) == value_of(
            column.kind, book.sample(1).metadata[column.name]
        )


def test_images_have_a_table_beside_them(book: Book, tmp_path: Path) -> None:
    book.export(tmp_path / "folder", "folder")
    table = pl.read_csv(tmp_path / "folder" / "metadata.csv")
    assert table.columns == ["file_name", "age", "seen", "eye", "found", "note"]
    held = table.drop_nulls("age").row(0, named=True)
    assert (tmp_path / "folder" / held["file_name"]).is_file()
    assert held["note"] == 'says "yes", twice'
    book.export(tmp_path / "out.zip", "zip")
    with zipfile.ZipFile(tmp_path / "out.zip") as archive:
        assert archive.read("metadata.csv") == (tmp_path / "folder" / "metadata.csv").read_bytes()


def test_a_book_without_columns_exports_as_it_did(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.export(tmp_path / "folder", "folder")
    assert not (tmp_path / "folder" / "metadata.csv").exists()


def test_croissant_describes_the_columns(book: Book, tmp_path: Path) -> None:
    book.columns.describe("age", "in years", author="Anna")
    book.export(tmp_path / "out", "croissant")
    told = json.loads((tmp_path / "out" / "croissant.json").read_text())
    fields = {field["name"]: field for field in told["recordSet"][1]["field"]}
    assert (fields["age"]["dataType"], fields["age"]["description"]) == ("sc:Float", "in years")
    assert fields["seen"]["dataType"] == "sc:DateTime"
    assert pl.read_csv(tmp_path / "out" / "samples.csv").columns[3:] == [
        *("age", "seen", "eye", "found", "note")
    ]


def test_a_workbook_shows_the_columns_and_comes_back_without_them(
    book: Book, tmp_path: Path
) -> None:
    book.columns.add("comment", author="Anna")
    book.export(tmp_path / "out.xlsx", "xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["samples"]
    titles = [cell.value for cell in sheet[1]]
    assert titles[-6:] == ["age", "seen", "eye", "found", "note", "comment (column)"]
    assert book.files.read_sheet(tmp_path / "out.xlsx").edits == ()


def test_an_export_of_an_earlier_version_has_the_columns_of_then(
    book: Book, tmp_path: Path
) -> None:
    at = book.seq
    book.columns.remove("age", author="Anna")
    book.export(tmp_path / "out.csv", "csv", version=at)
    assert "age" in pl.read_csv(tmp_path / "out.csv").columns


def test_lists_read_back_whatever_they_hold() -> None:
    column = Column("x", "list")
    lists = [("a", "b"), ("a;b",), (" a",), ("",), ('["a"]',), ("[",)]
    frame = flat(pl.DataFrame({"x": [list(each) for each in lists]}), [column])
    back = [value_of("list", cell_of(column, text)) for text in frame["x"]]
    assert back == lists
