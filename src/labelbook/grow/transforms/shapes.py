"""Bending an image: matrices that are multiplied and applied at once, and elastic paper.

A matrix (3, 3) leads from a pixel of the new image to where it is read in the old one, as Pillow
takes it. Several are multiplied first, so that an image is resampled once.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PIL import Image

from labelbook.core.arrays import Doubles
from labelbook.grow.records import RandomValues, Rng, Values
from labelbook.grow.transforms import page as pages

Size = tuple[int, int]

_MOST = 1.6  # Times its side that a page grows at most, so that no ink is cut off.
_KNOTS = 5


def bend(image: Image.Image, matrix: Doubles) -> Image.Image:
    """Read an image through a matrix; the page grows where ink would be cut off.

    What lies outside the old image is its paper; of a photograph, its mirror image.
    """
    page = pages.page_of(image)
    if not page.drawn:
        return _bend_photo(image, matrix)
    size, offset = _frame(image.size, page.box, matrix)
    return _read(image, offset_by(matrix, offset), size, page.fill)


def by(matrix: Callable[..., Doubles]) -> Callable[..., Image.Image]:
    """Return the transform that bends an image by this kind of matrix."""

    def apply(image: Image.Image, rng: Rng, **values: float) -> Image.Image:
        return bend(image, matrix(image.size, **values))

    return apply


def offset_by(matrix: Doubles, offset: tuple[float, float]) -> Doubles:
    """Return a matrix that reads from an offset."""
    move = np.eye(3)
    move[:2, 2] = offset
    return matrix @ move


def _read(image: Image.Image, matrix: Doubles, size: Size, fill: pages.Fill) -> Image.Image:
    flat = (matrix / matrix[2, 2]).ravel().tolist()
    how, kind = Image.Resampling.BILINEAR, Image.Transform.PERSPECTIVE
    if flat[6] == flat[7] == 0:
        kind = Image.Transform.AFFINE  # The same, without a division for each pixel.
    return image.transform(size, kind, flat[: 6 if kind == 0 else 8], how, fillcolor=fill)


def _frame(
    size: Size, box: tuple[int, int, int, int], matrix: Doubles
) -> tuple[Size, tuple[int, int]]:
    """Return the size and offset of the new page: the old one, and what the ink needs beyond it."""
    left, top, right, bottom = box
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], dtype=float)
    there = np.concatenate([corners, np.ones((4, 1))], axis=1) @ np.linalg.inv(matrix).T
    places = there[:, :2] / there[:, 2:]
    low, high = np.floor(places.min(0)).astype(int), np.ceil(places.max(0)).astype(int)
    spare = [round((_MOST - 1) * side) for side in size]
    start = [max(min(0, int(low[axis])), -spare[axis]) for axis in (0, 1)]
    end = [min(max(size[axis], int(high[axis])), size[axis] + spare[axis]) for axis in (0, 1)]
    return (end[0] - start[0], end[1] - start[1]), (start[0], start[1])


def _bend_photo(image: Image.Image, matrix: Doubles) -> Image.Image:
    columns, rows = (max(1, side // 2) for side in image.size)
    wide = _mirrored_around(image, columns, rows)
    moved = np.eye(3)
    moved[:2, 2] = (columns, rows)
    return _read(wide, moved @ matrix, image.size, 0 if image.mode == "L" else (0,) * 3)


def _mirrored_around(image: Image.Image, columns: int, rows: int) -> Image.Image:
    """Return an image with its mirror image around it."""
    pixels = np.asarray(image)
    around = [(rows, rows), (columns, columns)] + [(0, 0)] * (pixels.ndim - 2)
    return Image.fromarray(np.pad(pixels, around, mode="reflect"))


def _around_middle(inner: Doubles, size: Size) -> Doubles:
    middle = np.eye(3)
    middle[:2, 2] = (size[0] / 2, size[1] / 2)
    return middle @ inner @ np.linalg.inv(middle)


def turned(size: Size, degrees: float) -> Doubles:
    """Turn around the middle, clockwise."""
    angle = np.deg2rad(degrees)
    cosine, sine = np.cos(angle), np.sin(angle)
    inner = np.array([[cosine, sine, 0], [-sine, cosine, 0], [0, 0, 1]])
    return _around_middle(inner, size)


def zoomed(size: Size, wide: float, tall: float) -> Doubles:
    """Enlarge around the middle by percents; the two directions a little apart."""
    inner = np.diag([1 / (1 + wide / 100), 1 / (1 + tall / 100), 1.0])
    return _around_middle(inner, size)


def shifted(size: Size, right: float, down: float) -> Doubles:
    """Move by percents of the sides."""
    inner = np.eye(3)
    inner[:2, 2] = (-right / 100 * size[0], -down / 100 * size[1])
    return inner


def sheared(size: Size, degrees: float) -> Doubles:
    """Slant to the right."""
    inner = np.eye(3)
    inner[0, 1] = np.tan(np.deg2rad(degrees))
    return _around_middle(inner, size)


def tilted(size: Size, across: float, along: float) -> Doubles:
    """Show the page from the side: one edge is this many percent shorter than the other."""
    inner = np.eye(3)
    inner[2, :2] = (2 * across / 100 / size[0], 2 * along / 100 / size[1])
    return _around_middle(inner, size)


def either_way(*names: str) -> RandomValues:
    """Return random values from -most to most, one for each name."""
    return lambda rng, most: {name: round(float(rng.uniform(-most, most)), 3) for name in names}


def random_zoom(rng: Rng, most: float) -> Values:
    """Return random percents: of both directions together, and a third as much of each alone."""
    both = rng.uniform(-most, most)
    wide, tall = both + rng.uniform(-most, most, 2) / 3
    return {"wide": round(float(wide), 3), "tall": round(float(tall), 3)}


def crop(image: Image.Image, rng: Rng, **shares: float) -> Image.Image:
    """Cut paper off each side, in percent of it, but never ink."""
    page = pages.page_of(image)
    width, height = image.size
    wanted = (
        shares["left"] / 100 * width,
        shares["top"] / 100 * height,
        width * (1 - shares["right"] / 100),
        height * (1 - shares["bottom"] / 100),
    )
    box = page.box if page.drawn else wanted
    left, top = (int(min(wanted[side], box[side])) for side in (0, 1))
    right, bottom = (int(np.ceil(max(wanted[side], box[side]))) for side in (2, 3))
    return image.crop((left, top, right, bottom))


def random_crop(rng: Rng, most: float) -> Values:
    """Return a random percent for each side."""
    sides = rng.uniform(0, most, 4).tolist()
    return dict(zip(("left", "top", "right", "bottom"), (round(s, 3) for s in sides), strict=True))


def elastic(image: Image.Image, rng: Rng, *, percent: float) -> Image.Image:
    """Pull the paper at a few places, by so many percent of the side at most.

    Source: Simard, Steinkraus and Platt, Best practices for convolutional neural networks applied
    to visual document analysis, 2003; the field of displacements is read between a few knots.
    """
    width, height = image.size
    reach = percent / 100 * min(width, height)
    page = pages.page_of(image)
    # What is pulled in from beyond a photograph is its mirror image, not a colour of its rim.
    around = 0 if page.drawn else min(int(np.ceil(reach)), min(width, height) - 1)
    pulled = rng.uniform(-reach, reach, (_KNOTS + 1, _KNOTS + 1, 2))
    across = np.linspace(0, width, _KNOTS + 1).round().astype(int)
    down = np.linspace(0, height, _KNOTS + 1).round().astype(int)
    grid = np.stack(np.meshgrid(across, down), axis=2) + pulled + around
    mesh = [
        (
            (int(across[x]), int(down[y]), int(across[x + 1]), int(down[y + 1])),
            tuple(grid[[y, y + 1, y + 1, y], [x, x, x + 1, x + 1]].ravel().tolist()),
        )
        for y in range(_KNOTS)
        for x in range(_KNOTS)
    ]
    wide = _mirrored_around(image, around, around) if around else image
    how = Image.Resampling.BILINEAR
    return wide.transform(image.size, Image.Transform.MESH, mesh, how, fillcolor=page.fill)
