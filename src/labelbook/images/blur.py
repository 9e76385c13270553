"""A Gaussian blur as a matrix, so that many small pictures are blurred at once."""

from __future__ import annotations

import numpy as np

from labelbook.core.arrays import Floats

_FAR = 4  # Widths beyond which a Gaussian is as good as nothing.


def blurring(side: int, width: float) -> Floats:
    """Return the matrix (side, side) that blurs a line by a Gaussian of `width` pixels.

    With it on the left and its transpose on the right, a picture is blurred both ways; it goes on
    as its mirror image beyond the edge.
    """
    pixels = np.arange(side)
    around = np.arange(-side, 2 * side)
    reflected = np.abs(around + 0.5) - 0.5
    reflected = np.minimum(reflected, 2 * side - 1 - reflected).astype(np.int64)
    apart = around[None, :] - pixels[:, None]
    weights = np.where(np.abs(apart) <= _FAR * width, np.exp(-0.5 * (apart / width) ** 2), 0)
    weights /= weights.sum(1, keepdims=True)
    matrix: Floats = (weights @ (reflected[:, None] == pixels)).astype(np.float32)
    return matrix
