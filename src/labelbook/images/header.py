"""The head of an image file: what it is, how large, or what it is instead of an image."""

from __future__ import annotations

import io
import logging
import warnings

from PIL import Image, UnidentifiedImageError

from labelbook.core.limits import MAX_PIXELS
from labelbook.errors import BadInput
from labelbook.images import formats, metadata
from labelbook.images.shown import MODE, Told, said

log = logging.getLogger("labelbook.images")

# The header is checked before a pixel is decoded; Pillow's own warning would come too early.
Image.MAX_IMAGE_PIXELS = None
# Pillow warns of odd tags with a path of this machine; what matters is told of each image.
warnings.filterwarnings("ignore", module=r"PIL\.")

_TIFF = (b"II", b"MM")
_HEADS = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF"}


def opened(data: bytes) -> Image.Image:
    """Read an image's header; BadInput says in words what the bytes are instead."""
    if not data:
        raise BadInput("is empty (0 bytes)")
    if data[:2] in _TIFF and _is_raw(data):
        raise BadInput(formats.raw_said())
    try:
        image = _open(data)
    except Exception as error:
        image = _odd_tiff(data, error) if data[:2] in _TIFF else _without_notes(data, error)
    if image.width * image.height > MAX_PIXELS:
        raise _too_large(image.size)
    if image.format in ("ICO", "CUR", "ICNS"):
        inner = formats.names_a_bomb(data, MAX_PIXELS)
        if inner is not None:
            raise _too_large(inner)
    return image


def _open(data: bytes) -> Image.Image:
    kinds = (*formats.READ, "TGA") if formats.is_tga(data) else formats.READ
    return Image.open(io.BytesIO(data), formats=kinds)


def _without_notes(data: bytes, error: Exception) -> Image.Image:
    """Open a file with notes in the way; BadInput says what else it is."""
    plain = metadata.without(data)
    if plain != data:
        try:
            image = _open(plain)
        except Exception as still:
            log.debug("an image does not open without its notes either: %s", still)
        else:
            image.info.update(notes(data))
            return image
    known = formats.known(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        early = int.from_bytes(data[4:8], "little") + 8 > len(data)
        why = "a WebP that ends early" if early else f"a WebP: {said(error)}"
        raise BadInput(f"is a broken image ({why})") from error
    if known is not None or isinstance(error, UnidentifiedImageError):
        head = next((kind for mark, kind in _HEADS.items() if data.startswith(mark)), None)
        broken = f"is a broken image (a {head} whose head cannot be read)" if head else None
        raise BadInput(known or broken or formats.what(data)) from error
    raise BadInput(f"is a broken image ({said(error)})") from error


def notes(data: bytes) -> Told:
    """Return what of a JPEG's notes is needed to show it, nothing of another file's."""
    exif = metadata.exif_of_jpeg(data) if data.startswith(b"\xff\xd8") else b""
    return {"exif": exif} if exif else {}


def _odd_tiff(data: bytes, error: Exception) -> Image.Image:
    """Read a TIFF that is too deep or has too many bands for Pillow."""
    from labelbook.images import tiff

    try:
        layout = tiff.layout(data)
        picture = tiff.read(data)
    except BadInput:
        raise
    except tiff.NotOurs as reason:
        raise BadInput(
            f"is a TIFF of {reason}, which is not read: save it with 8 or 16 bits, in grey or RGB"
        ) from error
    except Exception as reason:
        known = formats.known(data)
        raise BadInput(known or f"is a broken image (a TIFF: {said(reason)})") from error
    picture.format = "TIFF"
    picture.info[MODE] = f"{layout.bands}x{layout.kind}{layout.bits}"
    return picture


def _is_raw(data: bytes) -> bool:
    from labelbook.images import tiff

    return tiff.is_raw(data)


def _too_large(size: tuple[int, int]) -> BadInput:
    return BadInput(
        f"is too large ({size[0]:,} x {size[1]:,} pixels, at most {MAX_PIXELS:,} are decoded)"
    )
