"""The paper and the ink of an image, so that new area is filled with the paper's colour."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from labelbook.core.arrays import Pixels
from labelbook.images import ink, regions

Fill = int | tuple[int, ...]

_SMALL = 96  # Pixels a side at which ink is looked for: its box need not be exact.
_LOST = 0.002  # Share of the ink on each side that may lie outside the box: specks.
_MARGIN = 2  # Pixels of the small image around the box.
_SAME_COLOUR, _EVEN = 32, 0.7  # Levels apart in any channel; share of the rim that is so near.
_PATCHES = 5  # In which paper is averaged, in each direction.
_REACH = 4  # Pixels around ink that are no paper: its soft edge.


@dataclass(frozen=True)
class Page:
    """fill: the paper's colour as Pillow takes it. drawn: whether it is ink on even paper.

    dark: whether the ink is darker than the paper. box: left, top, right, bottom of the ink in
    pixels; the whole image where nothing is drawn.
    """

    fill: Fill
    drawn: bool
    dark: bool
    box: tuple[int, int, int, int]


def page_of(image: Image.Image) -> Page:
    """Return the paper and the ink of an image of mode L or RGB."""
    grey = np.asarray(small(image))
    fill = _rim_colour(np.asarray(image))
    values = ink.ink(grey)
    drawn = ink.on_paper(grey) and _is_even(np.asarray(image))
    mask = values > ink.threshold(values)
    paper = int(np.median(_rim(grey)))
    dark = bool((paper - grey.astype(np.int16))[mask].sum() >= 0)
    return Page(fill, drawn, dark, _box(mask, image.size) if drawn else (0, 0, *image.size))


def small(image: Image.Image) -> Image.Image:
    """Return the image's brightness at no more than _SMALL pixels a side."""
    grey = image.convert("L")
    if max(grey.size) > _SMALL:
        grey = grey.reduce(-(-max(grey.size) // _SMALL))
    return grey


def _box(mask: npt.NDArray[np.bool_], size: tuple[int, int]) -> tuple[int, int, int, int]:
    if not mask.any():
        return (0, 0, *size)
    spans = []
    for axis, side in ((0, size[0]), (1, size[1])):
        mass = np.cumsum(mask.sum(axis))
        first = int(np.searchsorted(mass, _LOST * mass[-1], side="right"))
        last = int(np.searchsorted(mass, (1 - _LOST) * mass[-1]))
        scale = side / len(mass)
        low = max(0, round((first - _MARGIN) * scale))
        spans.append((low, min(side, round((last + 1 + _MARGIN) * scale))))
    (left, right), (top, bottom) = spans
    return left, top, right, bottom


def _rim(pixels: Pixels) -> Pixels:
    return np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])


def _is_even(pixels: Pixels) -> bool:
    """Return whether the rim has one colour: a green and an orange may be equally bright."""
    if pixels.ndim == 2:
        return True  # Its brightness was checked already.
    rim = _rim(pixels).astype(np.int16)
    apart = np.abs(rim - np.median(rim, axis=0)).max(axis=1)
    return bool(np.mean(apart <= _SAME_COLOUR) >= _EVEN)


def _rim_colour(pixels: Pixels) -> Fill:
    middle = np.median(_rim(pixels), axis=0).astype(int)
    return int(middle) if pixels.ndim == 2 else tuple(middle.tolist())


def without_ink(image: Image.Image) -> Image.Image:
    """Return the paper alone: ink is filled with what lies around it."""
    page = page_of(image)
    pixels = np.asarray(image).astype(np.float32)
    plain = np.asarray(Image.new(image.mode, (1, 1), page.fill)).astype(np.float32)[0, 0]
    away = np.abs(np.asarray(image.convert("L")).astype(np.int16) - int(np.mean(plain)))
    mask = away > ink.threshold(away.astype(np.uint8)) * 0.6
    bare = (~regions.near(mask, _REACH)).astype(np.float32)
    weight = bare if pixels.ndim == 2 else bare[:, :, None]
    known = _coarse(weight, image.size)
    around = (_coarse(pixels * weight, image.size) + 1e-3 * plain) / (known + 1e-3)
    return Image.fromarray(_bytes(pixels * weight + around * (1 - weight)))


def _coarse(values: npt.NDArray[np.float32], size: tuple[int, int]) -> npt.NDArray[np.float32]:
    """Return the averages of a few patches, interpolated between them."""
    planes = values if values.ndim == 3 else values[:, :, None]
    patches = min(_PATCHES, size[0]), min(_PATCHES, size[1])
    soft = []
    for each in range(planes.shape[2]):
        plane = Image.fromarray(np.ascontiguousarray(planes[:, :, each]))
        few = plane.resize(patches, Image.Resampling.BOX)
        soft.append(np.asarray(few.resize(size, Image.Resampling.BILINEAR)))
    out: npt.NDArray[np.float32] = np.stack(soft, axis=2).reshape(values.shape)
    return out


def _bytes(values: npt.NDArray[np.float32]) -> Pixels:
    return np.clip(np.rint(values), 0, 255).astype(np.uint8)
