"""A book of drawings, embedded, of which no image has a label; and what each is in truth."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import labelbook
from labelbook import Book


@pytest.fixture(scope="session")
def embedded(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of the drawings with embeddings; copy it before changing it."""
    place = tmp_path_factory.mktemp("embedded") / "book"
    made, _ = labelbook.create(place, drawn / "numerals")
    with made:
        made.map.embed()
    return place


@pytest.fixture
def bare(embedded: Path, tmp_path: Path) -> Iterator[Book]:
    """The drawings without a single label."""
    shutil.copytree(embedded, tmp_path / "bare")
    with labelbook.open(tmp_path / "bare") as book:
        book.relabel(book.samples()["sample"].to_list(), None, author="Anna")
        yield book


@pytest.fixture
def label_of(bare: Book) -> dict[int, str]:
    """What each sample was labelled before."""
    before = bare.samples(1)
    return dict(before.select("sample", "label").iter_rows())
