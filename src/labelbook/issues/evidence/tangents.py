"""A quick test of which pairs of small pictures could be copies of each other.

A copy that was moved, turned, scaled or drawn with another pen differs from its original nearly by
a sum of what a little of each of these changes (its tangents); another drawing differs by more.
What is left when the tangents are taken out is computed for thousands of pairs in a second.

Source: Simard, LeCun and Denker, Efficient pattern recognition using a new transformation distance,
NIPS 1992.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Floats, Rows
from labelbook.images.blur import blurring

_BLUR = 1.0
_BLOCK = 1024
_RIDGE = 1e-4  # Keeps the tangents of an empty picture solvable.


def left(pictures: npt.NDArray[np.uint8], pairs: Rows) -> Floats:
    """Return what no tangent explains of the difference of each pair: 0 = nothing, 1 = all.

    pictures: (n, side, side); pairs: (m, 2) rows of them.
    """
    blur = blurring(pictures.shape[1], _BLUR)
    blocks = [
        _left(*(blur @ (pictures[rows] / np.float32(255)) @ blur.T for rows in block.T))
        for block in (pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK))
    ]
    return np.concatenate(blocks) if blocks else np.zeros(0, dtype=np.float32)


def _left(one: Floats, other: Floats) -> Floats:
    count, side = len(one), one.shape[1]
    middle = (one + other) / 2
    down, right = np.gradient(middle, axis=(1, 2))
    y, x = (np.mgrid[:side, :side].astype(np.float32) - (side - 1) / 2) / (side / 2)
    tangents = [
        middle,  # darker
        right,  # moved
        down,
        x * down - y * right,  # turned
        x * right,  # wider
        y * down,  # taller
        np.hypot(down, right),  # of thicker strokes
    ]
    axes = np.stack(tangents, axis=1).reshape(count, len(tangents), -1)
    apart = (other - one).reshape(count, -1)
    moments = axes @ axes.transpose(0, 2, 1)
    diagonal = np.arange(len(tangents))
    most = np.maximum(moments[:, diagonal, diagonal].mean(1, keepdims=True), 1e-6)
    moments[:, diagonal, diagonal] += _RIDGE * most
    share = np.linalg.solve(moments, axes @ apart[:, :, None])
    rest = apart - (share.transpose(0, 2, 1) @ axes)[:, 0]
    size = np.maximum(np.linalg.norm(middle.reshape(count, -1), axis=1), 1e-3)
    remaining: Floats = (np.linalg.norm(rest, axis=1) / size).astype(np.float32)
    return remaining
