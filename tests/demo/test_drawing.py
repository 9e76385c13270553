from __future__ import annotations

import numpy as np
import pytest

from labelbook.demo import alter, compose, doodles, page, pen, scan
from labelbook.demo.glyphs import DOODLES, DOTS, SHAPES, shape
from labelbook.demo.hand import Handwriting
from labelbook.demo.hands import BY_NAME, HANDS
from labelbook.demo.scan import BLACK, GREY, WHITE


def drawn(hand: Handwriting, seed: int) -> scan.Pixels:
    rng = np.random.default_rng(seed)
    return scan.scan(page.lay_out(compose.numeral("vi", hand, rng), hand, rng), hand.scan, rng)


@pytest.mark.parametrize("text", [*SHAPES.values(), *DOTS.values(), *DOODLES.values()])
def test_every_shape_reads_as_strokes_of_points(text: str) -> None:
    for stroke in shape(text):
        assert stroke.ndim == 2
        assert stroke.shape[1] == 2
        assert len(stroke) > 1


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
def test_hands_use_shapes_that_exist(hand: Handwriting) -> None:
    letters = hand.letters
    assert {*letters.i, *letters.v, *letters.x} <= set(SHAPES)
    assert set(letters.dots) <= set(DOTS)


@pytest.mark.parametrize("hand", HANDS, ids=lambda hand: hand.name)
def test_a_scan_has_three_levels_and_mostly_paper(hand: Handwriting) -> None:
    for seed in range(4):
        pixels = drawn(hand, seed)
        assert set(np.unique(pixels)) <= {BLACK, GREY, WHITE}
        assert (pixels == WHITE).mean() > 0.4


def ink_width(hand: str) -> float:
    """Twice the ink's area over its outline, in pixels, over some drawings."""
    widths = []
    for seed in range(8):
        ink = drawn(BY_NAME[hand], seed) < 128
        outline = (ink[1:] != ink[:-1]).sum() + (ink[:, 1:] != ink[:, :-1]).sum()
        widths.append(2 * ink.sum() / outline)
    return float(np.median(widths))


def test_a_marker_is_thicker_than_a_pen() -> None:
    assert ink_width("thick_marker") > 1.5 * ink_width("dotted_pen")


def test_pencil_is_grey_and_ink_is_black() -> None:
    for seed in range(5):
        pencil, pen_ = drawn(BY_NAME["tall_pencil"], seed), drawn(BY_NAME["plain_pen"], seed)
        assert (pencil == GREY).sum() > (pencil == BLACK).sum()
        assert (pen_ == BLACK).sum() > (pen_ == GREY).sum()


def test_a_curve_goes_through_its_points_and_keeps_its_corners() -> None:
    control = np.array([[0, 0], [50, 100], [50, 100], [100, 0]], dtype=float)
    curve = pen.spline(control, 1.0)
    for point in control:
        assert np.hypot(*(curve - point).T).min() < 1e-9
    # Straight on both sides of the corner: the tangent turns there at once.
    assert curve[:, 1].max() == pytest.approx(100)


def test_growing_makes_squares_of_dark_pixels() -> None:
    page_ = np.full((9, 9), WHITE, np.uint8)
    page_[4, 4] = GREY
    assert (scan.grow(page_, 5) == GREY).sum() == 25
    assert (scan.grow(page_, 1) == page_).all()


@pytest.mark.parametrize("name", alter.ALTERATIONS)
def test_an_alteration_changes_a_little(name: str) -> None:
    pixels = drawn(BY_NAME["serif_marker"], 1)
    changed = alter.ALTERATIONS[name](pixels, np.random.default_rng(0))
    assert changed.dtype == np.uint8
    assert changed.shape != pixels.shape or (changed != pixels).any()
    assert abs(int((changed < 128).sum()) - int((pixels < 128).sum())) < 0.5 * (pixels < 128).sum()


def test_doodles_come_in_many_kinds() -> None:
    rng = np.random.default_rng(0)
    sizes = {
        (len(strokes), max(map(len, strokes)))
        for strokes in (doodles.doodle(BY_NAME["plain_pen"], rng) for _ in range(60))
    }
    assert len(sizes) > 12
