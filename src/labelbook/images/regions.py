"""Pieces of a mask and distances to it, with numpy alone.

SciPy's ndimage has all of this; it alone would make an installation a third larger. The tests hold
each function against it.
"""

from __future__ import annotations

import numpy as np

from labelbook.core.arrays import Doubles, Integers, Mask, components


def pieces(mask: Mask) -> tuple[Integers, Integers]:
    """Number the pieces of a mask, pixels that touch by side or corner: (h, w), 0 outside.

    Also gives their boxes (count, 4): top, bottom, left, right, the second of each exclusive.
    Runs of pixels in a row are found first; a piece is a component of runs that touch.
    """
    row, start, end = _runs(mask)
    one, other = _touching(row, start, end, mask.shape[1])
    _, number = np.unique(components(len(row), one, other), return_inverse=True)
    return _painted(mask.shape, row, start, end, number + 1), _boxes(row, start, end, number)


def _runs(mask: Mask) -> tuple[Integers, Integers, Integers]:
    """The runs in reading order: row, first column, column after the last."""
    wide = np.pad(mask, ((0, 0), (1, 1))).astype(np.int8)
    steps = np.diff(wide, axis=1)
    row, start = np.nonzero(steps == 1)
    return row, start, np.nonzero(steps == -1)[1]


def _touching(
    row: Integers, start: Integers, end: Integers, width: int
) -> tuple[Integers, Integers]:
    """Pairs of runs of which one lies in the row below and touches the other."""
    line = width + 2
    first = np.searchsorted(row * line + end, (row - 1) * line + start, side="left")
    last = np.searchsorted(row * line + start, (row - 1) * line + end, side="right")
    count = np.maximum(last - first, 0)
    below = np.repeat(np.arange(len(row)), count)
    place = np.arange(len(below)) - np.repeat(np.cumsum(count) - count, count)
    return below, np.repeat(first, count) + place


def _painted(
    shape: tuple[int, ...], row: Integers, start: Integers, end: Integers, number: Integers
) -> Integers:
    height, width = shape
    steps = np.zeros(height * (width + 1), dtype=np.int64)
    steps[row * (width + 1) + start] += number
    steps[row * (width + 1) + end] -= number
    return np.cumsum(steps).reshape(height, width + 1)[:, :width]


def _boxes(row: Integers, start: Integers, end: Integers, number: Integers) -> Integers:
    count = int(number.max(initial=-1)) + 1
    boxes = np.tile(np.array([2**62, -1, 2**62, -1]), (count, 1))
    np.minimum.at(boxes[:, 0], number, row)
    np.maximum.at(boxes[:, 1], number, row + 1)
    np.minimum.at(boxes[:, 2], number, start)
    np.maximum.at(boxes[:, 3], number, end)
    return boxes


def grown(mask: Mask, steps: int) -> Mask:
    """Add the pixels that are at most `steps` steps along rows and columns from the mask."""
    out = mask.copy()
    for _ in range(steps):
        before = out.copy()
        out[1:] |= before[:-1]
        out[:-1] |= before[1:]
        out[:, 1:] |= before[:, :-1]
        out[:, :-1] |= before[:, 1:]
    return out


def near(mask: Mask, reach: int) -> Mask:
    """Return which pixels have the mask within `reach` pixels in each direction (a square)."""
    return _near_in_columns(_near_in_columns(mask, reach).T, reach).T


def _near_in_columns(mask: Mask, reach: int) -> Mask:
    height = len(mask)
    sums = np.concatenate([np.zeros((1, mask.shape[1]), np.int64), np.cumsum(mask, axis=0)])
    rows = np.arange(height)
    there: Mask = sums[np.minimum(rows + reach + 1, height)] > sums[np.maximum(rows - reach, 0)]
    return there


def distance(mask: Mask, reach: int) -> Doubles:
    """Return how far each pixel is from the mask's nearest, in pixels; beyond `reach` just more.

    Source: Felzenszwalb and Huttenlocher, Distance transforms of sampled functions, 2012: the
    squares of the distances along columns, then the least sum along rows.
    """
    far = reach + 1
    rows = np.arange(len(mask))[:, None]
    above = np.maximum.accumulate(np.where(mask, rows, -far), axis=0)
    below = np.minimum.accumulate(np.where(mask, rows, len(mask) + far)[::-1], axis=0)[::-1]
    along = np.minimum(np.minimum(rows - above, below - rows), far).astype(np.float64) ** 2
    squared = along.copy()
    for step in range(1, min(far, mask.shape[1])):
        np.minimum(squared[:, step:], along[:, :-step] + step**2, out=squared[:, step:])
        np.minimum(squared[:, :-step], along[:, step:] + step**2, out=squared[:, :-step])
    return np.sqrt(squared)


def between(field: Doubles, places: Doubles) -> Doubles:
    """Read a field (h, w) at places (n, 2) between its pixels, linearly; outside, at its edge."""
    edge = np.array(field.shape) - 1
    inside = np.clip(places, 0, edge)
    corner = np.minimum(inside.astype(np.int64), np.maximum(edge - 1, 0))
    down, right = (inside - corner).T
    (top, left), (bottom, beside) = corner.T, np.minimum(corner + 1, edge).T
    upper = field[top, left] * (1 - right) + field[top, beside] * right
    lower = field[bottom, left] * (1 - right) + field[bottom, beside] * right
    read: Doubles = upper * (1 - down) + lower * down
    return read
