"""Copies of a drawing are told from look-alikes."""

from __future__ import annotations

import numpy as np
import pytest

from labelbook.core.arrays import Pixels
from labelbook.demo import alter, numerals, plan
from labelbook.issues.evidence.contours import contour, lay_over
from labelbook.issues.evidence.near_duplicates import APART


def drawings(count: int) -> list[Pixels]:
    """Clean drawings of one class by one hand: the nearest look-alikes there are."""
    import io

    from PIL import Image

    clean = [d for d in plan.make(5, 2400) if d.kind == "clean" and d.label == "vii"]
    hand = clean[0].hand
    chosen = [d for d in clean if d.hand == hand][:count]
    return [np.asarray(Image.open(io.BytesIO(numerals.draw(5, d)))) for d in chosen]


def apart(one: Pixels, other: Pixels) -> float:
    first, second = contour(one), contour(other)
    assert first is not None and second is not None
    return lay_over(first, second)[0]


@pytest.mark.parametrize("how", sorted(alter.ALTERATIONS))
def test_an_altered_copy_agrees_within_a_pixel(how: str) -> None:
    for seed, drawing in enumerate(drawings(4)):
        changed = alter.ALTERATIONS[how](drawing, np.random.default_rng(seed))
        assert apart(drawing, changed) < APART, how


def test_another_drawing_by_the_same_hand_does_not() -> None:
    several = drawings(6)
    for place, one in enumerate(several):
        for other in several[place + 1 :]:
            assert apart(one, other) > APART


def test_a_turned_copy_tells_by_how_much() -> None:
    from PIL import Image

    drawing = drawings(1)[0]
    turned = np.asarray(Image.fromarray(drawing).rotate(3, fillcolor=255))
    first, second = contour(drawing), contour(turned)
    assert first is not None and second is not None
    assert abs(lay_over(first, second)[1]) == pytest.approx(3, abs=0.3)


def test_blank_paper_has_no_contour() -> None:
    assert contour(np.full((50, 50), 255, np.uint8)) is None
