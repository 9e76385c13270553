"""A scanned sheet: ink, blur, the noise of paper and sensor, three levels."""

from __future__ import annotations

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from labelbook.demo.hand import Scan
from labelbook.demo.page import Sheet
from labelbook.demo.pen import Trace, pick

Pixels = NDArray[np.uint8]
"""(height, width), 0 black to 255 white."""

BLACK, GREY, WHITE = 0, 64, 255
GREY_FROM, BLACK_FROM = 80, 150  # darkness, 0 paper to 255 ink
_ZOOM = 2  # The pen draws this much larger, so that its edge is finer than a pixel.
_AROUND = 12  # Pixels around the ink that blur and noise can reach.


def scan(sheet: Sheet, how: Scan, rng: Generator) -> Pixels:
    """Turn a sheet into what the scanner saves: white, grey and black only."""
    page = Image.new("L", (sheet.width * _ZOOM, sheet.height * _ZOOM), 0)
    ink = ImageDraw.Draw(page)
    for line in sheet.lines:
        ends = [tuple(end) for end in (line.ends * _ZOOM).tolist()]
        ink.line(ends, fill=line.dark, width=round(line.thick * _ZOOM))
    for trace in sheet.traces:
        _ink(ink, trace)
    pixels = np.full((sheet.height, sheet.width), WHITE, np.uint8)
    page = page.reduce(_ZOOM)
    dirty = rng.random() < how.dirt
    # Clean paper stays white: only the part with ink on it need be looked at.
    box = (0, 0, *page.size) if dirty else _around(page)
    part = page.crop(box).filter(ImageFilter.GaussianBlur(pick(rng, how.blur)))
    dark = np.asarray(part, dtype=np.float32)
    loss = _noise(dark.shape, 6, rng) * pick(rng, how.texture)
    loss += _noise(dark.shape, 2, rng) * pick(rng, how.grain)
    seen = dark - loss * np.minimum(dark / 100, 1)
    if dirty:
        seen += _shadow(dark.shape, rng)
    window = pixels[box[1] : box[3], box[0] : box[2]]
    window[seen >= GREY_FROM] = GREY
    window[seen >= BLACK_FROM] = BLACK
    for _ in range(round(pick(rng, how.specks))):
        pixels[rng.integers(sheet.height), rng.integers(sheet.width)] = GREY
    return grow(pixels, how.spread)


def grow(pixels: Pixels, size: int) -> Pixels:
    """Let every dark pixel grow to a square of `size` x `size` (odd)."""
    for _ in range(size // 2):
        for turned in (False, True):
            old = pixels.T if turned else pixels
            wide = old.copy()
            np.minimum(wide[1:], old[:-1], out=wide[1:])
            np.minimum(wide[:-1], old[1:], out=wide[:-1])
            pixels = wide.T if turned else wide
    return np.ascontiguousarray(pixels)


def _ink(ink: ImageDraw.ImageDraw, trace: Trace) -> None:
    """Stamp the round pen along a trace, close enough that no gap shows."""
    points, radius = trace.points * _ZOOM, trace.radius * _ZOOM
    along = np.cumsum(np.hypot(*np.diff(points, axis=0, prepend=points[:1]).T))
    at = np.arange(0, along[-1] + 1e-9, max(1.0, float(radius.mean()) * 0.5))
    x, y = np.interp(at, along, points[:, 0]), np.interp(at, along, points[:, 1])
    r = np.interp(at, along, radius)
    for box in np.stack([x - r, y - r, x + r, y + r], axis=1).tolist():
        ink.ellipse(box, fill=trace.dark)


def _around(page: Image.Image) -> tuple[int, int, int, int]:
    left, top, right, bottom = page.getbbox() or (0, 0, 1, 1)
    return (
        max(left - _AROUND, 0),
        max(top - _AROUND, 0),
        min(right + _AROUND, page.width),
        min(bottom + _AROUND, page.height),
    )


def _noise(shape: tuple[int, ...], cell: int, rng: Generator) -> NDArray[np.float32]:
    """Smooth noise between -2 and 2 with grains of about `cell` pixels."""
    rows, columns = shape[0] // cell + 2, shape[1] // cell + 2
    grains = Image.fromarray(rng.integers(0, 256, (rows, columns), dtype=np.uint8))
    wide = grains.resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
    noise: NDArray[np.float32] = np.array(wide, dtype=np.float32)
    noise -= 128
    noise /= 64
    return noise


def _shadow(shape: tuple[int, ...], rng: Generator) -> NDArray[np.float32]:
    """A shadow from one side with noise in it: it comes out as dirt."""
    angle = rng.uniform(0, 2 * np.pi)
    y, x = np.ogrid[-1 : 1 : shape[0] * 1j, -1 : 1 : shape[1] * 1j]
    ramp = x * np.cos(angle) + y * np.sin(angle)
    noise = rng.standard_normal(shape, dtype=np.float32)
    shade = 5 + 50 * ramp * rng.uniform(0.4, 1.1) + noise * 16 + _noise(shape, 6, rng) * 14
    dirt: NDArray[np.float32] = np.clip(shade, 0, BLACK_FROM - 20).astype(np.float32)
    return dirt
