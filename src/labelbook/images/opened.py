"""A decoded image, and what is computed from it for several readers, each once, when asked."""

from __future__ import annotations

import numpy as np
from PIL import Image

from labelbook.core.arrays import Pixels
from labelbook.images import decode, ink

Box = tuple[int, int, int, int]


class Opened:
    """An upright picture, and its ink. For one thread at a time.

    plain: the picture, mode L or RGB. fault: what is wrong with its file, "" where nothing is.
    """

    def __init__(self, plain: Image.Image, fault: str = "") -> None:
        self.plain = plain
        self.fault = fault
        self._light: Pixels | None = None
        self._ink: Pixels | None = None
        self._main: tuple[Pixels, Box] | None = None

    @classmethod
    def of(cls, data: bytes) -> Opened:
        """Decode a file's bytes; Raises BadInput for what is no image."""
        found = decode.seen(data)
        return cls(found.picture, found.fault)

    def light(self) -> Pixels:
        """Return its brightness, the longer side at most ink.WORKING_SIDE: (h, w) uint8."""
        if self._light is None:
            self._light = brightness(self.plain, ink.WORKING_SIDE)
        return self._light

    def strength(self) -> Pixels:
        """Return how far each pixel of `light` is from the paper: (h, w) uint8."""
        if self._ink is None:
            self._ink = ink.ink(self.light())
        return self._ink

    def main(self) -> tuple[Pixels, Box]:
        """Return the ink of the main drawing, cut out, and its box: top, left, height, width."""
        if self._main is None:
            self._main = ink.crop_box(self.strength())
        return self._main


def brightness(picture: Image.Image, largest: int | None) -> Pixels:
    """Return a picture's brightness, its longer side at most `largest` pixels: (h, w) uint8."""
    plain = picture.convert("L")
    if largest is not None and max(plain.size) > largest:
        plain.thumbnail((largest, largest), Image.Resampling.BOX)
    return np.asarray(plain)
