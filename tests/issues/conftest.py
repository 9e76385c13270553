"""Small books of drawn numerals, and views made by hand."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import labelbook
from labelbook import Book
from labelbook.columns.groups import GroupColumn
from labelbook.images.pictures import MEASURES, SIDE, Pictures
from labelbook.issues.evidence.view import View

Truth = dict[str, dict[str, str]]


@pytest.fixture(scope="session")
def truth(drawn: Path) -> Truth:
    with (drawn / "truth.csv").open() as file:
        return {row["path"]: row for row in csv.DictReader(file)}


@pytest.fixture
def drawn_book(searched: Path, tmp_path: Path) -> Iterator[Book]:
    """A copy of the searched book."""
    shutil.copytree(searched, tmp_path / "numerals")
    with labelbook.open(tmp_path / "numerals") as book:
        yield book


MakeView = Callable[..., View]


@pytest.fixture
def make_view(tmp_path: Path) -> MakeView:
    """Make a view of given columns; images are written where pixels are given."""

    def make(
        label: list[int],
        split: list[int] | None = None,
        vectors: np.ndarray | None = None,
        images: list[np.ndarray] | None = None,
        hashes: list[str] | None = None,
        belong: tuple[GroupColumn, ...] = (),
    ) -> View:
        rows = len(label)
        files = [tmp_path / f"{row}.png" for row in range(rows)]
        for file, pixels in zip(files, images or [], strict=False):
            Image.fromarray(pixels).save(file)
        named = hashes or [f"{row:064x}" for row in range(rows)]
        if images is None:
            blank = np.full((rows, len(MEASURES)), 50, np.float32)
            planes = np.zeros((rows, 2, SIDE, SIDE), np.uint8)
            read = Pictures(planes, True, blank, np.ones(rows, dtype=bool), {})
        else:
            from labelbook.images import pictures

            read = pictures.read_all(
                named, [partial(Path, file) for file in files], tmp_path / "cache"
            )
        sizes = [Image.open(file).size if file.exists() else (50, 50) for file in files]
        known = np.ones(rows, dtype=bool)
        return View(
            samples=np.arange(1, rows + 1),
            paths=tuple(f"train/{code}/{row}.png" for row, code in enumerate(label)),
            hashes=tuple(named),
            classes=tuple("abcdefghij"[: max(label, default=-1) + 1]),
            label=np.array(label, dtype=np.int64),
            split=np.array(split if split is not None else [0] * rows, dtype=np.int64),
            width=np.array([size[0] for size in sizes], dtype=np.int64),
            height=np.array([size[1] for size in sizes], dtype=np.int64),
            locate=lambda row: files[row],
            pictures=read,
            vectors=vectors,
            embeddings=() if vectors is None else (vectors,),
            embedded=None if vectors is None else known,
            belong=belong,
        )

    return make
