"""Composing: a stroke taken away or lent, by the laws of erasing, checked before it is added."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

import labelbook
from labelbook import Book
from labelbook.errors import BadInput
from labelbook.grow import stroke_edits
from labelbook.grow.compose import ComposeOrder
from labelbook.grow.laws.law import Law
from labelbook.grow.stroke_edits import Way
from labelbook.images import pieces


def strokes(count: int, *, left: int = 20, height: int = 60, paper: int = 230) -> Image.Image:
    """Upright strokes on grey paper."""
    pixels = np.full((100, 140), paper, dtype=np.uint8)
    for number in range(count):
        start = left + 20 * number
        pixels[20 : 20 + height, start : start + 6] = 30
    return Image.fromarray(pixels)


def count_of(image: Image.Image) -> int:
    return len(pieces.find(np.asarray(image)))


@pytest.mark.parametrize("add", [stroke_edits.add_right, stroke_edits.add_left])
def test_a_stroke_is_lent_with_its_gap_and_paper_stays_paper(
    add: Callable[..., Image.Image | None],
) -> None:
    rng = np.random.default_rng(0)
    made = add(strokes(2, left=40), rng, strokes(3, left=50, height=45, paper=250))
    assert made is not None
    assert count_of(made) == 3
    found = pieces.find(np.asarray(made))
    gaps = [after.left - before.left - before.width for before, after in pairwise(found)]
    assert max(gaps) - min(gaps) <= 6
    assert np.asarray(made)[[0, -1]].min() > 200


def test_the_page_grows_where_a_lent_stroke_would_lie_beyond_it() -> None:
    rng = np.random.default_rng(0)
    made = stroke_edits.add_right(strokes(2, left=108), rng, strokes(2))
    assert made is not None
    assert made.width > 140
    assert count_of(made) == 3


def test_a_drawing_of_one_stroke_lends_none() -> None:
    assert stroke_edits.add_right(strokes(2), np.random.default_rng(0), strokes(1)) is None


def test_the_laws_of_erasing_open_the_ways_there_and_back() -> None:
    laws = {
        ("erase-right", "iii"): Law("becomes", "ii"),
        ("erase-right", "x"): Law("breaks"),
        ("mirror-left-right", "iv"): Law("becomes", "vi"),
        ("erase-left", "o"): Law("keeps"),
    }
    assert stroke_edits.ways(laws) == [
        Way("erase-right", "iii", "ii", None),
        Way("add-right", "ii", "iii", "iii"),
    ]


@pytest.fixture
def stroked(tmp_path: Path) -> Book:
    """A book of one, two and three strokes, thirty each."""
    rng = np.random.default_rng(3)
    for count, name in ((1, "i"), (2, "ii"), (3, "iii")):
        for number in range(30):
            image = strokes(count, left=int(rng.integers(15, 40)), height=int(rng.integers(50, 70)))
            path = tmp_path / "images" / ("val" if number > 24 else "train") / name
            path.mkdir(parents=True, exist_ok=True)
            noisy = np.asarray(image) + rng.integers(0, 5, (100, 140), dtype=np.uint8)
            Image.fromarray(noisy).save(path / f"{number}.png")
    return labelbook.create(tmp_path / "book", tmp_path / "images")[0]


def test_what_the_model_is_sure_of_is_added_and_can_be_rebuilt(stroked: Book) -> None:
    with stroked as book:
        by_hand(book)
        report = book.growth.compose(ComposeOrder(attempts=60, seed=2, author="Anna"))
        assert report.changeset is not None
        assert (report.changeset.tool, report.changeset.author) == ("compose", "Anna")
        assert sum(report.added.values()) == report.changeset.added > 20
        reviewed = 0 if report.review is None else len(report.review.candidates)
        assert report.changeset.added + reviewed + report.dropped == report.tried == 60
        grown = book.samples().filter(origin="augmented")
        strokes_of = {"i": 1, "ii": 2, "iii": 3}
        for sample, label in grown.select("sample", "label").iter_rows():
            data = book.image_path(sample).read_bytes()
            assert book.growth.rebuild(sample) == data
            assert count_of(Image.open(io.BytesIO(data))) == strokes_of[label]
            born = book.growth.lineage(sample)
            assert born.tool == "compose"
            assert {book.sample(parent).split for parent in born.parents} == {"train"}


def by_hand(book: Book) -> None:
    """Decide the laws of erasing for strokes."""
    decided = {
        ("erase-left", "i"): "breaks",
        ("erase-right", "i"): "breaks",
        ("erase-right", "ii"): "becomes i",
        ("erase-right", "iii"): "becomes ii",
    }
    book.growth.set_laws(decided, author="Anna")


def held(book: Book) -> int:
    return book.samples().filter(~pl.col("excluded") & (pl.col("split") != "test")).height


def test_a_total_is_reached_and_not_passed(stroked: Book) -> None:
    with stroked as book:
        by_hand(book)
        told: list[tuple[int, int]] = []
        order = ComposeOrder(total=held(book) + 17)
        report = book.growth.compose(order, progress=lambda done, total: told.append((done, total)))
        assert report.changeset is not None
        assert (report.changeset.added, report.missing) == (17, 0)
        assert held(book) == order.total
        assert all(0 <= done <= total for done, total in told)
        with pytest.raises(BadInput, match=f"hold {order.total} images: ask for a total of"):
            book.growth.compose(order)


def test_a_total_that_the_strokes_do_not_reach_says_what_is_missing(stroked: Book) -> None:
    with stroked as book:
        by_hand(book)
        before = held(book)
        report = book.growth.compose(ComposeOrder(total=9_000))
        added = sum(report.added.values())
        assert report.missing == 9_000 - before - added > 0
        assert report.tried < 9_000  # It does not go on where nothing new comes.
        hashes = book.samples().filter(origin="augmented")["hash"].to_list()
        assert len(set(hashes)) == len(hashes) == added


def test_without_a_law_of_erasing_nothing_is_composed(tiny_book: Book) -> None:
    with pytest.raises(BadInput, match="no label law says what erasing"):
        tiny_book.growth.compose(ComposeOrder(attempts=5))
    with pytest.raises(BadInput, match="use 1 to"):
        tiny_book.growth.compose(ComposeOrder(attempts=0))
