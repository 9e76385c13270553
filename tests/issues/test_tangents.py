"""Moving, turning and another pen are seen through; another drawing is not."""

from __future__ import annotations

import numpy as np
import pytest

from labelbook.core.arrays import Pixels
from labelbook.demo import alter
from labelbook.images import ink
from labelbook.issues.evidence import tangents
from labelbook.issues.evidence.near_duplicates import UNEXPLAINED
from tests.issues.test_contours import drawings


def small(*drawn: Pixels) -> np.ndarray:
    return np.stack([ink.drawing(each, 40) for each in drawn])


@pytest.mark.parametrize("how", sorted(alter.ALTERATIONS))
def test_an_altered_copy_can_be_a_copy(how: str) -> None:
    for seed, drawing in enumerate(drawings(6)):
        changed = alter.ALTERATIONS[how](drawing, np.random.default_rng(seed))
        assert tangents.left(small(drawing, changed), np.array([[0, 1]]))[0] < UNEXPLAINED, how


def test_of_other_drawings_by_the_same_hand_most_cannot() -> None:
    pictures = small(*drawings(8))
    one, other = np.triu_indices(8, 1)
    left = tangents.left(pictures, np.stack([one, other], axis=1))
    assert np.mean(left > UNEXPLAINED) > 0.9


def test_blank_pictures_and_no_pairs_are_no_trouble() -> None:
    blank = np.zeros((2, 40, 40), np.uint8)
    assert tangents.left(blank, np.array([[0, 1]])).tolist() == [0.0]
    assert tangents.left(blank, np.zeros((0, 2), np.int64)).shape == (0,)
