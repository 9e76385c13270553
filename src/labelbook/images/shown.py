"""From an image as its file holds it to the picture that everybody sees."""

from __future__ import annotations

from PIL import Image

from labelbook.errors import BadInput
from labelbook.images import metadata

FAULT = "labelbook fault"
MODE = "labelbook mode"
FULL = "labelbook full"
"""Keys of an image's info: what is wrong with its file; its mode as it was stored; the greatest
value that its depth allows."""

Told = dict[str | tuple[int, int], object]
"""What is known of an image beside its pixels, as Pillow keeps it."""

_TURNED = (5, 6, 7, 8)
DEEP = ("I", "F", "I;16", "I;16B", "I;16L", "I;16N")
"""Modes of more than 8 bits."""
WITH_ALPHA = ("RGBA", "LA", "PA", "RGBa", "La")


def fault(image: Image.Image) -> str:
    """Return what is wrong with the file of a decoded image, "" where nothing is."""
    return str(image.info.get(FAULT, ""))


def stored_mode(image: Image.Image) -> str:
    """Return how the pixels are stored, in Pillow's words or, where it has none, in TIFF's."""
    return str(image.info.get(MODE, image.mode))


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height in pixels after the EXIF orientation is applied."""
    width, height = image.size
    return (height, width) if orientation(image) in _TURNED else (width, height)


def orientation(image: Image.Image) -> int:
    """Return the EXIF orientation, 1 (upright) where there is none that can be read.

    A decoded TIFF is upright already.
    """
    return 1 if image.format == "TIFF" else metadata.orientation(image.info)


def shown(image: Image.Image) -> Image.Image:
    """Return an opened image as everybody sees it: upright, 8 bits, sRGB, on white; L or RGB.

    Values deeper than 8 bits become grey levels by the rule of `images.deep`; the colour profile
    is applied, and ignored where it is broken. Raises BadInput where that cannot be done.
    """
    try:
        return _shown(image)
    except BadInput:
        raise
    except Exception as error:
        raise BadInput(f"is a broken image ({said(error)})") from error


def as_8_bits(image: Image.Image) -> Image.Image:
    """Return an image in one of the modes L, LA, P, PA, RGB, RGBA, CMYK, ... of 8 bits."""
    if image.mode not in DEEP:
        return image
    # Few images are deep, and an import's worker processes need not wait for numpy.
    import numpy as np

    from labelbook.images import deep

    values = np.asarray(image)
    if image.mode == "I" and image.format in ("PNG", "PPM"):
        # Pillow's 32 bits hold 16 of the file's.
        values = values.clip(0, 65_535).astype(np.uint16)
    values = values.astype(values.dtype.newbyteorder("="))
    full = image.info.get(FULL)
    levels = deep.stretched(values, full=full if isinstance(full, float) else None)
    return like(Image.fromarray(levels), image)


def _shown(image: Image.Image) -> Image.Image:
    icc = image.info.get("icc_profile")
    icc = icc if isinstance(icc, bytes) and icc else None
    turned = metadata.turned(image, orientation(image))
    plain = as_8_bits(turned)
    has_alpha = plain.mode in WITH_ALPHA or "transparency" in plain.info
    if has_alpha:
        plain = plain.convert("RGBA")
    elif plain.mode == "1":
        plain = plain.convert("L")
    elif plain.mode not in ("L", "RGB", "CMYK"):
        plain = plain.convert("RGB")
    if icc is not None:
        from labelbook.images import profile

        plain = profile.to_srgb(plain, icc)
    if has_alpha:
        white = Image.new("RGBA", plain.size, "white")
        plain = Image.alpha_composite(white, plain)
    found = plain if plain.mode == "L" else plain.convert("RGB")
    if found is image:
        found = image.copy()
    found.info = {}
    return found


def is_even(image: Image.Image) -> bool:
    """Whether all pixels are alike, as they are on the ground that a decoder begins with."""
    ranges = (as_8_bits(image) if image.mode in DEEP else image).getextrema()
    pairs = ranges if ranges and isinstance(ranges[0], tuple) else (ranges,)
    return all(isinstance(pair, tuple) and pair[0] == pair[1] for pair in pairs)


def like(image: Image.Image, source: Image.Image) -> Image.Image:
    """Return an image made here with the source's metadata."""
    image.format = source.format
    image.info.update(source.info)
    return image


def said(error: Exception) -> str:
    """Return an error's words without the objects and paths that libraries put into them."""
    if isinstance(error, KeyError):
        return f"without {error.args[0]!r}"
    text = " ".join(str(error).split()) or type(error).__name__
    return text if "<" not in text else type(error).__name__
