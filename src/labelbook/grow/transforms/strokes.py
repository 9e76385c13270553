"""Changing the ink: thicker, thinner, without its first or last stroke."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from labelbook.core.arrays import Pixels
from labelbook.grow.records import Rng
from labelbook.grow.transforms import page as pages
from labelbook.images import ink, regions

_MOST = 12  # Pixels: further growth takes long and shows nothing new.
_THIN = 0.6  # Share of a stroke's width that thinning may take.
_SOLID = 0.25  # Share of the ink that lies inside, not at an edge, where it is a thing.
_SHADE = 0.2  # Of its usual strength that ink differs inside where it has light and shade.
_EDGE = 3  # Pixels around a stroke that go with it.
_TOUCH = 1  # Pixels by which the columns of two pieces may overlap and still be two strokes.


def thicken(image: Image.Image, rng: Rng, *, percent: float) -> Image.Image:
    """Make strokes thicker by so many percent of their own width."""
    return _grown(image, percent / 100, outwards=True)


def thin(image: Image.Image, rng: Rng, *, percent: float) -> Image.Image:
    """Make strokes thinner by so many percent of their own width, never to nothing."""
    return _grown(image, min(percent / 100, _THIN), outwards=False)


def _grown(image: Image.Image, share: float, *, outwards: bool) -> Image.Image:
    page = pages.page_of(image)
    if not page.drawn or is_shaded(image):
        return image
    steps = min(share * stroke_width(image) / 2, _MOST)
    take = np.minimum if page.dark == outwards else np.maximum
    pixels = np.asarray(image)
    for _ in range(int(steps)):
        pixels = _spread(pixels, take)
    whole, rest = Image.fromarray(pixels), steps - int(steps)
    return Image.blend(whole, Image.fromarray(_spread(pixels, take)), rest)


def _spread(pixels: Pixels, take: np.ufunc) -> Pixels:
    """Return the least or greatest of each pixel's 3 x 3 neighbourhood, as Pillow's MinFilter."""
    rows = pixels.copy()
    take(rows[1:], pixels[:-1], out=rows[1:])
    take(rows[:-1], pixels[1:], out=rows[:-1])
    out = rows.copy()
    take(out[:, 1:], rows[:, :-1], out=out[:, 1:])
    take(out[:, :-1], rows[:, 1:], out=out[:, :-1])
    return out


def stroke_width(image: Image.Image) -> float:
    """Return the strokes' usual width in pixels: twice the ink's area by the length of its edge."""
    values = ink.ink(np.asarray(image.convert("L")))
    mask = values > ink.threshold(values)
    edge = np.count_nonzero(mask[1:] != mask[:-1]) + np.count_nonzero(mask[:, 1:] != mask[:, :-1])
    # An edge that runs askew is counted once a row and once a column: about 4 / pi too long.
    return float(2 * np.count_nonzero(mask) / max(edge * np.pi / 4, 1))


def is_shaded(image: Image.Image) -> bool:
    """Return whether an image has light and shade inside, as objects have and strokes have not."""
    values = ink.ink(np.asarray(pages.small(image)))
    mask = values > ink.threshold(values)
    inner = ~regions.near(~mask, 1) & mask
    if int(inner.sum()) < _SOLID * max(int(mask.sum()), 1):
        return False
    low, middle, high = (float(np.percentile(values[inner], share)) for share in (10, 50, 90))
    return high - low > _SHADE * max(middle, 1.0)


def erase_right(image: Image.Image, rng: Rng) -> Image.Image | None:
    """Erase the last stroke; None where there is only one or strokes touch."""
    return _without(image, last=True)


def erase_left(image: Image.Image, rng: Rng) -> Image.Image | None:
    """Erase the first stroke; None where there is only one or strokes touch."""
    return _without(image, last=False)


def _without(image: Image.Image, *, last: bool) -> Image.Image | None:
    grey = np.asarray(image.convert("L"))
    values = ink.ink(grey)
    mask = ink.main_drawing(values)
    if not mask.any() or not pages.page_of(image).drawn:
        return None
    numbers, boxes = regions.pieces(mask)
    strokes = side_by_side(boxes)
    if strokes.max() == 0:
        return None
    gone = np.isin(numbers, np.flatnonzero(strokes == (strokes.max() if last else 0)) + 1)
    around = regions.near(gone, _EDGE) & (~mask | gone)
    wide = Image.fromarray(around.astype(np.uint8) * 255).filter(ImageFilter.BoxBlur(1))
    return Image.composite(pages.without_ink(image), image, wide)


def side_by_side(boxes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Number strokes from the left by their boxes; pieces above each other are one stroke."""
    order = np.argsort(boxes[:, 2], kind="stable")
    ends = np.maximum.accumulate(boxes[order, 3])
    apart = boxes[order][1:, 2] >= ends[:-1] - _TOUCH
    numbers = np.empty(len(boxes), dtype=np.int64)
    numbers[order] = np.concatenate([[0], np.cumsum(apart)])
    return numbers
