"""Files that move, change, go and come: the book follows them, and nothing is lost untold."""

from __future__ import annotations

import os
import shutil
import time
import zipfile
from pathlib import Path

import pytest

import labelbook
from labelbook import Book
from labelbook.core.limits import IMAGES
from labelbook.exchange import importers
from labelbook.exchange.importers.options import ReadOptions
from tests.conftest import draw


def test_a_moved_file_keeps_its_history(tmp_path: Path, image_folder: Path) -> None:
    book, _ = labelbook.create(tmp_path / "book", image_folder)
    with book:
        book.relabel("train/i/0.png", "iii", author="Anna")
        sample = book.sample("train/i/0.png").id
        (image_folder / "train/i/0.png").rename(image_folder / "train/ii/moved.png")
        report = book.import_(image_folder)
        assert (report.added, report.moved, report.changeset) == (0, 1, None)
        (says,) = report.doubts
        assert says == (
            "1 file was moved, and keeps its labels and history: "
            "train/i/0.png lies in train/ii/moved.png now"
        )
        assert book.sample("train/i/0.png").label == "iii"
        assert book.image_path(sample).name == "moved.png"
        assert book.import_(image_folder).moved == 0
        assert book.samples().height == 12


def test_a_copy_is_a_second_sample_and_told(tmp_path: Path, image_folder: Path) -> None:
    book, _ = labelbook.create(tmp_path / "book", image_folder)
    with book:
        shutil.copy(image_folder / "train/i/0.png", image_folder / "train/ii/copy.png")
        report = book.import_(image_folder)
        assert report.added == 1
        assert report.doubts == ("1 new file has the same content as samples of the book",)


def test_check_tells_what_became_of_the_files(tmp_path: Path, image_folder: Path) -> None:
    book, _ = labelbook.create(tmp_path / "book", image_folder)
    with book:
        assert book.files.check().is_whole
        (image_folder / "train/i/0.png").rename(image_folder / "elsewhere.png")
        (image_folder / "train/i/1.png").unlink()
        draw(image_folder / "train/i/2.png", 99, (30, 20))
        draw(image_folder / "train/i/new.png", 98)
        found = book.files.check()
        assert [(each.path, each.location) for each in found.moved] == [
            ("train/i/0.png", "elsewhere.png")
        ]
        assert [place.path for place in found.gone] == ["train/i/1.png"]
        assert [place.path for place in found.changed] == ["train/i/2.png"]
        assert [Path(path).name for path in found.new] == ["new.png"]
        assert book.files.follow(found.moved) == 1
        made, refused = book.files.take_changed(found.changed, author="Anna")
        assert made is not None
        assert (made.summary, refused) == ("Took the new content of 1 file", [])
        changed = book.sample("train/i/2.png")
        assert (changed.width, changed.height) == (30, 20)
        row = book.samples().filter(path="train/i/2.png").row(0, named=True)
        assert (row["width"], row["hash"]) == (30, changed.hash)
        again = book.files.check()
        assert [len(each) for each in (again.moved, again.changed, again.gone)] == [0, 0, 1]


def test_who_follows_the_journal_sees_the_new_content(tmp_path: Path, image_folder: Path) -> None:
    book, _ = labelbook.create(tmp_path / "book", image_folder)
    with book:
        before = book.journal.snapshot()
        draw(image_folder / "train/i/2.png", 99, (30, 20))
        book.files.take_changed(book.files.check().changed, author="Anna")
        assert book.journal.snapshot().seq == before.seq + 1
        (news,) = book.journal.news_since(before.seq) or []
        assert news.arrivals is None


def test_a_changed_file_that_is_no_image_stays_as_it_was(
    tmp_path: Path, image_folder: Path
) -> None:
    book, _ = labelbook.create(tmp_path / "book", image_folder)
    with book:
        hash = book.sample("train/i/2.png").hash
        (image_folder / "train/i/2.png").write_text("no image")
        made, refused = book.files.take_changed(book.files.check().changed, author="Anna")
        assert made is None
        ((path, reason),) = refused
        assert (path, "is not an image" in reason) == ("train/i/2.png", True)
        assert book.sample("train/i/2.png").hash == hash


def make_zip(path: Path, count: int) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(count):
            image = draw(path.parent / "one.png", number)
            archive.write(image, f"train/{'ab'[number % 2]}/{number}.png")
            image.unlink()
    return path


def images_of(book: Book) -> list[str]:
    return sorted(file.name for file in (book.directory / IMAGES).rglob("*") if file.is_file())


def test_an_import_that_stops_leaves_nothing_behind(
    tmp_path: Path, tiny_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = make_zip(tmp_path / "more.zip", 8)
    before = images_of(tiny_book)

    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tiny_book.import_(source, progress=stop)
    assert images_of(tiny_book) == before
    assert tiny_book.import_(source).added == 8
    assert len(images_of(tiny_book)) == len(before) + 8


def test_clean_removes_what_nothing_names_and_nothing_else(tmp_path: Path, tiny_book: Book) -> None:
    tiny_book.import_(make_zip(tmp_path / "more.zip", 4))
    kept = images_of(tiny_book)
    images = tiny_book.directory / IMAGES
    left = [draw(images / "ab" / f"{'ab' * 32}.png", 1)]
    left.append(draw(images / ".incoming-1" / "cd" / f"{'cd' * 32}.png", 2))
    assert tiny_book.files.clean().files == ()
    for file in left:
        os.utime(file, (time.time() - 7200,) * 2)
    assert set(tiny_book.files.leftovers().files) == set(left)
    assert set(tiny_book.files.clean().files) == set(left)
    assert images_of(tiny_book) == kept
    assert not (images / ".incoming-1").exists()


def test_what_links_lead_to_is_read_when_people_say_so(tmp_path: Path) -> None:
    for number in range(4):
        kept = draw(tmp_path / "cache" / f"{number:02}" / "content.png", number)
        link = tmp_path / "data" / "train" / "ab"[number % 2] / f"{number}.png"
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(kept.rename(kept.with_suffix("")))
    (tmp_path / "data" / "loop").symlink_to(tmp_path / "data")
    options = ReadOptions(follow_links=True)
    book, report = labelbook.create(tmp_path / "book", tmp_path / "data", options=options)
    with book:
        assert report.added == 4
        assert book.samples()["path"].to_list()[0] == "train/a/0.png"
        assert book.image_path(1).is_relative_to(tmp_path / "cache")
        assert book.thumbnail(1, 64)


def test_what_labelbook_keeps_in_the_source_is_no_data(tmp_path: Path, image_folder: Path) -> None:
    book, report = labelbook.create(image_folder / "book", image_folder)
    with book:
        assert (report.added, report.skipped) == (12, ())
        book.export(image_folder / "out", "folder")
        again = book.import_(image_folder)
        assert (again.added, again.unchanged) == (0, 12)
        assert [(item.path, item.reason) for item in again.skipped] == [
            ("out", "is an export of a book: it was not read again")
        ]
    reading = importers.read(image_folder, images_store=tmp_path, known={})
    assert len(reading.items) == 12
