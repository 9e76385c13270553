"""The canvas's questions to a real book of drawings: what it sees, what fits, what comes next."""

from __future__ import annotations

import io
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

import labelbook
from labelbook import Book
from labelbook.canvas.save import Drawing
from labelbook.images import pieces
from labelbook.images.pieces import apart


@pytest.fixture(scope="module")
def embedded(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of four hundred drawings, embedded; copy it before changing it."""
    place = tmp_path_factory.mktemp("embedded") / "book"
    made, _ = labelbook.create(place, drawn / "numerals")
    with made:
        made.map.embed()
        made.map.build()
    return place


@pytest.fixture
def book(embedded: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(embedded, tmp_path / "book")
    with labelbook.open(tmp_path / "book") as opened:
        yield opened


def png_of(book: Book, sample: int) -> bytes:
    return book.image(sample).data


def of(book: Book, label: str, split: str = "train") -> list[int]:
    table = book.samples().filter((pl.col("label") == label) & (pl.col("split") == split))
    return table["sample"].to_list()


def drawing(book: Book, sample: int) -> bytes:
    """What a hand makes of a sample: its first stroke erased."""
    pixels = np.asarray(Image.open(io.BytesIO(png_of(book, sample))).convert("L"))
    out = io.BytesIO()
    Image.fromarray(pieces.erase(pixels, pieces.find(pixels)[:1])).save(out, "PNG")
    return out.getvalue()


def several(book: Book, label: str) -> int:
    """A train sample of a class with three strokes or more."""
    for sample in of(book, label):
        pixels = np.asarray(Image.open(io.BytesIO(png_of(book, sample))).convert("L"))
        if len(pieces.find(pixels)) > 2:
            return sample
    raise AssertionError("none")


def test_the_model_knows_what_it_has_learnt_and_answers_at_once(book: Book) -> None:
    samples = [sample for label in ("i", "v", "x") for sample in of(book, label)[:6]]
    labels = [book.sample(sample).label for sample in samples]
    found = [book.canvas.guess(png_of(book, sample)) for sample in samples]
    right = [
        guess.classes[int(np.argmax(guess.probabilities))] == label
        for guess, label in zip(found, labels, strict=True)
    ]
    assert np.mean(right) > 0.8
    assert sum(found[0].probabilities) == pytest.approx(1, abs=1e-4)
    assert found[0].classes == tuple(book.classes())
    started = time.perf_counter()
    for sample in samples[:5]:
        book.canvas.guess(png_of(book, sample))
    assert (time.perf_counter() - started) / 5 < 0.1


def test_a_new_drawing_has_its_place_on_the_maps_at_once_and_nothing_else_moves(
    book: Book,
) -> None:
    before = {lens: book.map.chart(lens) for lens in ("content", "style")}
    parent = several(book, "viii")
    sample, _ = book.canvas.save(
        Drawing(drawing(book, parent), "iii", parents=[parent]), author="Anna"
    )
    assert book.canvas.place(sample)
    for lens, old in before.items():
        now = book.map.chart(lens)
        assert now.samples.tolist() == [*old.samples.tolist(), sample]
        assert np.array_equal(now.xy[:-1], old.xy)
        assert np.abs(now.xy[-1]).max() <= 1
    # Brought up to date as a whole, it stays where it is.
    place = book.map.chart("content").xy[-1]
    book.map.build()
    assert np.array_equal(book.map.chart("content").xy[-1], place)
    assert not book.canvas.place(sample)


def test_without_embeddings_nothing_is_placed(tiny_book: Book) -> None:
    assert not tiny_book.canvas.place(1)


def test_offers_are_of_the_class_and_nearest_in_style_first(book: Book) -> None:
    parent = several(book, "viii")
    found = book.canvas.tray("v", near=parent, limit=20)
    assert {offer.label for offer in found} == {"v"}
    distances = [offer.distance for offer in found if offer.distance is not None]
    assert distances == sorted(distances)
    assert len(distances) == len(found)

    def hand(sample: int) -> pieces.Hand:
        pixels = np.asarray(Image.open(io.BytesIO(png_of(book, sample))).convert("L"))
        measured = pieces.hand(pixels)
        assert measured is not None
        return measured

    off = [apart(hand(parent), hand(offer.id)) for offer in found]
    assert np.mean(off[:5]) < np.mean(off[-5:])


def test_what_was_drawn_of_a_sample_has_its_style(book: Book) -> None:
    parent = several(book, "viii")
    sample, _ = book.canvas.save(
        Drawing(drawing(book, parent), "iii", parents=[parent]), author="Anna"
    )
    # Not embedded yet: its parent's place on the style map is its own.
    first = book.canvas.tray("iii", near=parent)[0]
    assert (first.kind, first.id) == ("drawing", sample)
    in_val = book.canvas.tray("iii", near=parent, split="val")
    assert in_val and sample not in [offer.id for offer in in_val]


def test_pieces_are_suggested_by_what_is_on_the_canvas(book: Book) -> None:
    parent = several(book, "viii")
    pixels = np.asarray(Image.open(io.BytesIO(png_of(book, parent))).convert("L"))
    lifted, _, _ = pieces.lift(pixels, pieces.find(pixels)[0])
    out = io.BytesIO()
    Image.fromarray(lifted, "RGBA").save(out, "PNG")
    kept = book.canvas.add_piece(out.getvalue(), "v", author="Anna", source=parent)
    found = book.canvas.tray("v", png=drawing(book, parent), limit=5)
    assert ("piece", kept.id) in [(offer.kind, offer.id) for offer in found]


def test_the_queue_begins_with_what_a_run_got_wrong_and_says_so(book: Book) -> None:
    book.runs.evaluate(model="linear", seeds=1)
    queue = book.canvas.queue()
    kinds = [wanted.kind for wanted in queue]
    assert kinds[0] == "misclassified"
    assert kinds == sorted(kinds, key=["misclassified", "hard", "missing"].index)
    run = book.runs.list("now")[-1]
    answers = book.runs.answers(run.id)
    wrong = answers.filter((pl.col("split") == "val") & (pl.col("predicted") != pl.col("label")))
    named = [wanted.sample for wanted in queue if wanted.kind == "misclassified"]
    assert sorted(named) == sorted(wrong["sample"].to_list())
    assert queue[0].why.startswith(f"The linear model takes this {queue[0].label} for ")
    # Nothing of test, nothing twice.
    splits = {book.sample(wanted.sample).split for wanted in queue}
    assert "test" not in splits
    assert len({wanted.sample for wanted in queue}) == len(queue)
