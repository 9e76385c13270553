"""A book that can be learnt: stripes across and along, and a test split."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import labelbook
from labelbook import Book

COUNTS = {"train": 8, "val": 4, "test": 6}


def stripes(path: Path, label: str, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:40, :40]
    along = x if label == "along" else y
    pixels = 127 + 100 * np.sign(np.sin(along / (2 + rng.random()))) + rng.normal(0, 20, (40, 40))
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8)).save(path)


@pytest.fixture
def striped(tmp_path: Path) -> Path:
    folder = tmp_path / "stripes"
    seed = 0
    for split, count in COUNTS.items():
        for label in ("across", "along"):
            for number in range(count):
                seed += 1
                stripes(folder / split / label / f"{number}.png", label, seed)
    return folder


@pytest.fixture
def book(tmp_path: Path, striped: Path) -> Iterator[Book]:
    made, _ = labelbook.create(tmp_path / "judged", striped, author="import")
    with made:
        yield made
