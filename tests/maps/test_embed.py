"""Embedding a book: once each content, only what is new, and what is done stays done."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

import labelbook
from labelbook import Book
from labelbook.core.types import Progress
from labelbook.errors import NotFound, NotReady
from labelbook.images.opened import Opened
from tests.conftest import draw


def test_every_sample_gets_a_vector(tiny_book: Book) -> None:
    report = tiny_book.map.embed()
    assert (report.embedder, report.samples, report.embedded) == ("efficientnet-lite0", 12, 12)
    found = tiny_book.map.embeddings()
    assert found.samples.tolist() == tiny_book.samples()["sample"].to_list()
    assert found.vectors.shape == (12, 768)
    assert found.vectors.dtype == np.float16
    assert len(np.unique(found.vectors, axis=0)) == 12


def test_only_new_content_is_embedded(tiny_book: Book, image_folder: Path, tmp_path: Path) -> None:
    tiny_book.map.embed()
    before = tiny_book.map.embeddings()
    draw(tmp_path / "more" / "i" / "new.png", 99)
    shutil.copy(image_folder / "val" / "i" / "0.png", tmp_path / "more" / "i" / "copy.png")
    tiny_book.import_(tmp_path / "more", split="train")
    report = tiny_book.map.embed()
    assert (report.samples, report.embedded, report.known) == (14, 1, 12)
    after = tiny_book.map.embeddings()
    assert np.array_equal(after.vectors[:12], before.vectors)
    copy, original = tiny_book.sample("i/copy.png").id, tiny_book.sample("val/i/0.png").id
    at = dict(zip(after.samples.tolist(), after.vectors, strict=True))
    assert np.array_equal(at[copy], at[original])


def test_before_the_first_run_a_sentence_says_what_to_do(tiny_book: Book) -> None:
    with pytest.raises(NotReady, match="has no embeddings of"):
        tiny_book.map.embeddings()
    with pytest.raises(NotFound, match="use efficientnet-lite0"):
        tiny_book.map.embed("resnet9000")


def test_images_that_are_gone_or_changed_are_left_out(tiny_book: Book, image_folder: Path) -> None:
    (image_folder / "train" / "i" / "0.png").unlink()
    draw(image_folder / "train" / "i" / "1.png", 777)
    report = tiny_book.map.embed()
    assert report.embedded == 10
    reasons = sorted(item.reason for item in report.left_out)
    assert "the file of train/i/0.png is gone" in reasons[0]
    assert "train/i/1.png has changed since it was imported" in reasons[1]
    assert len(tiny_book.map.embeddings().samples) == 10


def test_a_book_without_a_readable_image_has_an_explained_result(
    tiny_book: Book, image_folder: Path
) -> None:
    shutil.rmtree(image_folder)
    assert len(tiny_book.map.embed().left_out) == 12
    with pytest.raises(NotReady, match="no embeddings"):
        tiny_book.map.embeddings()


def stop_at(count: int) -> Progress:
    def progress(done: int, _: int) -> None:
        if done >= count:
            raise KeyboardInterrupt

    return progress


def test_what_is_done_before_an_interruption_stays(tmp_path: Path) -> None:
    for number in range(300):
        draw(tmp_path / "many" / "train" / "i" / f"{number}.png", number)
    book, _ = labelbook.create(tmp_path / "book", tmp_path / "many")
    with book:
        with pytest.raises(KeyboardInterrupt):
            book.map.embed(progress=stop_at(64))
        report = book.map.embed()
    assert report.known >= 64
    assert report.known + report.embedded == 300


def test_a_killed_run_goes_on_where_it_was(tmp_path: Path) -> None:
    for number in range(600):
        draw(tmp_path / "many" / "train" / "i" / f"{number}.png", number)
    labelbook.create(tmp_path / "book", tmp_path / "many")[0].close()
    program = [sys.executable, "-m", "labelbook", "embed", str(tmp_path / "book")]
    store = tmp_path / "book" / "cache" / "embeddings" / "efficientnet-lite0"
    # Hashes are written after their vectors: only what both name is known.
    hashes = store / "hashes"
    with subprocess.Popen(program, stdout=subprocess.DEVNULL) as running:
        while not (hashes.exists() and hashes.stat().st_size):
            assert running.poll() is None
            time.sleep(0.01)
        running.kill()
    with labelbook.open(tmp_path / "book") as book:
        report = book.map.embed()
        assert report.known > 0
        assert report.known + report.embedded == 600
        assert len(book.map.embeddings().samples) == 600


def test_a_search_decodes_an_image_once_for_all_who_look_at_it(
    tiny_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    decoded: list[int] = []
    plainly = Opened.of

    def counted(data: bytes) -> Opened:
        decoded.append(len(data))
        return plainly(data)

    monkeypatch.setattr(Opened, "of", counted)
    tiny_book.issues.find()
    assert len(decoded) == 12
    tiny_book.issues.find()
    assert len(decoded) == 12


def test_small_pictures_made_before_an_interruption_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(300):
        draw(tmp_path / "many" / "train" / "i" / f"{number}.png", number)
    book, _ = labelbook.create(tmp_path / "book", tmp_path / "many")
    with book:
        with pytest.raises(KeyboardInterrupt):
            book.issues.find(progress=stop_at(64))
        told: list[int] = []
        book.issues.find(progress=lambda _, total: told.append(total))
    assert told[0] <= 300 - 64
