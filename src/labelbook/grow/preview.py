"""A grid of what a recipe does: a row a sample, the original first."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from labelbook.grow import render
from labelbook.grow.records import Recipe
from labelbook.grow.render import Laws

SIDE = 96
_GAP = 6
_BEYOND = 10  # Pixels between the original and what was made of it.
_GROUND, _WORDS = (236, 236, 238), (70, 70, 76)


def grid(
    samples: list[tuple[Image.Image, str]],
    recipe: Recipe,
    laws: Laws,
    *,
    columns: int,
    seed: int,
    words: bool = True,
) -> Image.Image:
    """Draw a recipe on samples (image, class); `columns` made images beside each original.

    Where a mirror makes another class of it, that is written below it.
    """
    step = SIDE + _GAP
    line = 18 if words else 0
    width = _GAP + (columns + 1) * step + _BEYOND
    sheet = Image.new("RGB", (width, _GAP + len(samples) * (step + line)), _GROUND)
    pen = ImageDraw.Draw(sheet)
    lot = np.random.default_rng((seed, 2))
    for row, (image, label) in enumerate(samples):
        top = _GAP + row * (step + line)
        _put(sheet, image, _GAP, top)
        if words:
            pen.text((_GAP, top + SIDE + 1), label, fill=_WORDS, font_size=13)
        other = samples[(row + 1) % len(samples)][0]
        for column, own in enumerate(lot.integers(0, 2**31 - 1, columns).tolist()):
            how, becomes = render.draw(recipe, label, laws, own, may_swap=len(samples) > 1)
            made = render.make(how, [image, other])
            left = _GAP + (column + 1) * step + _BEYOND
            if made is not None:
                _put(sheet, made, left, top)
            if words and becomes != label:
                text = f"becomes {becomes}"
                pen.text((left, top + SIDE + 1), text, fill=_WORDS, font_size=13)
    return sheet


def tile(image: Image.Image, side: int = SIDE) -> Image.Image:
    """Fit an image into a square of the ground's colour."""
    whole = Image.new("RGB", (side, side), _GROUND)
    small = image.convert("RGB")
    scale = side / max(small.size)
    size = max(1, round(small.width * scale)), max(1, round(small.height * scale))
    small = small.resize(size, Image.Resampling.BOX if scale < 1 else Image.Resampling.BILINEAR)
    whole.paste(small, ((side - size[0]) // 2, (side - size[1]) // 2))
    return whole


def _put(sheet: Image.Image, image: Image.Image, left: int, top: int) -> None:
    sheet.paste(tile(image), (left, top))
