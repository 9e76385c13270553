"""Strokes as pieces of an image: found, split along a line, lifted, erased, put elsewhere.

A piece is ink that hangs together. Lifted from its paper it is a colour and a cover for each pixel
(RGBA), so that on another paper it appears to have been drawn there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from labelbook.core.arrays import Mask, Pixels
from labelbook.images import ink, paper, regions

Lifted = npt.NDArray[np.uint8]
"""(h, w, 4): red, green, blue, and how much of the paper it covers."""

EDGE = 2
"""Pixels beyond its mask that the soft edge of a stroke reaches."""

BROKEN = 0.5
"""Gaps of at most this share of the stroke's thickness do not part it."""

THINNEST = 1.0
Point = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Piece:
    """Ink that hangs together. top, left: of its box in the image; mask: (h, w) within the box."""

    top: int
    left: int
    mask: Mask

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self.mask.shape[0])

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self.mask.shape[1])

    @property
    def area(self) -> int:
        """How many pixels hold ink."""
        return int(self.mask.sum())

    def within(self, shape: tuple[int, ...]) -> Mask:
        """Return the piece as a mask of an image of this shape."""
        whole = np.zeros(shape[:2], dtype=np.bool_)
        whole[self.top : self.top + self.height, self.left : self.left + self.width] = self.mask
        return whole


@dataclass(frozen=True)
class Hand:
    """How strokes were drawn. thickness: pixels; darkness: 0 (paper) to 1 (black)."""

    thickness: float
    darkness: float


def find(pixels: Pixels) -> list[Piece]:
    """Return the strokes of the main drawing, left to right; specks and rims are left out.

    pixels: (h, w) or (h, w, 3). Strokes that touch are one piece: see `split`.
    """
    strength = ink.ink(paper.grey(pixels))
    return of_mask(ink.main_drawing(strength))


def of_mask(mask: Mask) -> list[Piece]:
    """Return the pieces of a mask, left to right; small gaps (a dry pen) do not part them."""
    if not mask.any():
        return []
    reach = round(_thickness(mask) * BROKEN / 2)
    numbers, boxes = regions.pieces(regions.near(mask, reach) if reach else mask)
    numbers = numbers * mask
    found = [
        _trimmed(numbers[top:bottom, left:right] == number, int(top), int(left))
        for number, (top, bottom, left, right) in enumerate(boxes, start=1)
    ]
    return sorted(found, key=lambda piece: (2 * piece.left + piece.width, piece.top))


def split(piece: Piece, start: Point, end: Point) -> list[Piece]:
    """Split a piece along a line from start to end, (y, x) in the image; left to right.

    Every pixel goes to one part: those on the line to the part that is nearest. One piece comes
    back where the line does not part it.
    """
    y, x = np.mgrid[: piece.height, : piece.width]
    away, along = _beside(y + piece.top, x + piece.left, start, end)
    cut = (np.abs(away) <= 1.0) & (along >= -1) & (along <= 1 + np.hypot(*_less(end, start)))
    numbers, boxes = regions.pieces(piece.mask & ~cut)
    if len(boxes) < 2:
        return [piece]
    lost = piece.mask & (numbers == 0)
    reach = max(piece.mask.shape)
    distances = [regions.distance(numbers == 1 + part, reach) for part in range(len(boxes))]
    numbers[lost] = 1 + np.argmin(np.stack(distances), axis=0)[lost]
    parts = [_trimmed(numbers == part, piece.top, piece.left) for part in range(1, len(boxes) + 1)]
    return sorted(parts, key=lambda part: (2 * part.left + part.width, part.top))


def joined(pieces: Sequence[Piece]) -> Piece:
    """Make one piece of several."""
    bottom = max(piece.top + piece.height for piece in pieces)
    right = max(piece.left + piece.width for piece in pieces)
    whole = np.zeros((bottom, right), dtype=np.bool_)
    for piece in pieces:
        whole |= piece.within(whole.shape)
    return _trimmed(whole, 0, 0)


def lift(pixels: Pixels, piece: Piece) -> tuple[Lifted, int, int]:
    """Lift a piece from its paper: the lifted ink, its top and its left in the image.

    Ink of other pieces is not taken along, and the edge stays as soft as it is.
    """
    bare = paper.plate(pixels)
    others = paper.inked(pixels) & ~piece.within(pixels.shape)
    reach = regions.grown(piece.within(pixels.shape), EDGE) & ~others
    taken = _trimmed(reach, 0, 0)
    box = (
        slice(taken.top, taken.top + taken.height),
        slice(taken.left, taken.left + taken.width),
    )
    values = _coloured(pixels)[box].astype(np.float32)
    ground = _coloured(bare)[box].astype(np.float32)
    strength = np.abs(values - ground).max(axis=2)
    core = piece.within(pixels.shape)[box]
    full = max(float(np.percentile(strength[core], 90)), 1.0)
    cover = np.clip(strength / full, 0, 1) * taken.mask
    share = np.maximum(cover, 1e-3)[..., None]
    colour = np.clip((values - ground * (1 - share)) / share, 0, 255)
    out = np.dstack([np.rint(colour), np.rint(cover * 255)]).astype(np.uint8)
    out[cover == 0] = 0
    return out, taken.top, taken.left


