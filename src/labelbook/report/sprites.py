"""Thumbnails as sheets of tiles (WebP), in the best quality that fits."""

from __future__ import annotations

import io
import logging
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image

from labelbook.core.arrays import Pixels
from labelbook.core.parallel import cores
from labelbook.core.types import Progress
from labelbook.errors import LabelbookError
from labelbook.images import decode
from labelbook.report.records import Thumbnail

Sizes = npt.NDArray[np.uint8]

log = logging.getLogger("labelbook.report")

COLUMNS = 16
PER_SHEET = COLUMNS * COLUMNS
LARGE, NORMAL, SMALL = 96, 64, 48
"""Pixels a side of a tile; multiples of 16, WebP's blocks, so that tiles do not bleed."""
FEW = 3_000
"""Up to this many samples have large tiles."""
QUALITIES = (82, 74, 66, 58, 50, 42, 34, 26, 18, 10)
FAIR = 42
"""Below this quality, tiles become smaller instead."""
TRIED = 2
"""Sheets that are encoded to estimate the bytes of a quality."""
METHOD = 4


@dataclass(frozen=True, eq=False)
class Sprites:
    """sheets: WebP, COLUMNS tiles of `tile` pixels in a row, in the order of the samples.

    widths, heights: (n,) of the image in its tile, which it fills from the left and the top; 0
    where there is no image.
    """

    tile: int
    quality: int
    sheets: tuple[bytes, ...]
    widths: Sizes
    heights: Sizes


def pack(
    samples: Sequence[int], thumbnail: Thumbnail, room: int, progress: Progress | None
) -> Sprites:
    """Return the sheets of samples in at most `room` bytes, if the least quality allows that.

    The tile's size follows from the number of samples, the quality from what the sheets need.
    """
    tile = LARGE if len(samples) <= FEW else NORMAL
    with ThreadPoolExecutor(cores()) as pool:
        tiles = np.full((len(samples), tile, tile, 3), 255, dtype=np.uint8)
        sizes = np.zeros((len(samples), 2), dtype=np.uint8)
        found = pool.map(lambda sample: _picture(sample, thumbnail, tile), samples)
        for at, picture in enumerate(found):
            if picture is not None:
                height, width = picture.shape[:2]
                tiles[at, :height, :width] = picture
                sizes[at] = width, height
            if progress is not None:
                progress(at + 1, len(samples))
        for size in (LARGE, NORMAL, SMALL):
            if size > tile:
                continue
            if size < tile:
                tiles, sizes, tile = _smaller(tiles, size), _scaled(sizes, size, tile), size
            sheets = _sheets(tiles)
            floor = QUALITIES[-1] if size == SMALL else FAIR
            packed = _encoded(pool, sheets, [q for q in QUALITIES if q >= floor], room)
            if size == SMALL or sum(map(len, packed[1])) <= room:
                break
    return Sprites(tile, *packed, sizes[:, 0], sizes[:, 1])


def _encoded(
    pool: ThreadPoolExecutor, sheets: Sequence[Pixels], qualities: Sequence[int], room: int
) -> tuple[int, tuple[bytes, ...]]:
    """Encode sheets in the best quality that fits into the room; the least, where none does."""
    last = len(qualities) - 1
    # Sheets become smaller with every step, so a few guesses find the first that may fit.
    first = bisect_left(
        range(last), True, key=lambda at: _guess(pool, sheets, qualities[at]) <= room
    )
    for quality in qualities[first:]:
        encoded = tuple(pool.map(lambda sheet, q=quality: _encode(sheet, q), sheets))
        if sum(map(len, encoded)) <= room:
            break
    return quality, encoded


def _picture(sample: int, thumbnail: Thumbnail, tile: int) -> Pixels | None:
    """Return (height, width, 3) pixels, at most `tile` a side; None where it cannot be read."""
    try:
        picture = decode.open_rgb(thumbnail(sample))
    except LabelbookError as error:
        log.warning("sample %d has no image in the report: %s", sample, error)
        return None
    picture.thumbnail((tile, tile), Image.Resampling.LANCZOS)
    return np.asarray(picture)


def _smaller(tiles: Pixels, size: int) -> Pixels:
    """Return tiles (n, tile, tile, 3) shrunk to (n, size, size, 3)."""
    shrunk = (Image.fromarray(tile).resize((size, size), Image.Resampling.BOX) for tile in tiles)
    return np.stack([np.asarray(tile) for tile in shrunk])


def _scaled(sizes: Sizes, size: int, tile: int) -> Sizes:
    scaled = np.maximum(np.round(sizes * (size / tile)), 1).astype(np.uint8)
    return np.where(sizes > 0, scaled, 0).astype(np.uint8)


def _sheets(tiles: Pixels) -> list[Pixels]:
    """Return tiles (n, t, t, 3) as sheets of up to (16 t, 16 t, 3)."""
    return [_sheet(tiles[start : start + PER_SHEET]) for start in range(0, len(tiles), PER_SHEET)]


def _sheet(tiles: Pixels) -> Pixels:
    count, size = tiles.shape[:2]
    rows = -(-count // COLUMNS)
    full = np.full((rows * COLUMNS, size, size, 3), 255, dtype=np.uint8)
    full[:count] = tiles
    grid = full.reshape(rows, COLUMNS, size, size, 3).transpose(0, 2, 1, 3, 4)
    return grid.reshape(rows * size, COLUMNS * size, 3)


def _guess(pool: ThreadPoolExecutor, sheets: Sequence[Pixels], quality: int) -> float:
    """Estimate the bytes of all sheets from some that are spread evenly."""
    picks = np.unique(np.linspace(0, len(sheets) - 1, TRIED).round().astype(int)).tolist()
    some = [sheets[at] for at in picks]
    encoded: Iterable[bytes] = pool.map(lambda sheet: _encode(sheet, quality), some)
    share = sum(sheet.size for sheet in sheets) / sum(sheet.size for sheet in some)
    return float(sum(map(len, encoded)) * share)


def _encode(sheet: Pixels, quality: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(sheet).save(out, "WEBP", quality=quality, method=METHOD)
    return out.getvalue()
