"""What a person can get wrong: one sentence, exit 2, the book as it was."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

import labelbook
from tests.cli.test_commands import Output, ok, refused

BIG = "9" * 30


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# What is named


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["log", BIG], f"there is no sample {BIG} in book"),
        (["log", "0"], "there is no sample 0 in book"),
        (["log", "--limit", BIG], "is not in the range"),
        (["undo", BIG], f"there is no changeset {BIG}"),
        (["undo", "--", "-1"], "there is no changeset -1"),
        (["undo", "abc"], "'abc' is not a valid integer"),
        (["undo", "--by", "nobody"], "no changeset of nobody left to undo"),
        (["redo", "1"], "changeset 1 is not undone"),
        (["redo", BIG], f"there is no changeset {BIG}"),
        (["version", "7"], "'7' cannot name a version"),
        (["version", " "], "the version's name is empty"),
        (["version", "late", "--at", BIG], f"there is no changeset {BIG}"),
        (["version", "x", "--author", "a" * 81], "has 81 characters, at most 80"),
        (["apply", "no.csv"], "there is no file no.csv"),
        (["import", "nowhere"], "there is no file or folder nowhere"),
        (["export", "o.csv", "--format", "csv", "--version", BIG], f"there is no changeset {BIG}"),
        (["export", "o.csv", "--format", "pdf"], "'pdf' is not one of"),
        (["serve", "--port", "99999"], "is not in the range"),
        (["serve", "--host", "0.0.0.0"], "add --share"),
        (["serve", "--host", "192.0.2.1", "--share"], "is no address of this computer"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("unchanged")
def test_a_name_or_number_that_is_not_there(
    capsys: Output, book: Path, arguments: list[str], sentence: str
) -> None:
    assert sentence in refused(capsys, arguments[0], book, *arguments[1:])


def test_what_is_no_book_is_not_taken_for_one(capsys: Output, book: Path, tmp_path: Path) -> None:
    assert "no book in" in refused(capsys, "status", write(tmp_path / "file", "x"))
    for name, content in (("empty", b""), ("text", b"hello" * 1000)):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "book.db", content)
        assert "restore it from a backup" in refused(capsys, "status", tmp_path / name)
    (tmp_path / "other").mkdir()
    with sqlite3.connect(tmp_path / "other" / "book.db") as connection:
        connection.execute("CREATE TABLE x (y)")
    assert "holds no labelbook tables" in refused(capsys, "status", tmp_path / "other")
    shutil.copytree(book, tmp_path / "cut")
    whole = (book / "book.db").read_bytes()
    write(tmp_path / "cut" / "book.db", whole[: len(whole) // 2])
    assert "restore it from a backup" in refused(capsys, "status", tmp_path / "cut")


def test_a_book_of_a_newer_labelbook_is_left_alone(capsys: Output, book: Path) -> None:
    with sqlite3.connect(book / "book.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "update labelbook" in refused(capsys, "status", book)


def test_a_newline_in_a_name_does_not_break_the_sentence(capsys: Output) -> None:
    assert "no book in a b" in refused(capsys, "status", "a\nb")


# What is read


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty: its first line must name the columns"),
        ("path,label\na.png,i\n".encode("utf-16"), "(a.png is not there)"),
        ("path,label\né.png,i\n".encode("latin-1"), "save it as UTF-8 CSV"),
        (b"path,label\na.png,i,k,l\n", "row 2 has 4 cells, the first line names 2 columns"),
        (b"a,b\n1,2\n", "no column of paths"),
        (b"path,label\n", "lists no image: nothing was created"),
        (b"path,label\na.png,i\nb.png,i\n", "(a.png is not there, and 1 more like it)"),
    ],
)
def test_a_table_that_cannot_be_imported(
    capsys: Output, tmp_path: Path, content: bytes, sentence: str
) -> None:
    table = write(tmp_path / "table.csv", content)
    assert sentence in refused(capsys, "create", tmp_path / "new", "--from", table)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["table.csv"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.zip", b"not a zip", "cannot be read as a zip"),
        ("a.parquet", b"not a parquet", "cannot be read as parquet"),
        ("a.tar", b"?", "cannot be read as a tar"),
        ("a.odt", b"?", "name one of those"),
    ],
)
def test_a_source_of_another_kind(
    capsys: Output, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    source = write(tmp_path / name, content)
    assert sentence in refused(capsys, "create", tmp_path / "new", "--from", source)
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


@pytest.mark.usefixtures("unchanged")
def test_a_book_is_not_imported_as_if_it_were_images(capsys: Output, book: Path) -> None:
    assert "is a book, no folder of images" in refused(capsys, "import", book, book)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        ("sample,action,value\n1,relabel,é\n".encode("latin-1"), "save it as UTF-8 CSV"),
        (b"sample,action,Action\n1,tag,x\n", "names a column twice"),
        (b"sample,action,value\n1,relabel,\n", "line 2: relabel needs a value"),
        (b"sample,action,value\nx,exclude,\n", "line 2: there is no sample x"),
        (b"sample,action,value\n1,split,foo\n", "line 2: 'foo' is no split"),
        (b"sample,action,value\n1,relabel,ii\n1,relabel,iii\n", "line 2 sets the same cell"),
        (b"sample,action,value\n1,tag," + b"a" * 201 + b"\n", "at most 200 are allowed"),
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_edits_that_cannot_be_applied(
    capsys: Output, book: Path, tmp_path: Path, content: bytes, sentence: str
) -> None:
    assert sentence in refused(capsys, "apply", book, write(tmp_path / "edits.csv", content))


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfsample,action,value\n1,relabel,ii\n",
        b"sample;action;value;reason\r\n1;relabel;ii;because, well\r\n",
        b"sample\taction\tvalue\n1\trelabel\tii\n",
        b"Sample, Action ,VALUE\n 1 ,Relabel, ii \n",
    ],
    ids=["with a mark", "semicolons", "tabs", "capitals"],
)
def test_edits_as_spreadsheets_save_them_are_understood(
    capsys: Output, book: Path, tmp_path: Path, content: bytes
) -> None:
    ok(capsys, "apply", book, write(tmp_path / "edits.csv", content))
    with labelbook.open(book) as opened:
        assert opened.sample(1).label == "ii"