def erase(pixels: Pixels, pieces: Sequence[Piece]) -> Pixels:
    """Fill pieces with the image's own paper; the strokes beside them stay whole."""
    if not pieces:
        return pixels.copy()
    gone = joined(pieces).within(pixels.shape)
    stay = paper.inked(pixels) & ~gone
    hole = regions.grown(gone, EDGE) & ~stay
    bare = paper.plate(pixels)
    out: Pixels = np.where(hole[..., None] if pixels.ndim == 3 else hole, bare, pixels)
    return out


def put(pixels: Pixels, lifted: Lifted, top: int, left: int) -> Pixels:
    """Lay lifted ink onto an image (h, w) or (h, w, 3); what lies beyond the page is cut off."""
    height, width = pixels.shape[:2]
    over = np.zeros((height, width, 4), dtype=np.float32)
    y, x = max(top, 0), max(left, 0)
    bottom, right = min(top + lifted.shape[0], height), min(left + lifted.shape[1], width)
    if y >= bottom or x >= right:
        return pixels.copy()
    over[y:bottom, x:right] = lifted[y - top : bottom - top, x - left : right - left]
    cover = over[..., 3:] / 255
    coloured = _coloured(pixels) * (1 - cover) + over[..., :3] * cover
    out = np.clip(np.rint(coloured), 0, 255).astype(np.uint8)
    return paper.grey(out) if pixels.ndim == 2 else np.asarray(out)


def fitted(lifted: Lifted, height: int, width: int) -> tuple[Lifted, float]:
    """Scale lifted ink down until it fits a page; also returns the factor, 1 where it fits."""
    factor = min(1.0, height / lifted.shape[0], width / lifted.shape[1])
    return (lifted if factor == 1 else scaled(lifted, factor)), factor


def scaled(lifted: Lifted, factor: float) -> Lifted:
    """Scale lifted ink, its colours weighted by their cover."""
    size = (
        max(1, round(lifted.shape[1] * factor)),
        max(1, round(lifted.shape[0] * factor)),
    )
    how = Image.Resampling.BOX if factor < 1 else Image.Resampling.BICUBIC
    cover = lifted[..., 3:].astype(np.float32) / 255
    planes = np.dstack([lifted[..., :3] * cover, lifted[..., 3:]]).astype(np.float32)
    small = np.dstack(
        [np.asarray(Image.fromarray(planes[..., at]).resize(size, how)) for at in range(4)]
    )
    share = np.maximum(small[..., 3:] / 255, 1e-3)
    out = np.dstack([small[..., :3] / share, small[..., 3]])
    found: Lifted = np.clip(np.rint(out), 0, 255).astype(np.uint8)
    return found


def drawing(pixels: Pixels) -> Lifted | None:
    """Lift the whole main drawing of an image; None where nothing is drawn."""
    strokes = find(pixels)
    return lift(pixels, joined(strokes))[0] if strokes else None


def hand(pixels: Pixels, *, whole: bool = False) -> Hand | None:
    """Measure how an image was drawn; None where nothing is.

    whole: look at all ink, specks and rims too: nearly the same, and several times faster.
    """
    strength = ink.ink(paper.grey(pixels))
    mask = strength > ink.threshold(strength) if whole else ink.main_drawing(strength)
    if not mask.any():
        return None
    return Hand(_thickness(mask), float(np.percentile(strength[mask], 75)) / 255)


def hand_of(lifted: Lifted) -> Hand:
    """Measure how lifted ink was drawn, as it looks on white paper."""
    cover = lifted[..., 3].astype(np.float32) / 255
    mask = cover > 0.5
    if not mask.any():
        return Hand(THINNEST, 0.0)
    dark = cover * (255 - paper.grey(lifted[..., :3])) / 255
    return Hand(_thickness(mask), float(np.percentile(dark[mask], 75)))


def apart(one: Hand, other: Hand) -> float:
    """Return how different two hands are: 0 alike; 1: twice as thick, or half the darkness off."""
    thickness = abs(np.log2(one.thickness / other.thickness))
    return float(np.hypot(thickness, 2 * (one.darkness - other.darkness)))


def _thickness(mask: Mask) -> float:
    """Mean thickness of strokes: twice their area for each pixel of outline."""
    wide = np.pad(mask, 1)
    across = np.count_nonzero(np.diff(wide.astype(np.int8), axis=0))
    down = np.count_nonzero(np.diff(wide.astype(np.int8), axis=1))
    # Steps along both axes overestimate a slanting outline by 4 / pi on the mean.
    outline = (across + down) * np.pi / 4
    return max(THINNEST, 2 * float(mask.sum()) / max(float(outline), 1.0))


def _trimmed(mask: Mask, top: int, left: int) -> Piece:
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    kept = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return Piece(top + int(rows[0]), left + int(columns[0]), kept)


def _coloured(pixels: Pixels) -> Pixels:
    return pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)


def _beside(
    y: npt.NDArray[np.int64], x: npt.NDArray[np.int64], start: Point, end: Point
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """How far points lie off a line, and how far along it."""
    down, right = _less(end, start)
    length = max(float(np.hypot(down, right)), 1e-9)
    off_y, off_x = y - start[0], x - start[1]
    return (off_x * down - off_y * right) / length, (off_y * down + off_x * right) / length


def _less(one: Point, other: Point) -> Point:
    return one[0] - other[0], one[1] - other[1]
