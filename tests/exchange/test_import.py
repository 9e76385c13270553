"""Every file is taken or listed with its reason; nothing stops an import."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import polars as pl
import pytest
from PIL import Image

import labelbook
from labelbook.errors import BadInput, NotFound
from labelbook.exchange import importers
from labelbook.exchange.importers import Batch, ReadOptions
from labelbook.journal.records import NewSample
from tests.conftest import draw


def take(source: Path, tmp_path: Path, **options: object) -> Batch:
    """Read a source whole."""
    known = options.pop("known", {})
    reading = importers.read(source, images_store=tmp_path / "store", known=known, **options)  # type: ignore[arg-type]
    whole = Batch([], [], [])
    for batch in reading.batches:
        whole.samples.extend(batch.samples)
        whole.skipped.extend(batch.skipped)
        whole.unchanged.extend(batch.unchanged)
    assert reading.total == len(whole.samples) + len(whole.skipped) + len(whole.unchanged)
    return whole


def by_path(batch: Batch) -> dict[str, NewSample]:
    return {sample.path: sample for sample in batch.samples}


@pytest.mark.parametrize(
    ("path", "split", "label"),
    [
        ("train/iv/a.png", "train", "iv"),
        ("Validation/iv/a.png", "val", "iv"),
        ("label_book/iv/a.png", "test", "iv"),
        ("iv/a.png", "train", "iv"),
        ("train/a.png", "train", None),
        ("a.png", "train", None),
    ],
)
def test_the_path_says_split_and_class(
    tmp_path: Path, path: str, split: str, label: str | None
) -> None:
    draw(tmp_path / "set" / path, 1)
    (sample,) = take(tmp_path / "set", tmp_path).samples
    assert (sample.path, sample.split, sample.label) == (path, split, label)


def test_files_that_are_no_images_are_listed_with_the_reason(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    draw(folder / "iv" / "good.png", 1)
    (folder / "iv" / "page.png").write_text("<html>404</html>")
    (folder / "iv" / "empty.png").touch()
    whole = (folder / "iv" / "good.png").read_bytes()
    (folder / "iv" / "cut.png").write_bytes(whole[:45])
    (folder / "iv" / "notes.txt").write_text("a note")
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "iv" / "dangling.png").symlink_to(folder / "nowhere.png")
    outside = draw(tmp_path / "secret.png", 2)
    (folder / "iv" / "outside.png").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    found = take(folder, tmp_path)
    assert [sample.path for sample in found.samples] == ["iv/good.png"]
    reasons = dict(found.skipped)
    assert "is not an image (16 bytes, starts with '<html>40')" in reasons["iv/page.png"]
    assert "is empty" in reasons["iv/empty.png"]
    assert "is a broken image" in reasons["iv/cut.png"]
    assert "is not an image" in reasons["iv/notes.txt"]
    assert "system file" in reasons[".DS_Store"]
    assert "not there" in reasons["iv/dangling.png"]
    assert "leads outside" in reasons["iv/outside.png"]
    assert "link to a folder" in reasons["loop"]
    assert len(reasons) == 8


def test_a_name_that_is_not_utf8_is_listed(tmp_path: Path) -> None:
    folder = tmp_path / "set"
    good = draw(folder / "iv" / "good.png", 1)
    Path(os.fsdecode(os.fsencode(folder) + b"/iv/b\xff.png")).write_bytes(good.read_bytes())
    found = take(folder, tmp_path)
    assert [reason for _, reason in found.skipped] == ["has a name that is not UTF-8: rename it"]


def test_many_files_come_in_one_order_whatever_the_processes(tmp_path: Path) -> None:
    for number in range(260):
        draw(tmp_path / "set" / "iv" / f"{number}.png", number, (4, 4))
    alone = take(tmp_path / "set", tmp_path, processes=1)
    together = take(tmp_path / "set", tmp_path, processes=2)
    assert alone == together
    assert len(alone.samples) == 260


def make_zip(path: Path, entries: list[tuple[str, bytes]]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def png(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (5, 4), shade).save(out, "PNG")
    return out.getvalue()


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_goes_into_the_book_and_its_traps_do_not(tmp_path: Path) -> None:
    source = make_zip(
        tmp_path / "set.zip",
        [
            ("train/iv/a.png", png(1)),
            ("train/iv/a.png", png(2)),
            ("../escape.png", png(3)),
            ("/root.png", png(4)),
            ("__MACOSX/train/iv/._a.png", b"x"),
            ("val/v/b.png", png(5)),
            ("val/v/bad.png", b"bad"),
        ],
    )
    found = take(source, tmp_path)
    assert {sample.path: sample.split for sample in found.samples} == {
        "train/iv/a.png": "train",
        "val/v/b.png": "val",
    }
    for sample in found.samples:
        assert (tmp_path / "store" / sample.location).is_file()
    reasons = dict(found.skipped)
    assert "more than once" in reasons["train/iv/a.png"]
    assert "outside the zip" in reasons["../escape.png"]
    assert "outside the zip" in reasons["/root.png"]
    assert "system file" in reasons["__MACOSX/train/iv/._a.png"]
    assert not (tmp_path / "escape.png").exists()


def test_the_folder_that_was_zipped_is_no_class(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "a.zip", [("data/train/iv/a.png", png(1))])
    (sample,) = take(source, tmp_path).samples
    assert (sample.path, sample.label, sample.split) == ("train/iv/a.png", "iv", "train")


def test_what_came_from_a_zip_stays_in_the_book_wherever_it_goes(tmp_path: Path) -> None:
    source = make_zip(tmp_path / "a.zip", [("train/iv/a.png", png(1))])
    made, _ = labelbook.create(tmp_path / "book", source)
    made.close()
    source.unlink()
    (tmp_path / "book").rename(tmp_path / "moved")
    with labelbook.open(tmp_path / "moved") as book:
        assert book.image_path(1).read_bytes() == png(1)
        assert book.export(tmp_path / "out.zip", "zip").samples == 1
        again = make_zip(tmp_path / "a.zip", [("train/iv/a.png", png(1))])
        report = book.import_(again)
        assert (report.added, report.unchanged, report.moved) == (0, 1, 0)


def test_what_unpacks_to_far_too_much_is_left_alone(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("iv/bomb.png", bytes(20_000_000))
    found = take(tmp_path / "a.zip", tmp_path)
    assert "times when unpacked" in dict(found.skipped)["iv/bomb.png"]


def test_a_broken_zip_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 nothing more")
    with pytest.raises(BadInput, match="cannot be read as a zip"):
        take(tmp_path / "a.zip", tmp_path)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_table_lists_paths_and_labels(tmp_path: Path, suffix: str) -> None:
    draw(tmp_path / "images" / "a.png", 1)
    draw(tmp_path / "images" / "b.png", 2)
    draw(tmp_path / "secret.png", 3)
    rows = {
        "File": ["a.png", "b.png", "a.png", "../secret.png", "gone.png", None],
        "class": [7, 8, 9, 7, 7, 7],
        "split": ["val", None, "val", "val", "val", "val"],
        "tags": ["dark;thin", None, None, None, None, None],
    }
    source = tmp_path / "images" / f"labels{suffix}"
    frame = pl.DataFrame(rows)
    frame.write_csv(source) if suffix == ".csv" else frame.write_parquet(source)
    found = take(source, tmp_path)
    samples = by_path(found)
    assert (samples["a.png"].label, samples["a.png"].split) == ("7", "val")
    assert samples["a.png"].tags == ("dark", "thin")
    assert (samples["b.png"].label, samples["b.png"].split) == ("8", "train")
    reasons = " | ".join(f"{path}: {reason}" for path, reason in found.skipped)
    assert "is listed again with the label '9': the first is taken" in reasons
    assert "lies outside" in reasons
    assert "gone.png: is not there" in reasons
    assert "has no path" in reasons


def test_a_table_may_lie_elsewhere_than_its_images(tmp_path: Path) -> None:
    draw(tmp_path / "images" / "iv" / "a.png", 1)
    (tmp_path / "labels.csv").write_text("path,label\niv/a.png,iv\n")
    (sample,) = take(
        tmp_path / "labels.csv", tmp_path, options=ReadOptions(images=tmp_path / "images")
    ).samples
    assert sample.label == "iv"


def test_a_table_without_paths_says_which_columns_it_has(tmp_path: Path) -> None:
    (tmp_path / "labels.csv").write_text("name,label\na,iv\n")
    with pytest.raises(BadInput, match="it has name, label"):
        take(tmp_path / "labels.csv", tmp_path)


def test_importing_again_adds_only_what_is_new(tmp_path: Path, image_folder: Path) -> None:
    book, _ = labelbook.create(tmp_path / "book", image_folder)
    with book:
        again = book.import_(image_folder)
        assert (again.changeset, again.added, again.unchanged) == (None, 0, 12)
        draw(image_folder / "train" / "iv" / "new.png", 77)
        draw(image_folder / "train" / "i" / "0.png", 78)
        third = book.import_(image_folder)
        assert (third.added, third.unchanged) == (1, 11)
        assert [item.path for item in third.skipped] == ["train/i/0.png"]
        assert "other content" in third.skipped[0].reason
        assert book.classes() == ["i", "ii", "iii", "iv"]


def test_what_an_undo_took_out_comes_back_with_its_history_when_imported_again(
    tmp_path: Path, image_folder: Path
) -> None:
    book, report = labelbook.create(tmp_path / "book", image_folder, author="Anna")
    with book:
        book.relabel(1, "changed", author="Ben")
        book.undo(1, author="Anna")
        assert book.samples().height == 0
        again = book.import_(image_folder, author="Dora")
        assert (again.added, again.unchanged) == (report.added, 0)
        assert book.samples().height == report.added
        assert book.sample(1).label == "changed"
        assert again.changeset is not None
        book.undo(again.changeset.id, author="Anna")
        assert book.samples().height == 0


def test_a_folder_that_moved_is_found_again_by_importing_it(
    tmp_path: Path, image_folder: Path
) -> None:
    book, report = labelbook.create(tmp_path / "book", image_folder, author="Anna")
    with book:
        image_folder.rename(tmp_path / "elsewhere")
        with pytest.raises(NotFound, match="from where it is now"):
            book.image_path(1)
        again = book.import_(tmp_path / "elsewhere", author="Anna")
        assert (again.changeset, again.unchanged, again.moved) == (None, report.added, report.added)
        assert book.image_path(1).is_relative_to(tmp_path / "elsewhere")


def test_a_test_folder_becomes_the_test_split(tmp_path: Path, image_folder: Path) -> None:
    draw(tmp_path / "clean" / "iv" / "a.png", 5)
    book, report = labelbook.create(tmp_path / "book", image_folder, test=tmp_path / "clean")
    with book:
        assert report.added == 13
        assert book.sample("test/iv/a.png").split == "test"
        assert book.image_path(book.sample("test/iv/a.png").id).is_file()


def test_a_source_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file or folder"):
        take(tmp_path / "nowhere", tmp_path)


def test_an_empty_folder_makes_no_book(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(BadInput, match="nothing to import"):
        labelbook.create(tmp_path / "book", tmp_path / "empty")
    assert not (tmp_path / "book").exists()


def test_a_folder_without_one_good_image_makes_no_book(tmp_path: Path) -> None:
    (tmp_path / "set").mkdir()
    (tmp_path / "set" / "a.png").write_text("no")
    with pytest.raises(BadInput, match="no image that can be read"):
        labelbook.create(tmp_path / "book", tmp_path / "set")
    assert not (tmp_path / "book").exists()


def test_an_import_that_is_stopped_half_way_leaves_no_file_and_no_worker(
    tiny_book: labelbook.Book, tmp_path: Path
) -> None:
    source = tmp_path / "more.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for number in range(400):
            archive.write(draw(tmp_path / "one.png", 100 + number, (300, 200)), f"x/{number}.png")

    def stop(done: int, total: int) -> None:
        if done > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tiny_book.import_(source, author="Anna", progress=stop)
    # Workers that went on would still write.
    time.sleep(0.5)
    images = tiny_book.directory / "images"
    assert [path for path in images.rglob("*") if path.is_file()] == []
    assert not list(images.glob(".incoming-*"))
    assert tiny_book.samples().height == 12
