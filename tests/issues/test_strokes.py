"""How strokes run tells symbols apart, wherever the ink is faint."""

from __future__ import annotations

import numpy as np

from labelbook.issues.evidence.strokes import CELLS, DIRECTIONS, strokes


def drawn(*lines: tuple[int, int, int, int], ink: int = 255) -> np.ndarray:
    """A picture (40, 40) with boxes of ink: top, bottom, left, right."""
    picture = np.zeros((40, 40), np.uint8)
    for top, bottom, left, right in lines:
        picture[top:bottom, left:right] = ink
    return picture


BARS = drawn((4, 36, 8, 12), (4, 36, 28, 32))
CROSSED = drawn((18, 22, 4, 36), (4, 36, 18, 22))


def test_strokes_that_run_another_way_lie_far_apart() -> None:
    moved = np.roll(BARS, 1, axis=1)
    first, shifted, cross = strokes(np.stack([BARS, moved, CROSSED]))
    assert np.linalg.norm(first - shifted) < 0.5 * np.linalg.norm(first - cross)


def test_faint_ink_has_the_strokes_of_bold_ink() -> None:
    bold, faint = strokes(np.stack([BARS, BARS // 3]))
    assert np.allclose(bold, faint, atol=0.02)


def test_blank_paper_has_no_strokes() -> None:
    made = strokes(np.zeros((3, 40, 40), np.uint8))
    assert made.shape == (3, DIRECTIONS * CELLS**2)
    assert not made.any()
