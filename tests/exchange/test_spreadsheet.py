"""A spreadsheet goes out, people fill it in, and exactly their edits come back."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from labelbook import Book
from labelbook.errors import BadInput
from labelbook.exchange.spreadsheet.records import COLUMNS, SheetEdit

Fill = Callable[[Any], None]


def sheet_of(file: Path) -> Any:
    return load_workbook(file)["samples"]


def fill(file: Path, how: Fill) -> Path:
    """Open a workbook, do something to its sheet, save it."""
    book = load_workbook(file)
    how(book["samples"])
    book.save(file)
    return file


def put(row: int, column: str, value: object) -> Fill:
    def do(sheet: Any) -> None:
        names = [cell.value for cell in sheet[1]]
        sheet.cell(row, names.index(column) + 1).value = value

    return do


@pytest.fixture
def written(tiny_book: Book, tmp_path: Path) -> Path:
    assert tiny_book.files.write_sheet(tmp_path / "labels.xlsx") == 12
    return tmp_path / "labels.xlsx"


def test_the_workbook_shows_each_image_and_offers_the_classes(written: Path) -> None:
    book = load_workbook(written)
    sheet = sheet_of(written)
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert len(sheet._images) == 12
    assert [image.anchor._from.row for image in sheet._images] == list(range(1, 13))
    [label] = [rule for rule in sheet.data_validations.dataValidation if "classes" in rule.formula1]
    assert str(label.sqref) == "C2:C13"
    assert [cell.value for cell in book["classes"]["A"]] == ["i", "ii", "iii"]
    assert sheet.column_dimensions["J"].hidden


def test_what_nobody_touched_gives_no_edit(tiny_book: Book, written: Path, tmp_path: Path) -> None:
    found = tiny_book.files.read_sheet(written)
    assert (found.rows, found.edits, found.comments) == (12, (), ())
    tiny_book.files.write_sheet(tmp_path / "labels.csv", "csv")
    assert tiny_book.files.read_sheet(tmp_path / "labels.csv").edits == ()
    assert tiny_book.files.propose_sheet(written, author="Anna").thread is None


def test_exactly_what_people_changed_comes_back(tiny_book: Book, written: Path) -> None:
    def people(sheet: Any) -> None:
        put(2, "label", "iii")(sheet)
        put(2, "comment", "three strokes")(sheet)
        put(3, "exclude", "X")(sheet)
        put(4, "comment", "is this a dot?")(sheet)
        put(5, "label", None)(sheet)

    found = tiny_book.files.read_sheet(fill(written, people))
    paths = tiny_book.samples()["path"].sort().to_list()
    assert found.edits == (
        SheetEdit(2, tiny_book.sample(paths[0]).id, paths[0], "label", "i", "iii", "three strokes"),
        SheetEdit(3, tiny_book.sample(paths[1]).id, paths[1], "excluded", None, "1", ""),
        SheetEdit(5, tiny_book.sample(paths[3]).id, paths[3], "label", "ii", None, ""),
    )
    assert [(item.number, item.text) for item in found.comments] == [(4, "is this a dot?")]


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.dictionaries(st.integers(0, 11), st.sampled_from(["i", "ii", "iii", ""]), max_size=12),
    st.randoms(use_true_random=False),
)
def test_rows_in_any_order_and_columns_anywhere_give_the_same_edits(
    tiny_book: Book, tmp_path: Path, wanted: dict[int, str], random: Any
) -> None:
    file = tmp_path / "labels.csv"
    file.unlink(missing_ok=True)
    tiny_book.files.write_sheet(file, "csv")
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig")))
    expected = set()
    for place, label in wanted.items():
        if rows[place]["label"] != label:
            before = rows[place]["label_was"] or None
            expected.add((int(rows[place]["sample"]), before, label or None))
        rows[place]["label"] = label
    random.shuffle(rows)
    names = [*rows[0], "my notes"]
    random.shuffle(names)
    with file.open("w", newline="") as out:
        writer = csv.DictWriter(out, names, delimiter=random.choice(",;\t"), restval="=1+1")
        writer.writeheader()
        writer.writerows(rows)
    found = tiny_book.files.read_sheet(file).edits
    assert {(edit.sample, edit.before, edit.after) for edit in found} == expected


def test_it_becomes_a_proposal_whose_conflicts_are_left_and_the_rest_applied(
    tiny_book: Book, written: Path
) -> None:
    def people(sheet: Any) -> None:
        put(2, "label", "iii")(sheet)
        put(3, "label", "iii")(sheet)
        put(4, "comment", "is this a dot?")(sheet)

    fill(written, people)
    paths = tiny_book.samples()["path"].sort().to_list()
    tiny_book.relabel(paths[0], "ii", author="Ben")
    found = tiny_book.files.propose_sheet(written, author="Anna")
    assert found.conflicts == 1
    assert found.thread is not None
    assert found.proposal is not None
    entries = [entry.body for entry in tiny_book.talk.entries(found.thread)]
    assert any("is this a dot?" in body for body in entries)
    done = tiny_book.talk.apply(found.proposal, author="Ben", skip_conflicts=True)
    assert done is not None
    assert [tiny_book.samples()["label"][tiny_book.sample(path).id - 1] for path in paths[:2]] == [
        "ii",
        "iii",
    ]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        (put(3, "label", '=HYPERLINK("http://x","i")'), "row 3: label holds a formula"),
        (put(3, "comment", "=1+1"), "row 3: comment holds a formula"),
        (put(4, "comment", "x" * 5_000), "row 4: comment has 5,000 characters; at most 2,000"),
        (put(5, "sample", 999), "row 5: there is no sample 999 in this book"),
        (put(5, "sample", "1; drop"), "row 5: '1; drop' is no sample's number"),
        (put(5, "sample", 1.5), "row 5: '1.5' is no sample's number"),
        (put(6, "label", "IV"), "row 6: 'IV' is no class of this book: use i, ii, iii"),
        (put(6, "label", "II"), "row 6: 'II' is no class of this book; did you mean 'ii'?"),
        (put(7, "exclude", "yes"), "row 7: exclude holds 'yes'; write x, or nothing"),
        (put(8, "path", "train/i/0.png"), "were some columns sorted without the others?"),
        (put(1, "label_was", "gone"), "has no column 'label_was'"),
        (put(1, "reason", "label"), "has two columns 'label'"),
        (lambda sheet: sheet.append([None, *[c.value for c in sheet[2]][1:]]), "row 14: sample"),
    ],
)
def test_what_no_person_means_is_refused_with_row_and_reason(
    tiny_book: Book, written: Path, how: Fill, sentence: str
) -> None:
    before = tiny_book.seq
    with pytest.raises(BadInput, match="") as refused:
        tiny_book.files.propose_sheet(fill(written, how), author="Anna")
    assert sentence in str(refused.value)
    assert tiny_book.seq == before
    assert tiny_book.talk.threads() == []


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", os.urandom(300), b"<html>"])
def test_a_file_that_is_no_workbook_is_refused(
    tiny_book: Book, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "labels.xlsx"
    file.write_bytes(content)
    with pytest.raises(BadInput, match="is no XLSX workbook"):
        tiny_book.files.read_sheet(file)


def test_text_that_looks_like_a_formula_stays_text_both_ways(
    tiny_book: Book, tmp_path: Path
) -> None:
    tiny_book.relabel(1, "=1+1", author="Anna")
    for format in ("xlsx", "csv"):
        file = tmp_path / f"labels.{format}"
        tiny_book.files.write_sheet(file, format)
        assert tiny_book.files.read_sheet(file).edits == ()
    cell = sheet_of(tmp_path / "labels.xlsx")["C2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert "'=1+1" in (tmp_path / "labels.csv").read_text()


def test_an_image_that_is_gone_keeps_no_other_back(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.image_path(1).unlink()
    assert tiny_book.files.write_sheet(tmp_path / "labels.xlsx") == 12
    assert len(sheet_of(tmp_path / "labels.xlsx")._images) == 11


def test_a_version_is_exported_as_it_was(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.save_version("raw", author="Anna")
    tiny_book.relabel(1, "iii", author="Anna")
    report = tiny_book.export(tmp_path / "raw.xlsx", "xlsx", version="raw")
    assert (report.samples, report.format) == (12, "xlsx")
    sheet = sheet_of(tmp_path / "raw.xlsx")
    labels = {row[1].value: row[2].value for row in sheet.iter_rows(min_row=2)}
    assert labels[1] == "i"
