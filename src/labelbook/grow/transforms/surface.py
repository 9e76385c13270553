"""Changing how an image was taken: brightness, blur, noise, a hole, other paper."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from labelbook.core.arrays import Floats
from labelbook.grow.records import Rng
from labelbook.grow.transforms import page as pages


def blur(image: Image.Image, rng: Rng, *, percent: float) -> Image.Image:
    """Make it less sharp: the radius in percent of the longer side."""
    return image.filter(ImageFilter.GaussianBlur(percent / 100 * max(image.size)))


def noise(image: Image.Image, rng: Rng, *, levels: float) -> Image.Image:
    """Add grain of so many grey levels (standard deviation)."""
    pixels = np.asarray(image).astype(np.float32)
    grain = rng.standard_normal(pixels.shape[:2], dtype=np.float32) * np.float32(levels)
    return _image(pixels + (grain if pixels.ndim == 2 else grain[:, :, None]))


def contrast(image: Image.Image, rng: Rng, *, percent: float) -> Image.Image:
    """Bring ink nearer to the paper's brightness, or further from it."""
    pixels = np.asarray(image).astype(np.float32)
    fill = _colour(image, pages.page_of(image).fill)
    return _image(fill + (pixels - fill) * np.float32(1 + percent / 100))


def invert(image: Image.Image, rng: Rng) -> Image.Image:
    """Invert the brightness of an image."""
    return ImageOps.invert(image)


def cut_out(
    image: Image.Image, rng: Rng, *, percent: float, right: float, down: float
) -> Image.Image:
    """Cover a square with paper; its side in percent of the shorter side.

    Source: DeVries and Taylor, Improved regularization of convolutional neural networks with
    Cutout, 2017.
    """
    side = max(1, round(percent / 100 * min(image.size)))
    left, top = (
        round(share / 100 * (length - side))
        for share, length in zip((right, down), image.size, strict=True)
    )
    out = image.copy()
    out.paste(pages.page_of(image).fill, (left, top, left + side, top + side))
    return out


def background(image: Image.Image, rng: Rng, other: Image.Image) -> Image.Image:
    """Put the ink on another drawing's paper, as dark as that drawing's ink."""
    page, there = pages.page_of(image), pages.page_of(other)
    if not page.drawn or not there.drawn:
        return image
    if other.mode != image.mode:
        image, other = image.convert("RGB"), other.convert("RGB")
    under = pages.without_ink(other).resize(image.size, Image.Resampling.BILINEAR)
    fill = _colour(image, pages.page_of(image).fill)
    away = np.abs(np.asarray(image).astype(np.float32) - fill)
    if away.ndim == 3:
        away = away.max(axis=2)
    darkest = max(float(np.percentile(away, 99.5)), 16.0)
    share = np.clip(away / np.float32(darkest), 0, 1)
    strength = share if np.asarray(image).ndim == 2 else share[:, :, None]
    ground = np.asarray(under).astype(np.float32)
    return _image(ground * (1 - strength) + _ink_colour(other) * strength)


def _ink_colour(image: Image.Image) -> Floats:
    """Return the colour of the strongest ink: (1,) or (3,)."""
    pixels = np.asarray(image).astype(np.float32)
    flat = pixels.reshape(pixels.shape[0] * pixels.shape[1], -1)
    away = np.abs(flat - _colour(image, pages.page_of(image).fill)).sum(1)
    strongest = flat[away >= np.percentile(away, 99)]
    middle: Floats = np.median(strongest, axis=0).astype(np.float32)
    return middle


def _colour(image: Image.Image, fill: pages.Fill) -> Floats:
    colour: Floats = np.atleast_1d(np.asarray(fill, dtype=np.float32))
    return colour


def _image(values: Floats) -> Image.Image:
    return Image.fromarray(np.clip(np.rint(values), 0, 255).astype(np.uint8))
