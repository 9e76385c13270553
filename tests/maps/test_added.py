"""Embeddings that another program computed: read, laid out as a map, used by the issues."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from labelbook import Book
from labelbook.core.arrays import Floats
from labelbook.errors import BadInput, NotReady
from labelbook.issues import search


def vectors(book: Book) -> Floats:
    """Vectors by which the samples of a class lie together."""
    table = book.samples().sort("sample")
    places = [book.classes().index(label) for label in table["label"]]
    noise = np.random.default_rng(0).normal(0, 0.01, (table.height, 8))
    return (np.eye(8)[places] + noise).astype(np.float32)


def test_their_map_can_be_seen_and_searched(tiny_book: Book, tmp_path: Path) -> None:
    with pytest.raises(NotReady):
        tiny_book.map.chart("added")
    np.save(tmp_path / "clip.npy", vectors(tiny_book))
    added = tiny_book.map.add_embeddings(tmp_path / "clip.npy", in_order=True)
    assert (added.name, added.samples, added.length) == ("clip", 12, 8)
    assert len(tiny_book.map.chart("added").samples) == 12
    label_of = dict(tiny_book.samples()["sample", "label"].iter_rows())
    near = tiny_book.map.neighbours(1, "added", 3)
    assert {label_of[each.sample] for each in near} == {label_of[1]}


def test_rows_are_found_by_path(tiny_book: Book, tmp_path: Path) -> None:
    paths = tiny_book.samples().sort("sample")["path"]
    table = pl.DataFrame({"path": paths, "embeddings": vectors(tiny_book).tolist()})
    table.reverse()[:-1].write_parquet(tmp_path / "e.parquet")
    assert tiny_book.map.add_embeddings(tmp_path / "e.parquet", name="mine").samples == 11
    assert tiny_book.map.chart("added").samples.tolist() == list(range(2, 13))


def test_issues_use_them_beside_the_books_own(tiny_book: Book, tmp_path: Path) -> None:
    own = len(search.make_view(tiny_book.context, None).embeddings)
    np.save(tmp_path / "e.npy", vectors(tiny_book) * 1e6)
    tiny_book.map.add_embeddings(tmp_path / "e.npy", in_order=True)
    view = search.make_view(tiny_book.context, None)
    assert len(view.embeddings) == own + 1
    assert np.isfinite(view.embeddings[0]).all()
    assert view.embeddings[0].shape == (12, 8)


def test_new_vectors_lay_the_map_out_anew(tiny_book: Book, tmp_path: Path) -> None:
    np.save(tmp_path / "e.npy", vectors(tiny_book))
    tiny_book.map.add_embeddings(tmp_path / "e.npy", in_order=True)
    before = tiny_book.map.chart("added").xy
    np.save(tmp_path / "e.npy", vectors(tiny_book)[::-1])
    tiny_book.map.add_embeddings(tmp_path / "e.npy", in_order=True)
    assert not np.array_equal(before, tiny_book.map.chart("added").xy)


def test_one_number_a_sample_is_no_embedding(tiny_book: Book, tmp_path: Path) -> None:
    np.save(tmp_path / "e.npy", np.ones((12, 1)))
    with pytest.raises(BadInput, match="has one number a sample"):
        tiny_book.map.add_embeddings(tmp_path / "e.npy", in_order=True)
