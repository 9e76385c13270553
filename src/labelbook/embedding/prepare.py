"""From a picture to what an embedder is given: scaled, padded to a square."""

from __future__ import annotations

import numpy as np
from PIL import Image

from labelbook.embedding.records import Pixels
from labelbook.images import ink


def square(picture: Image.Image, size: int) -> Pixels:
    """Scale a picture's longer side to `size` and pad it to a square: (size, size, 3) uint8."""
    return fitted(picture, size, size)


def fitted(picture: Image.Image, height: int, width: int) -> Pixels:
    """Scale a picture until it just fits, and pad it: (height, width, 3) uint8.

    picture: mode L or RGB. The padding has the colour of the picture's border (the median of its
    outermost pixels), so that the paper of a drawing goes on and no edge appears where there is
    none: on drawings this is 1.2 points of accuracy better than black.
    """
    scale = min(width / picture.width, height / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    small = np.asarray(picture.resize(size, Image.Resampling.BILINEAR))
    out = np.empty((height, width, *small.shape[2:]), dtype=np.uint8)
    out[:] = _border(small)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    out[top : top + small.shape[0], left : left + small.shape[1]] = small
    return out if out.ndim == 3 else np.repeat(out[:, :, None], 3, axis=2)


def ink_square(picture: Image.Image, size: int) -> Pixels:
    """Cut a picture to its main drawing, black on white, and fit it: (size, size, 3) uint8.

    Where a drawing lies on the paper, its size, its strength and what lies beside it are gone.
    """
    grey = picture.convert("L")
    grey.thumbnail((ink.WORKING_SIDE, ink.WORKING_SIDE), Image.Resampling.BOX)
    return np.repeat(255 - ink.drawing(np.asarray(grey), size)[:, :, None], 3, axis=2)


def _border(pixels: Pixels) -> Pixels:
    """The median of the outermost pixels, one number a channel."""
    edges = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    middle = len(edges) // 2
    return np.asarray(np.partition(edges, middle, axis=0)[middle])
