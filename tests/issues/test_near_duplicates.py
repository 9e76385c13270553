"""Tiny drawings: contours agree within a pixel by chance, so that more is asked of copies."""

from __future__ import annotations

import numpy as np

from labelbook.issues.evidence import near_duplicates
from labelbook.issues.finders import duplicates
from tests.issues.conftest import MakeView


def garment(rng: np.random.Generator) -> np.ndarray:
    """A filled shape of 28 pixels on even paper with a pattern of its own."""
    picture = np.full((28, 28), 255, np.uint8)
    picture[4:24, 6:22] = rng.integers(0, 160, (5, 4)).repeat(4, 0).repeat(4, 1)
    return picture


def test_tiny_drawings_of_one_outline_are_no_copies_but_a_moved_one_is(make_view: MakeView) -> None:
    rng = np.random.default_rng(0)
    images = [garment(rng) for _ in range(6)]
    images.append(np.roll(images[2], 1, axis=1))
    view = make_view([0] * 7, images=images)
    assert view.pictures.drawn
    assert [(pair.one, pair.other) for pair in near_duplicates.pairs(view)] == [(2, 6)]
    reasons = [issue.reason for issue in duplicates.find_duplicates(view)]
    assert all(reason.startswith("almost the same picture as sample") for reason in reasons)
