"""Features of small pictures: histograms of the directions of edges.

Source: Dalal and Triggs, Histograms of oriented gradients for human detection, CVPR 2005.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

from labelbook.core.arrays import Floats, unit
from labelbook.grow.records import Rng
from labelbook.grow.transforms import shapes

Planes = npt.NDArray[np.uint8]

DIRECTIONS = 6
_EVERY = 3  # Pixels between the places where directions are counted.
_BLOCK = 2_000
_TURN, _SLANT, _SCALE, _MOVE = 12.0, 16.0, 12.0, 4.0  # Degrees, degrees, percents.


def features(planes: Planes) -> Floats:
    """Return the histograms of planes (n, h, w) as unit vectors (n, d)."""
    blocks = [_features(planes[at : at + _BLOCK]) for at in range(0, len(planes), _BLOCK)]
    return np.concatenate(blocks) if blocks else np.zeros((0, 0), dtype=np.float32)


def _features(planes: Planes) -> Floats:
    soft = _soft((planes / np.float32(255)).astype(np.float32))
    down, right = np.gradient(soft, axis=(1, 2))
    length = np.hypot(right, down).astype(np.float32)
    angle = np.arctan2(down, right) % np.pi
    width = np.pi / DIRECTIONS
    counted = []
    for direction in range(DIRECTIONS):
        apart = np.abs((angle - direction * width + np.pi / 2) % np.pi - np.pi / 2)
        near = np.maximum(0, 1 - apart / width).astype(np.float32)
        own = _soft(_soft(length * near))
        counted.append(own[:, 1::_EVERY, 1::_EVERY].reshape(len(planes), -1))
    flat = np.sqrt(np.concatenate(counted, axis=1))
    return unit(flat).astype(np.float32)


def _soft(values: Floats) -> Floats:
    """Blur by (1, 2, 1) / 4 along both axes."""
    wide = np.pad(values, ((0, 0), (1, 1), (1, 1)))
    down = (wide[:, :-2] + 2 * wide[:, 1:-1] + wide[:, 2:]) / 4
    soft = (down[:, :, :-2] + 2 * down[:, :, 1:-1] + down[:, :, 2:]) / 4
    return soft.astype(np.float32)


def jittered(planes: Planes, rng: Rng) -> Planes:
    """Turn, slant, scale and move each plane a little, so that a hand's slant does not matter."""
    out = np.empty_like(planes)
    size = planes.shape[2], planes.shape[1]
    values = rng.uniform(-1, 1, (len(planes), 6)) * (_TURN, _SLANT, _SCALE, _SCALE, _MOVE, _MOVE)
    how, bilinear = Image.Transform.AFFINE, Image.Resampling.BILINEAR
    for row, (turn, slant, wide, tall, right, down) in enumerate(values.tolist()):
        matrix = shapes.turned(size, turn) @ shapes.sheared(size, slant)
        matrix = matrix @ shapes.zoomed(size, wide, tall) @ shapes.shifted(size, right, down)
        flat = matrix[:2].ravel().tolist()
        out[row] = np.asarray(Image.fromarray(planes[row]).transform(size, how, flat, bilinear))
    return out
