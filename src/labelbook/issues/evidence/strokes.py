"""Where the strokes of a drawing run, and which way, as features.

The histogram of gradient directions of the main drawing, in a grid of soft cells. It takes a
second for 2,400 drawings, and holds what an embedding misses: how many strokes there are, and
whether they cross.

Source: Dalal and Triggs, Histograms of oriented gradients for human detection, CVPR 2005.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Floats
from labelbook.images.blur import blurring

CELLS = 8
DIRECTIONS = 8
_BLUR = 0.8
_BLOCK = 1024


def strokes(drawings: npt.NDArray[np.uint8]) -> Floats:
    """Return for drawings (n, side, side) of ink their strokes: (n, DIRECTIONS * CELLS**2) 0..1."""
    made = np.zeros((len(drawings), DIRECTIONS * CELLS**2), dtype=np.float32)
    for start in range(0, len(drawings), _BLOCK):
        made[start : start + _BLOCK] = _strokes(drawings[start : start + _BLOCK])
    return made


def _strokes(drawings: npt.NDArray[np.uint8]) -> Floats:
    side = drawings.shape[1]
    blur, cells = blurring(side, _BLUR), _cells(side)
    down, right = np.gradient(blur @ (drawings / np.float32(255)) @ blur.T, axis=(1, 2))
    strength = np.hypot(down, right)
    turn = (np.arctan2(down, right) / (2 * np.pi) * DIRECTIONS).astype(np.float32)
    found = []
    for direction in range(DIRECTIONS):
        # Between two directions a gradient counts for both, by how near it is to each.
        off = np.abs((turn - direction + DIRECTIONS / 2) % DIRECTIONS - DIRECTIONS / 2)
        found.append(cells @ (strength * np.maximum(0, 1 - off)) @ cells.T)
    flat = np.stack(found, axis=1).reshape(len(drawings), -1)
    length = np.linalg.norm(flat, axis=1, keepdims=True)
    # The root lets faint strokes count beside bold ones.
    rooted: Floats = np.sqrt(flat / np.maximum(length, 1e-3)).astype(np.float32)
    return rooted


def _cells(side: int) -> Floats:
    """The matrix (CELLS, side) that sums pixels into cells; each counts for the two nearest."""
    width = side / CELLS
    middles = (np.arange(CELLS) + 0.5) * width
    apart = np.abs(np.arange(side) + 0.5 - middles[:, None])
    return np.maximum(0, 1 - apart / width).astype(np.float32)
