"""The contest's preprocessing: from a picture to what the fixed model sees."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]

SIDE = 32
MEANS_BGR = np.array([103.939, 116.779, 123.68], dtype=np.float32)
"""ImageNet's channel means, which Keras' ResNet50 takes off; there is no scaling."""


def prepared(image: npt.NDArray[np.uint8]) -> FloatArray:
    """Return an RGB picture (h, w, 3) as the fixed model takes it: (32, 32, 3) float32, BGR."""
    return bilinear(image, SIDE)[:, :, ::-1] - MEANS_BGR


def bilinear(image: npt.NDArray[np.uint8], side: int) -> FloatArray:
    """Resize (h, w, c) to (side, side, c) float32 as TensorFlow's `tf.image.resize` does.

    Bilinear between the two nearest pixel centres without antialiasing: a large picture is
    sampled, not averaged. Values stay in 0 to 255 and are not rounded.
    """
    top, bottom, down = _neighbours(image.shape[0], side)
    left, right, along = _neighbours(image.shape[1], side)
    rows = np.stack([top, bottom])
    # Only the pixels that are read become floats: four for each that is written.
    cells = image[rows[:, :, None], np.concatenate([left, right])[None, None]].astype(np.float32)
    across = cells[:, :, :side] + (cells[:, :, side:] - cells[:, :, :side]) * along[:, None]
    resized: FloatArray = across[0] + (across[1] - across[0]) * down[:, None, None]
    return resized


@cache
def _neighbours(
    size: int, side: int
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp], FloatArray]:
    """Return for each target pixel the source pixels before and after it, and the way between."""
    scale = np.float32(size) / np.float32(side)
    at = (np.arange(side, dtype=np.float32) + np.float32(0.5)) * scale - np.float32(0.5)
    floor = np.floor(at)
    before = np.maximum(floor, 0).astype(np.intp)
    after = np.minimum(np.ceil(at), size - 1).astype(np.intp)
    return before, after, at - floor
