"""What is written is what the book says, the same bytes every time."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path

import polars as pl
import pytest

import labelbook
from labelbook import Book
from labelbook.errors import BadInput, NotFound
from labelbook.exchange.exporters import contest
from labelbook.exchange.importers.folder import EXPORT


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_folder_holds_exactly_the_changes(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.export(tmp_path / "before", "folder")
    tiny_book.relabel("train/i/0.png", "iii", author="Anna")
    tiny_book.exclude("train/i/1.png", author="Anna")
    tiny_book.set_split("train/i/2.png", "test", author="Anna")
    report = tiny_book.export(tmp_path / "after", "folder")
    before, after = files(tmp_path / "before"), files(tmp_path / "after")
    assert before.pop(EXPORT) == after.pop(EXPORT)
    assert len(before) == 12
    assert before.keys() - after.keys() == {"train/i/0.png", "train/i/1.png", "train/i/2.png"}
    # The class iii has a 0.png of its own: the newcomer carries its sample's number.
    moved = tiny_book.sample("train/i/0.png").id
    kept = {f"train/iii/0-{moved}.png", "train/iii/0.png"} & after.keys()
    assert after.keys() - before.keys() <= {"train/iii/0-1.png", "train/iii/0-9.png"} | {
        f"train/iii/0-{tiny_book.sample('train/iii/0.png').id}.png",
        "test/i/2.png",
    }
    assert kept
    assert sorted(after.values()) == sorted(
        data for name, data in before.items() if name != "train/i/1.png"
    )
    assert report.left_out == {"excluded": 1}


@pytest.mark.parametrize("format", ["zip", "contest", "csv", "parquet"])
def test_exporting_twice_gives_the_same_bytes(tiny_book: Book, tmp_path: Path, format: str) -> None:
    tiny_book.tag(1, "thin", author="Anna")
    tiny_book.export(tmp_path / "a", format)
    tiny_book.export(tmp_path / "b", format)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_workbook_is_exported_like_any_format(tiny_book: Book, tmp_path: Path) -> None:
    report = tiny_book.export(tmp_path / "all.xlsx", "xlsx")
    assert (report.format, report.samples) == ("xlsx", 12)
    assert tiny_book.files.read_sheet(tmp_path / "all.xlsx").edits == ()


def test_another_tool_reads_the_zip(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.export(tmp_path / "a.zip", "zip")
    listing = subprocess.run(
        ["python3", "-m", "zipfile", "-t", str(tmp_path / "a.zip")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Done testing" in listing.stdout


def test_the_contest_gets_train_and_val_only(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.set_split(1, "test", author="Anna")
    report = tiny_book.export(tmp_path / "a.zip", "contest")
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert {name.split("/")[0] for name in archive.namelist()} == {"train", "val"}
        assert len(archive.namelist()) == report.samples == 11
    assert report.left_out == {"in the test split": 1}


def test_more_than_the_contest_allows_is_refused(
    tiny_book: Book, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contest, "CONTEST_LIMIT", 11)
    with pytest.raises(BadInput, match="hold 12 images and the contest takes at most 11"):
        tiny_book.export(tmp_path / "a.zip", "contest")
    assert not (tmp_path / "a.zip").exists()


def test_a_version_is_exported_as_it_was(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.save_version("first", author="Anna")
    tiny_book.export(tmp_path / "then.csv", "csv")
    tiny_book.relabel([1, 2, 3], "iii", author="Anna")
    tiny_book.export(tmp_path / "later.csv", "csv", version="first")
    assert (tmp_path / "then.csv").read_bytes() == (tmp_path / "later.csv").read_bytes()
    with pytest.raises(NotFound, match="versions: first"):
        tiny_book.export(tmp_path / "x.csv", "csv", version="second")


def test_a_table_holds_every_sample_and_column(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.tag([1, 2], "thin", author="Anna")
    tiny_book.tag(1, "dark", author="Anna")
    tiny_book.exclude(3, author="Ben")
    tiny_book.export(tmp_path / "a.csv", "csv")
    tiny_book.export(tmp_path / "a.parquet", "parquet")
    csv, parquet = pl.read_csv(tmp_path / "a.csv"), pl.read_parquet(tmp_path / "a.parquet")
    assert csv["tags"].to_list()[:2] == ["dark;thin", "thin"]
    assert parquet.equals(tiny_book.samples())
    assert csv["last_author"].to_list()[2] == "Ben"


def test_an_exported_folder_comes_back_the_same(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.relabel([1, 5], "doodle", author="Anna")
    tiny_book.set_split([2, 6], "test", author="Anna")
    for format, name in (("folder", "out"), ("zip", "out.zip")):
        tiny_book.export(tmp_path / name, format)
        back, _ = labelbook.create(tmp_path / f"back-{format}", tmp_path / name)
        with back:
            columns = ["hash", "label", "split"]
            assert (back.samples().select(columns).sort(columns)).equals(
                tiny_book.samples().select(columns).sort(columns)
            )


def test_a_csv_comes_back_the_same(tiny_book: Book, tmp_path: Path, image_folder: Path) -> None:
    tiny_book.relabel([1, 5], "doodle", author="Anna")
    tiny_book.tag([1, 2], "thin", author="Anna")
    tiny_book.exclude(3, author="Anna")
    tiny_book.export(tmp_path / "a.csv", "csv")
    back, _ = labelbook.create(tmp_path / "back", tmp_path / "a.csv", images=image_folder)
    with back:
        columns = ["path", "label", "split", "excluded", "tags", "hash"]
        assert (back.samples().select(columns).sort("path")).equals(
            tiny_book.samples().select(columns).sort("path")
        )


def test_nothing_is_overwritten(tiny_book: Book, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("mine")
    with pytest.raises(BadInput, match="exists already"):
        tiny_book.export(tmp_path / "a.zip", "zip")
    assert (tmp_path / "a.zip").read_text() == "mine"


@pytest.mark.parametrize("format", ["folder", "zip", "contest", "croissant"])
def test_a_file_that_is_gone_keeps_no_other_back(
    tiny_book: Book, image_folder: Path, tmp_path: Path, format: str
) -> None:
    (image_folder / "train" / "i" / "0.png").unlink()
    report = tiny_book.export(tmp_path / "out", format)
    assert report.samples == 11
    [(reason, count)] = report.left_out.items()
    assert reason.startswith("whose file is gone: put it back")
    assert count == 1
