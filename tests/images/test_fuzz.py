"""No file can stop anything: odd ones are samples or told, and look alike everywhere."""

from __future__ import annotations

import io
import random
from pathlib import Path

import numpy as np
import pytest
from odd_files import KINDS, Kind, write
from PIL import Image

import labelbook
from labelbook import Book
from labelbook.errors import BadInput, LabelbookError
from labelbook.images import decode, facts, header, thumbnails
from labelbook.images.opened import Opened

FILES = 300

pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")


def test_whatever_the_bytes_are_they_are_a_picture_or_bad_input(tmp_path: Path) -> None:
    lot = random.Random(5)
    read = 0
    for number in range(FILES):
        kind = lot.choice(KINDS)
        _, data = kind(lot)
        try:
            told = facts.read(data)
            seen = decode.seen(data)
        except BadInput as error:
            assert str(error).startswith("is "), error
            continue
        read += 1
        assert seen.picture.mode in ("L", "RGB")
        assert seen.picture.size == (told["width"], told["height"])
        path = tmp_path / str(number)
        path.write_bytes(data)
        whole = thumbnails.displayable(path, f"{number:064d}", tmp_path)
        small = thumbnails.make(path, f"{number:064d}", 16, tmp_path)
        for made in (whole, small):
            with Image.open(io.BytesIO(made.data)) as image:
                image.load()
        if whole.data != data and whole.media_type == "image/png":
            shown = Image.open(io.BytesIO(whole.data)).convert(seen.picture.mode)
            assert np.array_equal(np.asarray(shown), np.asarray(seen.picture))
    assert read > FILES / 3


@pytest.mark.parametrize("kind", KINDS)
def test_noise_behind_a_right_head_is_bad_input_or_a_picture(kind: Kind) -> None:
    lot = random.Random(str(kind))
    for _ in range(40):
        _, data = KINDS[3](lot)
        noise = data[: lot.randrange(4, 40)] + lot.randbytes(lot.randrange(400))
        try:
            assert header.opened(noise).width > 0
            decode.open_plain(noise)
        except BadInput as error:
            assert str(error).startswith("is ")


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, list[str]]:
    """A book of odd files, some of which were spoilt or taken away after the import."""
    place = tmp_path_factory.mktemp("odd")
    paths = write(place / "data", 120, seed=3)
    book, report = labelbook.create(place / "book", place / "data")
    with book:
        kept = set(book.samples()["path"].to_list())
        left_out = {item.path: item.reason for item in report.skipped}
        assert kept | left_out.keys() == set(paths)
        assert not kept & left_out.keys()
        assert all(left_out.values())
        assert {path for path, _ in report.faulty} <= kept
        assert report.faulty
    chosen = sorted(kept)[::10]
    for number, path in enumerate(chosen):
        if number % 2:
            (place / "data" / path).unlink()
        else:
            (place / "data" / path).write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(50))
    return place / "book", place, chosen


def test_a_book_of_odd_files_is_searched_and_written(odd: tuple[Path, Path, list[str]]) -> None:
    place, folder, spoilt = odd
    with labelbook.open(place) as book:
        report = book.map.embed()
        assert {item.path for item in report.left_out} == set(spoilt)
        book.issues.find()
        told = set(book.issues.table("image-fault")["path"].to_list())
        assert set(spoilt) <= told
        for format in ("folder", "zip"):
            made = book.export(folder / f"out.{format}", format)
            assert sum(made.left_out.values()) == len(spoilt[1::2])
            assert made.samples == book.samples().height - len(spoilt[1::2])
        assert book.files.write_sheet(folder / "sheet.xlsx") == book.samples().height
        book.map.build()
        book.report.write(folder / "report.html")


def test_a_page_of_odd_files_gets_pictures_or_problems(odd: tuple[Path, Path, list[str]]) -> None:
    with labelbook.open(odd[0]) as book:
        assert _unshown(book) <= {book.sample(path).id for path in odd[2]}


def _unshown(book: Book) -> set[int]:
    unshown = set()
    for sample in book.samples()["sample"].to_list():
        for look in (lambda id: book.thumbnail(id, 16), book.image):
            try:
                assert look(sample).data
            except LabelbookError as error:
                assert error.status < 500
                unshown.add(sample)
    return unshown


def test_a_damaged_file_is_a_told_issue_of_its_sample(tmp_path: Path, image_folder: Path) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (64, 64), dtype=np.uint8)
    out = io.BytesIO()
    Image.fromarray(noise).save(out, "PNG")
    (image_folder / "train" / "i" / "cut.png").write_bytes(out.getvalue()[:3_000])
    book, report = labelbook.create(tmp_path / "book", image_folder)
    with book:
        fault = "its file ends early: what is there is shown"
        assert report.faulty == (("train/i/cut.png", fault),)
        assert Opened.of(book.image_path(book.sample("train/i/cut.png").id).read_bytes()).fault
        for _ in range(2):
            book.issues.find()
            found = book.issues.table("image-fault").filter(path="train/i/cut.png")
            assert found["reason"].to_list() == [fault]
