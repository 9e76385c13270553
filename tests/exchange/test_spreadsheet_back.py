"""What Excel, LibreOffice, Google Sheets and pandas make of a sheet comes back as it was meant."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from labelbook import Book
from labelbook.core.types import SampleId
from labelbook.errors import BadInput
from labelbook.exchange.spreadsheet import edits, reader, writer
from labelbook.exchange.spreadsheet.records import Row, SheetReading
from labelbook.exchange.spreadsheet.typed import ClassNames, Typed

ODD = ["007", "TRUE", "1e5", "1-2", "2-Mar", "50%", "1.50", "12:30", "cat"]
"""Class names that spreadsheets take for numbers, truth values, days, shares and times."""

TYPED: list[tuple[object, str]] = [
    (7, "007"),
    (7.0, "007"),
    (True, "TRUE"),
    (100000, "1e5"),
    (1e5, "1e5"),
    (datetime(2026, 1, 2), "1-2"),
    (datetime(2026, 2, 1), "1-2"),
    (datetime(2026, 3, 2), "2-Mar"),
    (0.5, "50%"),
    (1.5, "1.50"),
]
WRITTEN = [
    ("7", "007"),
    ("7.0", "007"),
    ("True", "TRUE"),
    ("TRUE", "TRUE"),
    ("100000", "1e5"),
    ("1.00E+05", "1e5"),
    ("100000.0", "1e5"),
    ("2026-01-02 00:00:00", "1-2"),
    ("02-Jan", "1-2"),
    ("1/2/2026", "1-2"),
    ("02.03.2026", "2-Mar"),
    ("0.5", "50%"),
    ("1.5", "1.50"),
    ("1,5", "1.50"),
    ("12:30:00", "12:30"),
]


def rows_of(labels: list[str], paths: list[str]) -> list[Row]:
    return [
        Row(SampleId(place + 1), path, "train", label, excluded=place % 2 == 1)
        for place, (label, path) in enumerate(zip(labels, paths, strict=True))
    ]


def write(rows: list[Row], classes: list[str], file: Path) -> Path:
    file.unlink(missing_ok=True)
    if file.suffix == ".csv":
        writer.write_csv(rows, file)
    else:
        writer.write_xlsx(rows, classes, [None] * len(rows), file, None)
    return file


def back(file: Path, rows: list[Row], classes: list[str]) -> SheetReading:
    return edits.found(reader.read(file), {row.sample: row.path for row in rows}, classes)


any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
awkward = st.sampled_from(
    [
        *ODD,
        *("=1+1", "'a", "''b", "-1", "@a", "sep=;", 'a"b', "a,b;c|d\te", " x ", "NA", "nan"),
        *("_x000C_", "_x0041_", "a\x0cb", "a\u2028b", "a\x85b", "\x00\x1f", "a\r\nb"),
        *("\ufeffa", "\uffff", "e\u0301"),
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(any_text | awkward, min_size=1, max_size=6, unique=True), st.data())
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_any_text_goes_into_a_sheet_and_comes_back_without_a_change(
    tmp_path_factory: pytest.TempPathFactory, format: str, classes: list[str], data: st.DataObject
) -> None:
    labels = [data.draw(st.sampled_from(classes)) for _ in classes]
    rows = rows_of(labels, [f"train/{name}/{place}" for place, name in enumerate(classes)])
    file = write(rows, classes, tmp_path_factory.mktemp("sheet") / f"s.{format}")
    found = back(file, rows, classes)
    assert (found.edits, found.comments, found.faults) == ((), (), ())


def retyped_by_excel(file: Path) -> None:
    """Type every label anew, as a workbook without text formats would."""
    book = load_workbook(file)
    sheet = book["samples"]
    names = [cell.value for cell in sheet[1]]
    now = {text: value for value, text in TYPED}
    for number in range(2, sheet.max_row + 1):
        for name in ("label", "label_was"):
            cell = sheet.cell(number, names.index(name) + 1)
            cell.value = now.get(str(cell.value), cell.value)  # type: ignore[assignment]
            cell.number_format = "General"
    book.save(file)


def rewritten(how: Callable[[list[list[str]]], bytes]) -> Callable[[Path], None]:
    def do(file: Path) -> None:
        with file.open(newline="", encoding="utf-8-sig") as opened:
            table = list(csv.reader(opened))
        file.write_bytes(how(table))

    return do


def as_text(table: list[list[str]], separator: str = ",", ends: str = "\r\n") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ends).writerows(table)
    return out.getvalue()


def by_pandas(table: list[list[str]]) -> bytes:
    """What `pd.read_csv(f).to_csv(g)` writes: an index, numbers as floats, truth values."""
    now = {"007": "7.0", "1e5": "100000.0", "TRUE": "True", "1.50": "1.5", "NA": ""}
    head, *rows = table
    changed = [[str(n), *(now.get(cell, cell) for cell in row)] for n, row in enumerate(rows)]
    return as_text([["", *head], *changed], ends="\n").encode()


def by_excel(table: list[list[str]]) -> bytes:
    """What a double click and a save in Excel leave: numbers, truth values and days retyped."""
    now = {"007": "7", "1e5": "1.00E+05", "1-2": "02-Jan", "2-Mar": "02-Mar", "1.50": "1.5"}
    return as_text([[now.get(cell, cell) for cell in row] for row in table]).encode("utf-8-sig")


PROGRAMS: list[tuple[str, Callable[[Path], None]]] = [
    (".xlsx", retyped_by_excel),
    (".csv", rewritten(by_pandas)),
    (".csv", rewritten(by_excel)),
    (".csv", rewritten(lambda table: as_text(table, ";").encode())),
    (".csv", rewritten(lambda table: ("sep=;\r\n" + as_text(table, ";")).encode("utf-8-sig"))),
    (".csv", rewritten(lambda table: ("sep=\t\r\n" + as_text(table, "\t")).encode("utf-16"))),
    (".csv", rewritten(lambda table: as_text(table, "\t").encode("utf-16"))),
    (".csv", rewritten(lambda table: as_text(table, "|").encode())),
    (".csv", rewritten(lambda table: as_text(table, ends="\r").encode())),
]


@pytest.mark.parametrize(("ending", "program"), PROGRAMS)
def test_a_sheet_that_a_program_saved_anew_has_no_change(
    tmp_path: Path, ending: str, program: Callable[[Path], None]
) -> None:
    rows = rows_of(ODD, [f"train/{name.replace(':', '')}/é.png" for name in ODD])
    file = write(rows, ODD, tmp_path / f"s{ending}")
    program(file)
    found = back(file, rows, ODD)
    assert (found.rows, found.edits, found.faults) == (len(ODD), (), ())


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_libreoffice_leaves_a_sheet_without_a_change(tmp_path: Path, ending: str) -> None:
    rows = rows_of(ODD, [f"train/{place}/é.png" for place in range(len(ODD))])
    file = write(rows, ODD, tmp_path / f"s{ending}")
    made = tmp_path / "made"
    subprocess.run(
        ["soffice", "--headless", "--convert-to", "xlsx", "--outdir", made, file], check=True
    )
    assert back(made / "s.xlsx", rows, ODD).edits == ()


@pytest.mark.parametrize(("value", "name"), TYPED)
def test_a_value_that_was_typed_is_the_class_that_it_came_from(
    tmp_path: Path, value: object, name: str
) -> None:
    rows = rows_of(["cat"], ["a.png"])
    file = write(rows, ODD, tmp_path / "s.xlsx")
    book = load_workbook(file)
    book["samples"]["C2"].value = value
    book.save(file)
    assert [edit.after for edit in back(file, rows, ODD).edits] == [name]


@pytest.mark.parametrize(("text", "name"), WRITTEN)
def test_a_value_in_a_csv_is_the_class_that_it_came_from(text: str, name: str) -> None:
    assert ClassNames(ODD).find(Typed(text)) == [name]


@pytest.mark.parametrize("text", ["8", "2-1", "cat2", "FALSE", "2026-04-05", "mayor 3", "1e999"])
def test_what_came_from_no_class_is_none(text: str) -> None:
    assert ClassNames(ODD).find(text) == []


def test_a_value_that_two_classes_have_is_told(tmp_path: Path) -> None:
    classes, rows = ["7", "007", "cat"], rows_of(["cat"], ["a.png"])
    file = write(rows, classes, tmp_path / "s.xlsx")
    book = load_workbook(file)
    book["samples"]["C2"].value = 7
    book.save(file)
    [fault] = back(file, rows, classes).faults
    assert str(fault).startswith("row 2: label holds 7, which can be '007' or '7': a spreadsheet")
    book["samples"]["C2"].value = "7"
    book.save(file)
    assert [edit.after for edit in back(file, rows, classes).edits] == ["7"]


def test_a_csv_that_kept_its_text_is_taken_at_its_word(tmp_path: Path) -> None:
    classes, rows = ["7", "007", "cat"], rows_of(["cat", "007"], ["a.png", "b.png"])
    file = write(rows, classes, tmp_path / "s.csv")
    table = list(csv.reader(file.open(newline="", encoding="utf-8-sig")))
    table[1][1] = "7"
    file.write_bytes(as_text(table).encode())
    assert [edit.after for edit in back(file, rows, classes).edits] == ["7"]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
@pytest.mark.parametrize("odd", ["see\u2028below", "next\x85line", "two\nlines"])
def test_a_line_separator_in_a_comment_comes_back(tmp_path: Path, ending: str, odd: str) -> None:
    rows = rows_of(["cat", "007"], ["a.png", "b.png"])
    file = write(rows, ODD, tmp_path / f"s{ending}")
    if ending == ".csv":
        table = list(csv.reader(file.open(newline="", encoding="utf-8-sig")))
        table[1][3] = odd
        file.write_bytes(as_text(table).encode())
    else:
        book = load_workbook(file)
        book["samples"]["E2"].value = odd
        book.save(file)
    assert [item.text for item in back(file, rows, ODD).comments] == [odd]


def test_cells_to_fill_in_keep_what_is_typed(tmp_path: Path) -> None:
    file = write(rows_of(["007"], ["a.png"]), ODD, tmp_path / "s.xlsx")
    book = load_workbook(file)
    assert {book["samples"][cell].number_format for cell in ("C2", "D2", "E2", "J2")} == {"@"}
    assert {cell.number_format for cell in book["classes"]["A"]} == {"@"}


def spoilt(book: Book, file: Path) -> Path:
    book.files.write_sheet(file, "csv")

    def spoil(table: list[list[str]]) -> bytes:
        table[1][1], table[2][1], table[4][2], table[6][1] = "II", "iii", "?", "=1"
        return as_text(table).encode()

    rewritten(spoil)(file)
    return file


def test_all_rows_that_cannot_be_taken_are_named_at_once(tiny_book: Book, tmp_path: Path) -> None:
    file = spoilt(tiny_book, tmp_path / "s.csv")
    with pytest.raises(BadInput, match=r"3 rows cannot be taken: row 2: .*; row 5: .*; row 7: "):
        tiny_book.files.propose_sheet(file, author="Anna")
    assert tiny_book.talk.threads() == []


def test_the_good_rows_can_be_taken(tiny_book: Book, tmp_path: Path) -> None:
    file = spoilt(tiny_book, tmp_path / "s.csv")
    found = tiny_book.files.propose_sheet(file, author="Anna", good_rows=True)
    assert [fault.number for fault in found.reading.faults] == [2, 5, 7]
    assert [(edit.number, edit.after) for edit in found.reading.edits] == [(3, "iii")]
    assert found.proposal is not None


def test_of_a_sample_that_stands_twice_neither_row_is_taken(tmp_path: Path) -> None:
    rows = rows_of(["cat", "007"], ["a.png", "b.png"])
    file = write(rows, ODD, tmp_path / "s.csv")
    rewritten(
        lambda table: as_text([*table, [*table[1][:1], "007", *table[1][2:]]]).encode()
    )(file)  # fmt: skip
    found = back(file, rows, ODD)
    assert found.edits == ()
    assert [str(fault)[:30] for fault in found.faults] == ["row 4: sample 1 is in row 2 al"]


@pytest.fixture(params=[0.0, 10_413_792_000.0], ids=["1970", "2300"])
def odd_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(time, "time", lambda: request.param)
    yield
    monkeypatch.undo()


@pytest.mark.usefixtures("odd_clock")
def test_a_clock_that_no_zip_can_hold_keeps_no_workbook_back(tmp_path: Path) -> None:
    rows = rows_of(ODD, [f"{place}.png" for place in range(len(ODD))])
    assert back(write(rows, ODD, tmp_path / "s.xlsx"), rows, ODD).edits == ()
