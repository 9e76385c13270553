"""The ink of a scanned drawing: cropped, centred, the same size for all.

What a drawing shows does not depend on where on the paper it lies, how large it is, or on specks,
bars and neighbours at the rim that a scan brings along. Taking those away first helps every
finder that compares images more than the choice of the finder does.
"""

from __future__ import annotations

import numpy as np
from PIL import Image

from labelbook.core.arrays import Integers, Mask, Pixels
from labelbook.images import regions

WORKING_SIDE = 160
_LEAST_CONTRAST = 16  # Grey levels between paper and ink; less is noise.
_RIM = 0.07  # Share of the side: what touches the rim and lies within it is a scan's edge.
_SPECK = 0.04  # Share of the largest piece's area: smaller pieces are specks.
_REACH = 0.4  # Share of the largest piece's side: pieces further apart are neighbours, not parts.
_REACH_OF_IMAGE = 0.12  # Share of the image's side: the least that counts as apart.


def on_paper(grey: Pixels) -> bool:
    """Return whether the image is a drawing on even paper: its rim has one brightness."""
    rim = _rim(grey).astype(np.int16)
    return bool(np.mean(np.abs(rim - np.median(rim)) <= 24) >= 0.7)


def ink(grey: Pixels) -> Pixels:
    """Return how far each pixel is from the paper's brightness, that of the rim: (h, w)."""
    paper = int(np.median(_rim(grey)))
    return np.abs(grey.astype(np.int16) - paper).astype(np.uint8)


def threshold(values: Pixels) -> int:
    """Return the level that parts ink from paper best.

    Source: Otsu, A threshold selection method from gray-level histograms, 1979.
    """
    counts = np.bincount(values.ravel(), minlength=256).astype(np.float64)
    below = np.cumsum(counts)
    mass = np.cumsum(counts * np.arange(256))
    above = below[-1] - below
    apart = (mass[-1] * below / below[-1] - mass) ** 2
    between = np.divide(apart, below * above, out=np.zeros(256), where=(below * above) > 0)
    return max(int(between.argmax()), _LEAST_CONTRAST)


def crop(values: Pixels) -> Pixels:
    """Cut ink (h, w) to the main drawing; all of it where there is no ink."""
    return crop_box(values)[0]


def crop_box(values: Pixels) -> tuple[Pixels, tuple[int, int, int, int]]:
    """Cut ink to the main drawing; also returns its top, left, height and width in pixels."""
    mask = main_drawing(values)
    if not mask.any():
        return values, (0, 0, *values.shape)
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    top, left, bottom, right = rows[0], columns[0], rows[-1] + 1, columns[-1] + 1
    kept: Pixels = values * regions.grown(mask, 2)
    return kept[top:bottom, left:right], (int(top), int(left), int(bottom - top), int(right - left))


def main_drawing(values: Pixels) -> Mask:
    """Return which pixels of ink belong to the drawing, not to specks, rims or neighbours."""
    return _main(values > threshold(values))


def square(values: Pixels, side: int, margin: float = 0.06) -> Pixels:
    """Fit an image (h, w) or (h, w, 3) into a square on black, its proportions kept."""
    height, width = values.shape[:2]
    scale = round(side * (1 - 2 * margin)) / max(height, width)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    how = Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR
    small = np.asarray(Image.fromarray(values).resize(size, how))
    out = np.zeros((side, side, *values.shape[2:]), dtype=np.uint8)
    top, left = (side - size[1]) // 2, (side - size[0]) // 2
    out[top : top + size[1], left : left + size[0]] = small
    return out


def full_contrast(values: Pixels) -> Pixels:
    """Stretch ink so that its darkest is 255: grey pencil and black pen become alike."""
    most = int(values.max())
    return values if most == 0 else (values.astype(np.uint16) * 255 // most).astype(np.uint8)


def drawing(grey: Pixels, side: int) -> Pixels:
    """Return the ink of a drawing (h, w), cropped and fitted: (side, side), 0 paper, 255 ink."""
    return full_contrast(square(crop(ink(grey)), side))


def _rim(grey: Pixels) -> Pixels:
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])


def _main(mask: Mask) -> Mask:
    """Keep the pieces that make up the drawing; drop specks, the scan's edge, neighbours."""
    pieces, boxes = regions.pieces(mask)
    if len(boxes) == 0:
        return mask
    area = np.bincount(pieces.ravel(), minlength=len(boxes) + 1)[1:]
    keep = ~_at_rim(boxes, mask.shape)
    if area[keep].sum() < 0.1 * area.sum():
        keep[:] = True
    keep &= area >= _SPECK * area[keep].max()
    mask = np.isin(pieces, np.flatnonzero(keep) + 1)
    sides = np.maximum(boxes[:, 1] - boxes[:, 0], boxes[:, 3] - boxes[:, 2])[keep]
    # Dotted lines are many small pieces: they still belong together.
    reach = max(_REACH * float(sides.max()), _REACH_OF_IMAGE * max(mask.shape))
    return _heaviest_cluster(mask, max(1, int(reach)))


def _at_rim(boxes: Integers, shape: tuple[int, ...]) -> Mask:
    top, bottom, left, right = boxes.T
    height, width = shape
    touches = (top <= 0) | (left <= 0) | (bottom >= height) | (right >= width)
    y, x = _RIM * height, _RIM * width
    within = (bottom <= y) | (right <= x) | (top >= height - y) | (left >= width - x)
    flat: Mask = touches & within
    return flat


def _heaviest_cluster(mask: Mask, reach: int) -> Mask:
    """Keep the pieces that lie near each other and weigh most; those at the rim weigh half."""
    clusters, boxes = regions.pieces(regions.near(mask, reach))
    if len(boxes) < 2:
        return mask
    weight = np.bincount(clusters[mask], minlength=len(boxes) + 1).astype(np.float64)
    inked = clusters * mask
    cut = np.unique(np.concatenate([inked[0], inked[-1], inked[:, 0], inked[:, -1]]))
    weight[cut] *= 0.5
    weight[0] = 0
    main: Mask = mask & (clusters == weight.argmax())
    return main
