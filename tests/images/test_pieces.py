"""Strokes are found, split, lifted, erased and put elsewhere, with nothing lost on the way."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from labelbook.core.arrays import Pixels
from labelbook.images import paper, pieces
from labelbook.images.pieces import Hand


def page(*lines: tuple[int, int, int, int], ground: int = 235, width: int = 5) -> Pixels:
    """Strokes (x, y, x, y) in dark grey on grainy grey paper, 120 wide and 90 high."""
    image = Image.new("L", (120, 90), ground)
    for line in lines:
        ImageDraw.Draw(image).line(line, fill=40, width=width)
    grain = np.random.default_rng(3).integers(-4, 5, (90, 120))
    return np.clip(np.asarray(image) + grain, 0, 255).astype(np.uint8)


V = ((15, 20, 27, 70), (40, 20, 27, 70))
I1, I2 = (60, 20, 60, 70), (85, 20, 85, 70)


def test_strokes_are_pieces_from_left_to_right() -> None:
    found = pieces.find(page(*V, I1, I2))
    assert len(found) == 3
    assert [piece.left for piece in found] == sorted(piece.left for piece in found)
    assert found[0].width > found[1].width


def test_a_dry_pen_does_not_part_a_stroke() -> None:
    image = page(I1, I2)
    image[44:46, 50:70] = 235
    assert len(pieces.find(image)) == 2


def test_a_line_splits_strokes_that_touch_and_every_pixel_stays_with_one_part() -> None:
    bar = (10, 20, 100, 20)
    whole = pieces.find(page(I1, I2, bar))
    assert len(whole) == 1
    parts = pieces.split(whole[0], (10, 72), (80, 72))
    assert len(parts) == 2
    masks = [part.within((90, 120)) for part in parts]
    assert not (masks[0] & masks[1]).any()
    assert np.array_equal(masks[0] | masks[1], whole[0].within((90, 120)))


def test_a_line_beside_a_piece_or_too_short_splits_nothing() -> None:
    bar = (10, 20, 100, 20)
    whole = pieces.find(page(I1, I2, bar))[0]
    assert len(pieces.split(whole, (10, 118), (80, 118))) == 1
    assert len(pieces.split(whole, (80, 72), (60, 72))) == 1


def test_what_is_erased_becomes_the_images_own_paper() -> None:
    image = page(*V, I1, I2)
    found = pieces.find(image)
    left = pieces.erase(image, [found[0]])
    assert len(pieces.find(left)) == 2
    hole = found[0].within(image.shape)
    assert left[hole].mean() == pytest.approx(235, abs=1.5)
    # It has the paper's grain, too: an even patch would give the place away.
    assert left[hole].std() == pytest.approx(image[:10].std(), rel=0.35)
    stays = found[1].within(image.shape) | found[2].within(image.shape)
    assert np.array_equal(left[stays], image[stays])


def test_erasing_follows_paper_that_grows_darker() -> None:
    shade = np.linspace(250, 150, 120)[None].repeat(90, axis=0)
    image = np.where(page(I1) < 120, 20, shade).astype(np.uint8)
    hole = image == 20
    bare = paper.filled(image, hole)
    assert np.abs(bare[hole] - shade[hole]).max() < 4


def test_a_piece_put_back_where_it_was_gives_the_image_again() -> None:
    image = page(*V, I1)
    stroke = pieces.find(image)[1]
    lifted, top, left = pieces.lift(image, stroke)
    again = pieces.put(pieces.erase(image, [stroke]), lifted, top, left)
    assert np.abs(again.astype(int) - image)[stroke.within(image.shape)].mean() < 6


def test_a_lifted_piece_takes_no_neighbour_and_no_paper_along() -> None:
    image = page(I1, (68, 20, 68, 70))
    lifted, _, _ = pieces.lift(image, pieces.find(image)[0])
    white = np.full((90, 120), 255, dtype=np.uint8)
    moved = pieces.put(white, lifted, 20, 20)
    assert len(pieces.find(moved)) == 1
    assert np.median(moved) == 255


def test_a_piece_beyond_the_page_is_cut_off_and_one_too_large_is_scaled() -> None:
    image = page(I1)
    lifted, _, _ = pieces.lift(image, pieces.find(image)[0])
    assert pieces.put(image, lifted, -1000, 0) is not image
    small, factor = pieces.fitted(lifted, 25, 100)
    assert small.shape[0] <= 25
    assert factor < 0.6
    assert pieces.fitted(lifted, 500, 500)[1] == 1


def test_colours_stay_colours() -> None:
    image = np.full((60, 60, 3), (250, 240, 220), dtype=np.uint8)
    image[10:50, 28:33] = (20, 40, 160)
    lifted = pieces.drawing(image)
    assert lifted is not None
    moved = pieces.put(np.full((60, 60, 3), 255, dtype=np.uint8), lifted, 5, 5)
    core = moved.reshape(-1, 3)[moved.reshape(-1, 3).sum(1).argmin()]
    assert np.abs(core.astype(int) - (20, 40, 160)).max() < 12


def test_a_hand_is_measured_by_thickness_and_darkness() -> None:
    thin, thick = pieces.hand(page(I1, width=3)), pieces.hand(page(I1, width=9))
    assert thin is not None and thick is not None
    assert thin.thickness == pytest.approx(3, abs=0.8)
    assert thick.thickness == pytest.approx(9, abs=1.6)
    assert pieces.apart(thin, thin) == 0
    assert pieces.apart(thin, thick) > 1
    assert pieces.apart(Hand(4, 0.8), Hand(4, 0.3)) == pytest.approx(1)


def test_an_empty_page_has_no_pieces_and_no_hand() -> None:
    blank = np.full((40, 40), 250, dtype=np.uint8)
    assert pieces.find(blank) == []
    assert pieces.drawing(blank) is None
    assert pieces.hand(blank) is None
