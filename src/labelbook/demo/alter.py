"""Small changes that make a near duplicate: the same drawing, other bytes."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from PIL import Image

from labelbook.demo.scan import WHITE, Pixels, grow


def shift(pixels: Pixels, rng: Generator) -> Pixels:
    """Move the drawing by 2 to 12 pixels each way on the same page."""
    dx, dy = rng.integers(2, 13, 2) * rng.choice([-1, 1], 2)
    height, width = pixels.shape
    moved = np.full_like(pixels, WHITE)
    moved[max(dy, 0) : height + min(dy, 0), max(dx, 0) : width + min(dx, 0)] = pixels[
        max(-dy, 0) : height + min(-dy, 0), max(-dx, 0) : width + min(-dx, 0)
    ]
    return moved


def crop(pixels: Pixels, rng: Generator) -> Pixels:
    """Cut 2 to 12 pixels off every side."""
    top, right, bottom, left = rng.integers(2, 13, 4)
    return np.ascontiguousarray(pixels[top:-bottom, left:-right])


def thicker(pixels: Pixels, rng: Generator) -> Pixels:
    """Let the ink grow by a pixel."""
    return grow(pixels, 3)


def thinner(pixels: Pixels, rng: Generator) -> Pixels:
    """Let the paper grow by a pixel."""
    return WHITE - grow(WHITE - pixels, 3)


def turn(pixels: Pixels, rng: Generator) -> Pixels:
    """Turn the page by one to three degrees."""
    angle = float(rng.uniform(1, 3) * rng.choice([-1, 1]))
    return np.asarray(Image.fromarray(pixels).rotate(angle, fillcolor=WHITE))


def recompress(pixels: Pixels, rng: Generator) -> Pixels:
    """Save it as a poor JPEG once, with the greys that this leaves around the ink."""
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=int(rng.integers(20, 50)))
    return np.asarray(Image.open(file))


ALTERATIONS: dict[str, Callable[[Pixels, Generator], Pixels]] = {
    "shift": shift,
    "crop": crop,
    "thicker": thicker,
    "thinner": thinner,
    "turn": turn,
    "recompress": recompress,
}
