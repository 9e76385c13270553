"""Names as they come in with files: mended by the one rule, told, and asked about when near."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

import labelbook
from labelbook import Book
from labelbook.errors import BadInput
from labelbook.exchange.names_read import NameRead
from tests.cli.test_commands import Output, ok, refused
from tests.conftest import draw


def test_a_folder_with_a_blank_at_its_end_is_the_class_without_it(tmp_path: Path) -> None:
    draw(tmp_path / "set" / "train" / "cat" / "0.png", 0)
    draw(tmp_path / "set" / "train" / "cat " / "1.png", 1)
    book, report = labelbook.create(tmp_path / "book", tmp_path / "set")
    with book:
        assert book.classes() == ["cat"]
        assert book.samples()["label"].to_list() == ["cat", "cat"]
    assert report.names == (NameRead("class", "cat ", "cat", 1),)


def test_an_import_says_what_it_read_a_name_as(capsys: Output, tmp_path: Path) -> None:
    draw(tmp_path / "set" / "train" / "cat " / "1.png", 1)
    told = ok(capsys, "create", tmp_path / "book", "--from", tmp_path / "set")
    assert "the class `cat ` was read as `cat` (1 sample)" in told


def test_labels_and_tags_of_a_table_are_mended(tmp_path: Path) -> None:
    for number in range(4):
        draw(tmp_path / f"{number}.png", number)
    text = (
        f'path,label,tags\n0.png,be\x07ll,a  b;\u202ec\n1.png,"two\nlines",\n2.png,{"z" * 500},\n'
    )
    (tmp_path / "t.csv").write_text(text + "3.png,\u200b,\n", "utf-8")
    book, report = labelbook.create(tmp_path / "book", tmp_path / "t.csv")
    with book:
        found = book.samples()
        assert found["label"].to_list()[:2] == ["bell", "two lines"]
        assert len(found["label"][2]) == 200
        assert found["label"][3] is None
        assert found["tags"][0].to_list() == ["a b", "c"]
        book.files.write_sheet(tmp_path / "s.xlsx")
        book.export(tmp_path / "out", "folder")
    assert NameRead("class", "\u200b", "", 1) in report.names
    assert NameRead("tag", "\u202ec", "c", 1) in report.names


def test_a_zip_with_names_too_long_is_taken_and_goes_out_again(tmp_path: Path) -> None:
    image = draw(tmp_path / "a.png", 0).read_bytes()
    with zipfile.ZipFile(tmp_path / "s.zip", "w") as archive:
        archive.writestr("train/cat/photo.png?token=" + "a" * 260, image)
        archive.writestr(
            "train/cat/" + "b" * 300 + ".png", draw(tmp_path / "b.png", 1).read_bytes()
        )
    with labelbook.create(tmp_path / "book", tmp_path / "s.zip")[0] as book:
        assert book.samples().height == 2
        assert book.export(tmp_path / "out", "folder").samples == 2
    names = sorted(path.name for path in (tmp_path / "out").glob("*/*/*"))
    assert len(names) == 2
    assert all(len(name) <= 200 for name in names)
    assert names[0].endswith(".png")


def edits(folder: Path, text: str) -> Path:
    file = folder / "edits.csv"
    file.write_bytes(text.encode())
    return file


@pytest.fixture
def zoo(tmp_path: Path) -> Book:
    for number in range(3):
        draw(tmp_path / "set" / "train" / "zebra" / f"{number}.png", number)
    draw(tmp_path / "set" / "train" / "lion" / "3.png", 3)
    return labelbook.create(tmp_path / "book", tmp_path / "set")[0]


def test_a_new_class_that_is_nearly_an_old_one_is_asked_about(zoo: Book, tmp_path: Path) -> None:
    file = edits(tmp_path, "path,action,value\ntrain/lion/3.png,relabel,zebr\n")
    with zoo:
        with pytest.raises(
            BadInput, match="`zebr` is new and nearly `zebra` \\(3 samples\\)"
        ) as told:
            zoo.files.apply(file, author="Anna")
        assert str(told.value).endswith("write --new-class zebr to add it, or mend the file")
        assert zoo.classes() == ["lion", "zebra"]
        zoo.files.apply(file, author="Anna", new_classes=["zebr"])
        assert zoo.classes() == ["lion", "zebra", "zebr"]


def test_a_new_class_that_is_like_no_other_is_just_added(zoo: Book, tmp_path: Path) -> None:
    file = edits(tmp_path, "path,action,value\ntrain/lion/3.png,relabel,not sure\n")
    with zoo:
        zoo.files.apply(file, author="Anna")
        assert zoo.classes() == ["lion", "zebra", "not sure"]


def test_the_command_takes_a_class_that_is_meant(capsys: Output, zoo: Book, tmp_path: Path) -> None:
    zoo.close()
    file = edits(tmp_path, "path,action,value\ntrain/lion/3.png,relabel,Zebra\n")
    assert "--new-class Zebra" in refused(capsys, "apply", tmp_path / "book", file)
    ok(capsys, "apply", tmp_path / "book", file, "--new-class", "Zebra")


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n"])
def test_edits_are_read_with_any_line_ends(zoo: Book, tmp_path: Path, end: str) -> None:
    lines = ["path,action,value,reason", 'train/lion/3.png,relabel,zebra,"two\r\nlines"', ""]
    with zoo:
        report = zoo.files.apply(edits(tmp_path, end.join(lines)), author="Anna")
        assert report.applied == 1
        assert zoo.sample("train/lion/3.png").label == "zebra"


def test_a_split_is_named_as_people_write_it(zoo: Book, tmp_path: Path) -> None:
    file = edits(tmp_path, "path,action,value\ntrain/lion/3.png,split, Val\u200b\n")
    with zoo:
        zoo.files.apply(file, author="Anna")
        assert zoo.sample("train/lion/3.png").split == "val"


@pytest.mark.parametrize("sample", ["\u00b2", "1" * 5000, "-1", "1.5", "0x1"])
def test_what_is_no_number_of_a_sample_is_told_with_its_line(
    zoo: Book, tmp_path: Path, sample: str
) -> None:
    file = edits(tmp_path, f"sample,action,value\n{sample},relabel,lion\n")
    with zoo, pytest.raises(BadInput, match="line 2: there is no sample") as told:
        zoo.files.apply(file, author="Anna")
    assert len(str(told.value)) < 200


def test_a_class_of_an_older_book_that_breaks_the_rule_stays_usable(
    zoo: Book, tmp_path: Path
) -> None:
    with zoo:
        with zoo.context.database.writing() as connection:
            for table in ("classes", "state", "samples"):
                column = "name" if table == "classes" else "label"
                connection.exec_driver_sql(
                    f"UPDATE {table} SET {column} = 'zebra ' WHERE {column} = 'zebra'"
                )
        assert zoo.classes() == ["lion", "zebra "]
        zoo.relabel("train/lion/3.png", "zebra ", author="Anna")
        assert zoo.sample("train/lion/3.png").label == "zebra "
        zoo.export(tmp_path / "out", "folder")
        back, report = labelbook.create(tmp_path / "back", tmp_path / "out")
        with back:
            assert back.classes() == ["zebra"]
        assert report.names == (NameRead("class", "zebra ", "zebra", 4),)
        zoo.undo(author="Anna")
        zoo.classes.rename("zebra ", "zebra", author="Anna")
        assert zoo.classes() == ["lion", "zebra"]
