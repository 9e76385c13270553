"""A tiny real book for everybody: real files, a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import labelbook
from labelbook import Book
from labelbook.demo import numerals

pytest_plugins = ["tests.server.fixtures", "tests.cli.fixtures"]

CLASSES = ("i", "ii", "iii")


def draw(path: Path, seed: int, size: tuple[int, int] = (24, 20)) -> Path:
    """Write a small PNG whose pixels follow from the seed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0]), dtype=np.uint8)
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def image_folder(tmp_path: Path) -> Path:
    """Twelve images: train has three of each class, val one of each."""
    folder = tmp_path / "numerals"
    for place, label in enumerate(CLASSES):
        for number in range(3):
            draw(folder / "train" / label / f"{number}.png", place * 10 + number)
        draw(folder / "val" / label / "0.png", place * 10 + 9)
    return folder


@pytest.fixture
def make_book(tmp_path: Path, image_folder: Path) -> Callable[[], Path]:
    """Make the tiny book and give its directory."""

    def make() -> Path:
        book, _ = labelbook.create(tmp_path / "book", image_folder, author="import")
        book.close()
        return tmp_path / "book"

    return make


@pytest.fixture
def tiny_book(make_book: Callable[[], Path]) -> Iterator[Book]:
    """The tiny book, open."""
    with labelbook.open(make_book()) as book:
        yield book


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four hundred drawn numerals with planted errors; truth.csv lies beside them."""
    folder = tmp_path_factory.mktemp("drawn")
    numerals.write(folder, seed=3, samples=400, processes=1)
    return folder


@pytest.fixture(scope="session")
def searched(drawn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book of the drawings that was searched once; copy it before changing it."""
    place = tmp_path_factory.mktemp("searched") / "book"
    made, _ = labelbook.create(place, drawn / "numerals")
    with made:
        made.issues.find()
    return place
