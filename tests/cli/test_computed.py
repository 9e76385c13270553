"""`labelbook predictions` and `labelbook embeddings`: what other programs computed, added."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import labelbook
from labelbook import Book
from labelbook.errors import NotFound
from tests.cli.test_commands import Output, ok, refused


@pytest.fixture
def files(tiny_book: Book, tmp_path: Path) -> Path:
    """Probabilities and vectors of the tiny book, in the order of its samples."""
    classes = tiny_book.classes()
    places = [classes.index(label) for label in tiny_book.samples().sort("sample")["label"]]
    np.save(tmp_path / "p.npy", np.eye(3)[places] * 0.7 + 0.1)
    np.save(tmp_path / "e.npy", np.eye(3)[places] + np.random.default_rng(0).random((12, 3)) / 9)
    return tmp_path


def test_predictions_are_added_shown_and_forgotten(
    capsys: Output, tiny_book: Book, files: Path
) -> None:
    book = tiny_book.directory
    assert "`--order`" in refused(capsys, "predictions", book, files / "p.npy")
    out = ok(capsys, "predictions", book, files / "p.npy", "--order", "--name", "resnet")
    assert "resnet: probabilities of 12 samples\n0 labels that they speak against" in out
    found = json.loads(ok(capsys, "predictions", book, "--json"))
    assert (found["name"], len(found["samples"]), len(found["confusion"])) == ("resnet", 12, 3)
    ok(capsys, "predictions", book, "--csv", files / "all.csv")
    assert pl.read_csv(files / "all.csv")["self_confidence"].to_list() == pytest.approx([0.8] * 12)
    ok(capsys, "predictions", book, files / "p.npy", "--order", "--name", "vit")
    listed = ok(capsys, "predictions", book)
    assert "resnet: 12 images with 3 probabilities each" in listed
    assert "vit: 12 images" in listed
    assert ok(capsys, "predictions", book, "--remove", "resnet") == "resnet was removed\n"
    assert "there are no predictions 'resnet' (vit)" in refused(
        capsys, "predictions", book, "--remove", "resnet"
    )
    ok(capsys, "predictions", book, "--remove", "vit")
    assert "no predictions were added yet" in ok(capsys, "predictions", book)


def test_a_search_is_made_again_after_predictions_came(
    capsys: Output, tiny_book: Book, files: Path
) -> None:
    book = tiny_book.directory
    ok(capsys, "issues", book, "--fast")
    ok(capsys, "predictions", book, files / "p.npy", "--order")
    ok(capsys, "issues", book, "--fast")
    with labelbook.open(book) as opened:
        about = opened.issues.about()
        assert about is not None
        assert [name.partition("@")[0] for name in about.added] == ["p"]


def test_embeddings_are_added_with_their_map(capsys: Output, tiny_book: Book, files: Path) -> None:
    book = tiny_book.directory
    assert "Map: added:e" in ok(capsys, "embeddings", book, files / "e.npy", "--order")
    ok(capsys, "embeddings", book, files / "e.npy", "--order", "--name", "clip")
    with labelbook.open(book) as opened:
        for lens in ("added", "added:e", "added:clip"):
            assert len(opened.map.chart(lens).samples) == 12
    found = json.loads(ok(capsys, "embeddings", book, "--json"))
    assert [(one["name"], one["samples"], one["numbers"]) for one in found] == [
        ("clip", 12, 3),
        ("e", 12, 3),
    ]
    ok(capsys, "embeddings", book, "--remove", "clip")
    assert "clip" not in ok(capsys, "embeddings", book)
    with labelbook.open(book) as opened:
        assert len(opened.map.chart("added").samples) == 12
        with pytest.raises(NotFound, match="'clip'"):
            opened.map.chart("added:clip")


def test_emptying_the_cache_loses_nothing_that_was_added(tiny_book: Book, files: Path) -> None:
    tiny_book.issues.add_predictions(files / "p.npy", in_order=True)
    tiny_book.map.add_embeddings(files / "e.npy", in_order=True)
    shutil.rmtree(tiny_book.directory / "cache")
    assert [one.name for one in tiny_book.map.computed()] == ["p", "e"]
    assert tiny_book.map.lay_added() == ("added:e",)
    assert len(tiny_book.map.chart("added:e").samples) == 12


def test_what_lies_in_the_cache_of_an_earlier_book_is_moved_and_read(
    tiny_book: Book, files: Path
) -> None:
    tiny_book.issues.add_predictions(files / "p.npy", in_order=True)
    tiny_book.map.add_embeddings(files / "e.npy", name="my-clip", in_order=True)
    kept, cache = tiny_book.directory / "computed", tiny_book.directory / "cache"
    (cache / "predictions").mkdir()
    (kept / "predictions" / "p.npz").rename(cache / "predictions" / "p.npz")
    (kept / "embeddings" / "my-clip.npz").rename(cache / "added-embeddings.npz")
    assert tiny_book.issues.predictions("p").height == 12
    assert [one.name for one in tiny_book.map.computed()] == ["p", "my-clip"]
    assert not (cache / "added-embeddings.npz").exists()
    assert (kept / "embeddings" / "my-clip.npz").is_file()
