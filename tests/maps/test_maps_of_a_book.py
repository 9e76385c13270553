"""The maps of a book, asked through the book."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from labelbook import Book
from labelbook.errors import BadInput, NotReady
from tests.conftest import draw


def test_before_there_is_a_map_a_sentence_says_what_is_needed(tiny_book: Book) -> None:
    with pytest.raises(NotReady, match="no content map yet") as caught:
        tiny_book.map.chart()
    assert caught.value.needs == "map"
    with pytest.raises(NotReady, match="no own-model map yet") as caught:
        tiny_book.map.chart("own-model")
    assert caught.value.needs == "own model"
    with pytest.raises(BadInput, match="use content, style, own-model"):
        tiny_book.map.chart("smell")
    with pytest.raises(NotReady):
        tiny_book.map.neighbours(1)
    assert tiny_book.map.build() == ()


def test_every_sample_is_on_both_maps_and_has_neighbours(tiny_book: Book) -> None:
    tiny_book.map.embed()
    assert tiny_book.map.build() == ("content", "style")
    for lens in ("content", "style"):
        found = tiny_book.map.chart(lens)
        assert found.samples.tolist() == list(range(1, 13))
        assert (found.xy.shape, found.typicality.shape) == ((12, 2), (12,))
        near = tiny_book.map.neighbours("train/i/0.png", lens, limit=5)
        assert len(near) == 5
        assert tiny_book.sample("train/i/0.png").id not in [item.sample for item in near]
        distances = [item.distance for item in near]
        assert distances == sorted(distances)
    assert len(tiny_book.map.neighbours(1, limit=100)) == 11


def test_a_copy_is_the_nearest_neighbour(
    tiny_book: Book, image_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "more" / "ii").mkdir(parents=True)
    shutil.copy(image_folder / "train" / "i" / "0.png", tmp_path / "more" / "ii" / "copy.png")
    tiny_book.import_(tmp_path / "more", split="val")
    tiny_book.map.embed()
    tiny_book.map.build()
    nearest = tiny_book.map.neighbours("ii/copy.png", limit=1)[0]
    assert nearest.sample == tiny_book.sample("train/i/0.png").id
    assert nearest.distance == pytest.approx(0, abs=1e-3)


def test_samples_that_came_later_are_asked_to_wait(tiny_book: Book, tmp_path: Path) -> None:
    tiny_book.map.embed()
    tiny_book.map.build()
    before = tiny_book.map.chart()
    draw(tmp_path / "more" / "i" / "new.png", 99)
    tiny_book.import_(tmp_path / "more", split="train")
    with pytest.raises(NotReady, match="sample 13 is not on the content map yet"):
        tiny_book.map.neighbours(13)
    tiny_book.map.embed()
    tiny_book.map.build()
    after = tiny_book.map.chart()
    assert after.samples.tolist() == list(range(1, 14))
    assert np.array_equal(after.xy[:12], before.xy)
    assert len(tiny_book.map.neighbours(13)) == 12


def test_an_import_that_was_undone_is_gone_from_the_map(tiny_book: Book, tmp_path: Path) -> None:
    draw(tmp_path / "more" / "i" / "new.png", 99)
    tiny_book.import_(tmp_path / "more", split="train")
    tiny_book.map.embed()
    tiny_book.map.build()
    tiny_book.undo(author="Anna")
    assert 13 not in tiny_book.map.chart().samples
    assert 13 not in [item.sample for item in tiny_book.map.neighbours(1, limit=12)]
    assert len(tiny_book.map.neighbours(1, limit=11)) == 11
