"""`labelbook predictions` and `labelbook embeddings`: what other programs computed, added."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import labelbook
from labelbook import Book
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
    tiny_book.issues.remove_predictions("resnet")
    assert "no predictions were added yet" in refused(capsys, "predictions", book)


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
    assert "Map: added" in ok(capsys, "embeddings", book, files / "e.npy", "--order")
    with labelbook.open(book) as opened:
        assert len(opened.map.chart("added").samples) == 12
