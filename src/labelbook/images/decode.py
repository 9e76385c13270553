"""The decoding of image files: from bytes of any format to an upright picture of 8 bits.

All code that reads pixels uses `seen`, or `open_plain` and `open_rgb`, which return its picture:
the same picture for the sheet, the inspector, the embedders and the finders.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from PIL import Image, ImageFile

from labelbook.errors import BadInput
from labelbook.images import metadata
from labelbook.images.header import notes, opened
from labelbook.images.shown import DEEP, FAULT, FULL, MODE, Told, fault, is_even, like, said, shown

log = logging.getLogger("labelbook.images")

PIXELS = 2
"""Raised whenever some file's pixels come out otherwise than before; names caches of pixels."""

_LENIENT = Lock()
"""Pillow has one switch for all threads."""


@dataclass(frozen=True, eq=False)
class Seen:
    """A picture as everybody sees it: upright, 8 bits, sRGB, on white; mode L or RGB.

    fault: what is wrong with its file, "" where nothing is.
    """

    picture: Image.Image
    fault: str = ""


def seen(data: bytes) -> Seen:
    """Return the picture that a file's bytes show; BadInput says what they are instead."""
    image = decoded(data)
    return Seen(shown(image), fault(image))


def open_plain(data: bytes) -> Image.Image:
    """Return the picture that a file's bytes show, upright, L or RGB: see `shown.shown`."""
    return shown(decoded(data))


def open_rgb(source: Path | bytes) -> Image.Image:
    """Return what `open_plain` does, always as RGB."""
    picture = open_plain(source if isinstance(source, bytes) else source.read_bytes())
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def decoded(data: bytes) -> Image.Image:
    """Read a whole image, as it is stored; BadInput where it has no pixels that can be read.

    Of a file that ends early or is damaged there is what could be read; see `fault`. What Pillow
    cannot hold (deep colours, many bands) is 8 bits already.
    """
    image = opened(data)
    try:
        return _loaded(image, data)
    except BadInput:
        raise
    except Exception as error:
        return _what_is_there(data, error)


def _loaded(image: Image.Image, data: bytes) -> Image.Image:
    """Decode the pixels; what Pillow would cut to 8 bits is read whole."""
    if image.format == "TIFF" and MODE not in image.info and _is_deep(image):
        deep = _own_tiff(image, data)
        if deep is not None:
            return deep
    mode, is_deep_png = image.mode, image.format == "PNG" and _is_deep(image)
    image.load()
    if is_deep_png and mode not in DEEP:
        return _deep_colour(image, data)
    if is_deep_png and (depth := _significant(data)) is not None:
        image.info[FULL] = depth
    return image


def _is_deep(image: Image.Image) -> bool:
    """Whether an opened image has more than 8 bits, though its mode may hold no more."""
    tiles = getattr(image, "tile", ())
    return image.mode in DEEP or any(
        ";16" in str(tile[3]) or ";12" in str(tile[3]) for tile in tiles
    )


def _significant(data: bytes) -> float | None:
    """Return the greatest value that a PNG says to hold, None where it does not say so."""
    told = metadata.png_chunk(data, b"sBIT")
    return float(2 ** max(told) - 1) if told and 8 <= max(told) < 16 else None


def _own_tiff(image: Image.Image, data: bytes) -> Image.Image | None:
    """Return a TIFF as 8 bits by our own reader, None where Pillow alone reads it."""
    from labelbook.images import tiff

    try:
        found = tiff.read(data)
    except BadInput:
        raise
    except Exception as error:
        log.debug("a TIFF is left to Pillow: %s", error)
        return None
    found.format = image.format
    found.info[MODE] = image.mode
    if "icc_profile" in image.info:
        found.info["icc_profile"] = image.info["icc_profile"]
    return found


def _deep_colour(image: Image.Image, data: bytes) -> Image.Image:
    """Return a PNG of 16-bit colours as 8 bits, of which Pillow has read the high bytes alone.

    Read as if its numbers began with their low bytes, the file gives just those; grey with alpha
    (2 x 16 bits) is read as if it were four bands of bytes.
    """
    import numpy as np

    from labelbook.images import deep

    again = opened(data)
    if not isinstance(again, ImageFile.ImageFile):
        return image
    is_grey = "LA;16B" in str(again.tile)
    raw = "RGBA" if is_grey else f"{image.mode};16L"
    again.tile = [type(tile)(tile[0], tile[1], tile[2], raw) for tile in again.tile]
    again.load()
    high, low = np.asarray(image).astype(np.uint16), np.asarray(again).astype(np.uint16)
    alpha = high[..., 3:]
    if is_grey:
        high, low, alpha = low[..., [0] * 3], low[..., [1] * 3], low[..., 2:3]
    values = np.ascontiguousarray(high[..., :3] << 8 | low[..., :3])
    levels = deep.stretched(values, full=_significant(data))
    bands = np.concatenate([levels, alpha.astype(np.uint8)], axis=2)
    found = like(Image.frombytes(image.mode, image.size, bands.tobytes()), image)
    found.info.pop("transparency", None)
    found.info[MODE] = image.mode
    return found


def _what_is_there(data: bytes, error: Exception) -> Image.Image:
    """Decode a file that ends early, is damaged, or has notes in the way of its pixels."""
    if data[:2] in (b"II", b"MM"):
        # Pillow rewrites a TIFF's tags to turn it, and fails where they are invalid.
        found = _own_tiff(opened(data), data)
        if found is not None:
            return found
    plain, kept = metadata.without(data), notes(data)
    if plain != data:
        try:
            return _with(_loaded(opened(plain), plain), kept)
        except Exception as still:
            log.debug("an image does not load without its notes either: %s", still)
    for each in dict.fromkeys((data, plain)):
        try:
            image = _leniently(each)
            nothing = is_even(image)
        except Exception as still:
            log.debug("nothing of an image could be read: %s", still)
            continue
        if not nothing:
            early = _ends_early(data) or "truncated" in str(error)
            why = "its file ends early" if early else f"its file is damaged ({said(error)})"
            return _with(image, kept | {FAULT: f"{why}: what is there is shown"})
    raise BadInput(f"is a broken image ({said(error)})") from error


def _leniently(data: bytes) -> Image.Image:
    """Decode what can be decoded."""
    image = opened(data)
    with _LENIENT:
        before = ImageFile.LOAD_TRUNCATED_IMAGES
        ImageFile.LOAD_TRUNCATED_IMAGES = True
        try:
            image.load()
        finally:
            ImageFile.LOAD_TRUNCATED_IMAGES = before
    return image


def _ends_early(data: bytes) -> bool:
    if data.startswith(b"\x89PNG"):
        return b"IEND" not in data[-64:]
    return data.startswith(b"\xff\xd8") and b"\xff\xd9" not in data[-64:]


def _with(image: Image.Image, told: Told) -> Image.Image:
    image.info.update(told)
    return image
