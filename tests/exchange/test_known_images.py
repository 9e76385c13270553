"""A table of images that the book has: empty cells are filled, others are asked about."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import polars as pl
import pytest

import labelbook
from labelbook import Book
from labelbook.cli import run
from labelbook.errors import Undecided
from labelbook.exchange.importers.options import ReadOptions
from labelbook.types import Edit
from tests.conftest import draw

KEEP, UPDATE = ReadOptions(differing="keep"), ReadOptions(differing="update")


@pytest.fixture
def bare(tmp_path: Path) -> Book:
    """A book of four images without labels, which lie in folders that mean nothing."""
    for number in range(4):
        draw(tmp_path / "images" / "scans" / f"scan{number}.png", number)
    options = ReadOptions(layout="ANY/FILE")
    return labelbook.create(tmp_path / "book", tmp_path / "images", options=options)[0]


def write(place: Path, rows: dict[str, list[object]]) -> Path:
    frame = pl.DataFrame(rows, strict=False)
    place.parent.mkdir(exist_ok=True)
    if place.suffix == ".csv":
        frame.write_csv(place)
    elif place.suffix == ".tsv":
        frame.write_csv(place, separator="\t")
    elif place.suffix == ".jsonl":
        frame.write_ndjson(place)
    elif place.suffix == ".parquet":
        frame.write_parquet(place)
    else:
        import openpyxl

        book = openpyxl.Workbook()
        assert book.active is not None
        for row in [frame.columns, *frame.rows()]:
            book.active.append(list(row))
        book.save(place)
    return place


def labels(book: Book) -> list[str | None]:
    return list(book.samples().sort("path")["label"])


@pytest.mark.parametrize("ending", ["csv", "tsv", "jsonl", "parquet", "xlsx"])
def test_what_is_empty_in_the_book_is_filled_in_one_changeset_that_can_be_undone(
    bare: Book, tmp_path: Path, ending: str
) -> None:
    rows: dict[str, list[object]] = {
        "file": ["scan0.png", "scan1.png", "scan2.png"],
        "label": ["cat", "dog", None],
        "tags": ["dark", None, "thin;wide"],
        "age": [3, None, 5],
    }
    with bare:
        before = bare.samples()
        report = bare.import_(write(tmp_path / "elsewhere" / f"table.{ending}", rows))
        assert (report.added, dict(report.filling.filled)) == (
            0,
            {"label": 2, "tags": 3, "age": 2},
        )
        now = bare.samples().sort("path")
        assert labels(bare) == ["cat", "dog", None, None]
        assert now["tags"].to_list() == [["dark"], [], ["thin", "wide"], []]
        assert now["age"].to_list() == [3, None, 5, None]
        assert report.changeset is not None
        assert report.changeset.id == bare.seq == 2
        bare.undo(author="Anna")
        assert (
            bare.samples()
            .drop("last_change", "last_author")
            .equals(before.drop("last_change", "last_author"))
        )
        assert bare.classes() == []
        bare.redo(2, author="Anna")
        assert labels(bare) == ["cat", "dog", None, None]


@pytest.mark.parametrize(
    "names",
    [
        ["images/scans/scan0.png", "./scan1.png"],
        ["scan0.png", "scan1.png"],
        ["scan0", "scan1"],
        ["/other/computer/scan0.png", "C:\\data\\scan1.png"],
        ["https://example.org/a/scan0.png?x=1", "https://example.org/scan1.png"],
    ],
)
def test_images_are_found_by_path_by_name_and_by_stem(
    bare: Book, tmp_path: Path, names: list[object]
) -> None:
    with bare:
        table = write(tmp_path / "elsewhere" / "t.csv", {"image": names, "label": ["a", "b"]})
        bare.import_(table)
        assert labels(bare) == ["a", "b", None, None]


def test_images_are_found_by_their_content_under_other_names(bare: Book, tmp_path: Path) -> None:
    for number in range(4):
        place = tmp_path / "copy" / f"renamed{3 - number}.png"
        place.parent.mkdir(exist_ok=True)
        shutil.copy(tmp_path / "images" / "scans" / f"scan{number}.png", place)
    names: list[object] = [f"renamed{number}.png" for number in range(4)]
    table = write(tmp_path / "copy" / "t.csv", {"file": names, "label": ["d", "c", "b", "a"]})
    with bare:
        report = bare.import_(table)
        assert (report.added, report.unchanged) == (0, 4)
        assert labels(bare) == ["a", "b", "c", "d"]


def test_another_image_of_the_same_name_is_a_new_sample(bare: Book, tmp_path: Path) -> None:
    draw(tmp_path / "more" / "sub" / "scan0.png", 77)
    draw(tmp_path / "more" / "scan1.png", 78)
    names: list[object] = ["sub/scan0.png", "scan1.png"]
    table = write(tmp_path / "more" / "t.csv", {"file": names, "label": ["new", "other"]})
    with bare:
        report = bare.import_(table)
        assert report.added == 1
        assert bare.sample("sub/scan0.png").label == "new"
        assert bare.sample("scan0.png").label is None
        assert bare.sample("scan1.png").label is None
        assert report.skipped[0].reason.startswith("is in the book already with other content")


def test_a_copy_among_new_images_is_a_sample_of_its_own(bare: Book, tmp_path: Path) -> None:
    for number in range(5):
        draw(tmp_path / "more" / f"{number}.png", 50 + number)
    shutil.copy(tmp_path / "images" / "scans" / "scan0.png", tmp_path / "more" / "5.png")
    names: list[object] = [f"{number}.png" for number in range(6)]
    table = write(tmp_path / "more" / "t.csv", {"file": names, "label": list("aabbab")})
    with bare:
        assert bare.import_(table).added == 6
        assert bare.sample("scan0.png").label is None


def test_new_images_are_added_beside_those_that_are_filled(bare: Book, tmp_path: Path) -> None:
    draw(tmp_path / "more" / "new.png", 99)
    rows: dict[str, list[object]] = {
        "file": ["new.png", "scan0.png", "scan9.png"],
        "label": ["a", "b", "c"],
        "split": ["test", "val", "val"],
    }
    with bare:
        report = bare.import_(write(tmp_path / "more" / "t.csv", rows), options=UPDATE)
        assert (report.added, report.changeset and report.changeset.added) == (1, 1)
        assert report.changeset is not None
        assert report.changeset.summary.startswith("Imported 1 sample; ")
        assert bare.sample("new.png").split == "test"
        assert bare.sample("scan0.png").split == "val"
        (left,) = report.skipped
        assert (left.path, left.reason) == ("scan9.png", "is not there")
        assert report.doubts[-1] == (
            "1 of 3 rows names an image that is neither in the book nor on this disk: 'scan9.png'"
        )


def test_what_differs_is_asked_about_and_nothing_is_done_before(
    tiny_book: Book, tmp_path: Path
) -> None:
    rows: dict[str, list[object]] = {
        "path": ["train/i/0.png", "train/i/1.png"],
        "label": ["iii", "i"],
        "split": ["train", "val"],
        "note": ["seen", "seen"],
    }
    table = write(tmp_path / "elsewhere" / "t.csv", rows)
    seen = tiny_book.files.preview(table)
    with pytest.raises(Undecided) as asked:
        tiny_book.import_(table)
    assert "1 label and 1 split differ from the book's (train/i/0.png: i in the book" in str(
        asked.value
    )
    assert seen.doubts[-1].answers == asked.value.answers
    assert tiny_book.seq == 1
    keep, update = asked.value.answers[1], asked.value.answers[0]
    report = tiny_book.import_(table, options=ReadOptions().settled(keep.settings))
    assert (dict(report.filling.kept), dict(report.filling.filled)) == (
        {"label": 1, "split": 1},
        {"note": 2},
    )
    assert tiny_book.sample("train/i/0.png").label == "i"
    report = tiny_book.import_(table, options=ReadOptions().settled(update.settings))
    assert dict(report.filling.changed) == {"label": 1, "split": 1}
    assert tiny_book.sample("train/i/0.png").label == "iii"
    assert tiny_book.sample("train/i/1.png").split == "val"
    assert tiny_book.import_(table).changeset is None


def test_an_empty_cell_says_nothing_and_no_tag_is_taken_away(
    tiny_book: Book, tmp_path: Path
) -> None:
    tiny_book.tag([1], "old", author="Anna")
    rows: dict[str, list[object]] = {
        "path": ["train/i/0.png"],
        "label": [None],
        "tags": ["new"],
        "excluded": ["yes"],
    }
    tiny_book.import_(write(tmp_path / "elsewhere" / "t.csv", rows))
    one = tiny_book.sample(1)
    assert (one.label, one.tags, one.excluded) == ("i", ("new", "old"), True)


def test_our_own_table_brings_back_what_was_edited_in_it(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.exclude([2], author="Anna")
    tiny_book.export(tmp_path / "t.csv", "csv")
    assert tiny_book.import_(tmp_path / "t.csv").changeset is None
    table = pl.read_csv(tmp_path / "t.csv", infer_schema=False)
    changed = table.with_columns(
        label=pl.when(pl.col("sample") == "1").then(pl.lit("ii")).otherwise("label"),
        excluded=pl.lit("false"),
    )
    changed.write_csv(tmp_path / "t.csv")
    tiny_book.import_(tmp_path / "t.csv", options=UPDATE)
    assert (tiny_book.sample(1).label, tiny_book.sample(2).excluded) == ("ii", False)


def test_what_a_column_cannot_hold_is_told_and_left_out(bare: Book, tmp_path: Path) -> None:
    with bare:
        bare.columns.add("age", "number", author="Anna")
        draw(tmp_path / "elsewhere" / "new.png", 9)
        rows: dict[str, list[object]] = {
            "file": ["scan0", "scan1", "new"],
            "age": ["3", "old", "young"],
        }
        report = bare.import_(write(tmp_path / "elsewhere" / "t.csv", rows))
        assert (dict(report.filling.filled), dict(report.filling.unfit)) == ({"age": 1}, {"age": 1})
        says = "1 value of age left out: the column cannot hold what stands there"
        assert report.doubts == (says,)
        assert report.added == 1


def test_what_label_studio_says_of_images_that_are_there_is_filled_in(
    bare: Book, tmp_path: Path
) -> None:
    chosen = {"type": "choices", "from_name": "k", "value": {"choices": ["cat"]}}
    task = {
        "data": {"image": "/data/upload/3/0a1b2c3d-scan2.png"},
        "annotations": [{"result": [chosen]}],
    }
    place = tmp_path / "elsewhere" / "tasks.json"
    place.parent.mkdir()
    place.write_text(json.dumps([task]))
    with bare:
        assert bare.import_(place).added == 0
        assert labels(bare) == [None, None, "cat", None]


def test_who_changed_a_cell_meanwhile_is_asked_about_too(bare: Book, tmp_path: Path) -> None:
    table = write(tmp_path / "elsewhere" / "t.csv", {"file": ["scan0"], "label": ["a"]})
    with bare:
        bare.edit([Edit("label", [1], "b")], author="Ben")
        with pytest.raises(Undecided):
            bare.import_(table)
        assert bare.import_(table, options=KEEP).changeset is None


def test_the_command_names_both_options_and_takes_them(
    book: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: dict[str, list[object]] = {"path": ["train/i/0.png"], "label": ["ii"], "age": [4]}
    table = str(write(tmp_path / "elsewhere" / "t.csv", rows))
    assert run(["import", str(book), table, "--dry-run"]) == 0
    assert "1 image is in the book already: 1 value of age filled in" in capsys.readouterr().out
    assert run(["import", str(book), table]) == 2
    told = capsys.readouterr().err
    assert "--update   what the source says" in told
    assert "--keep     what the book has" in told
    assert run(["import", str(book), table, "--update", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["changed"] == {"label": 1}
