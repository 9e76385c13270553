"""The decoding of image files: from bytes of any format to an upright picture."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps, UnidentifiedImageError

from labelbook.core.limits import MAX_PIXELS
from labelbook.errors import BadInput

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")
_ORIENTATION = 0x0112
_TURNED = (5, 6, 7, 8)
_DEEP = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")

# The header is checked before a pixel is decoded; Pillow's own warning would come too early.
Image.MAX_IMAGE_PIXELS = None


def opened(data: bytes) -> Image.Image:
    """Read an image's header; BadInput says in words what the bytes are instead."""
    if not data:
        raise BadInput("is empty (0 bytes)")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except UnidentifiedImageError as error:
        start = data[:8].decode("ascii", "replace")
        raise BadInput(f"is not an image ({len(data):,} bytes, starts with {start!r})") from error
    except Exception as error:
        raise BadInput(f"is a broken image ({error})") from error
    if image.width * image.height > MAX_PIXELS:
        raise BadInput(
            f"is too large ({image.width:,} x {image.height:,} pixels, at most {MAX_PIXELS:,} "
            "are decoded)"
        )
    return image


def decoded(data: bytes) -> Image.Image:
    """Read a whole image, as it is stored; BadInput where pixels are missing."""
    image = opened(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.load()
    except Exception as error:
        raise BadInput(f"is a broken image ({error})") from error
    return image


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height in pixels after the EXIF orientation is applied."""
    width, height = image.size
    return (height, width) if orientation(image) in _TURNED else (width, height)


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 (upright) where there is none that can be read."""
    try:
        return int(image.getexif().get(_ORIENTATION, 1))
    except Exception:
        return 1


def open_rgb(source: Path | bytes) -> Image.Image:
    """Return an upright RGB picture: alpha over white, 16 bits scaled to 8, CMYK converted.

    Integer images deeper than 8 bits are divided by 256; floating-point ones, whose range is
    anybody's guess, are stretched from their least to their greatest value.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    image = decoded(data)
    turned = ImageOps.exif_transpose(image) if orientation(image) != 1 else image
    return to_rgb(turned)


def open_plain(data: bytes) -> Image.Image:
    """Return what `open_rgb` does, but a grey picture as mode L: a third of the pixels."""
    image = decoded(data)
    turned = ImageOps.exif_transpose(image) if orientation(image) != 1 else image
    is_grey = turned.mode in ("1", "L") and "transparency" not in turned.info
    return turned.convert("L") if is_grey else to_rgb(turned)


def to_rgb(image: Image.Image) -> Image.Image:
    """Return an image as 8-bit RGB over white."""
    if image.mode in _DEEP:
        image = _to_eight_bits(image)
    if image.mode in ("RGBA", "LA", "PA", "RGBa", "La") or "transparency" in image.info:
        pixels = image.convert("RGBA")
        white = Image.new("RGBA", pixels.size, "white")
        return Image.alpha_composite(white, pixels).convert("RGB")
    return image if image.mode == "RGB" else image.convert("RGB")


def _to_eight_bits(image: Image.Image) -> Image.Image:
    # Few images are deep, and an import's worker processes need not wait for numpy.
    import numpy as np

    pixels = np.asarray(image)
    if image.mode != "F":
        return Image.fromarray((np.clip(pixels, 0, 65_535) // 256).astype(np.uint8))
    values = np.nan_to_num(pixels.astype(np.float64))
    low, high = float(values.min()), float(values.max())
    scaled = (values - low) * (255 / (high - low)) if high > low else np.zeros_like(values)
    return Image.fromarray(scaled.round().astype(np.uint8))
