"""Images as the page shows them: small ones, and whole ones in a format that browsers know."""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from labelbook.core.blobs import write_whole
from labelbook.errors import Unavailable
from labelbook.images import decode

_BROWSER = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}
_PLAIN = ("1", "L", "P", "RGB", "RGBA", "LA")
_SIGNATURES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"RIFF": "image/webp"}


@dataclass(frozen=True)
class Thumbnail:
    """An image file's bytes and their media type."""

    data: bytes
    media_type: str


def make(path: Path, hash: str, size: int, cache: Path) -> Thumbnail:
    """Return an image with a longest side of at most `size` pixels, never enlarged.

    hash: the content's, names the cached file. Raises BadInput for what cannot be decoded.
    """
    kept = cache / "thumbnails" / str(size) / hash[:2] / hash
    return _cached(kept) or _make(path, kept, size)


def displayable(path: Path, hash: str, cache: Path) -> Thumbnail:
    """Return the whole image; formats that browsers cannot show become PNG."""
    kept = cache / "displayable" / hash[:2] / hash
    return _cached(kept) or _make(path, kept, None)


def small_png(path: Path, size: int) -> bytes:
    """Return an image as PNG with a longest side of at most `size` pixels, for any program.

    Raises BadInput for what cannot be decoded.
    """
    picture = decode.open_rgb(path.read_bytes())
    picture.thumbnail((size, size), Image.Resampling.BILINEAR, reducing_gap=2.0)
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _make(path: Path, kept: Path, size: int | None) -> Thumbnail:
    data = path.read_bytes()
    image = decode.opened(data)
    fits = size is None or max(image.size) <= size
    is_plain = image.mode in _PLAIN and decode.orientation(image) == 1
    if fits and is_plain and image.format in _BROWSER:
        return Thumbnail(data, _BROWSER[image.format])
    if size is not None and image.format == "JPEG":
        # Lets the decoder skip detail that the thumbnail cannot show.
        image.draft("RGB", (size * 2, size * 2))
    photo = image.format == "JPEG"
    picture = decode.open_rgb(data) if decode.orientation(image) != 1 else decode.to_rgb(image)
    if size is not None:
        picture.thumbnail((size, size), Image.Resampling.LANCZOS)
    out = io.BytesIO()
    if size is None:
        picture.save(out, "PNG", compress_level=3)
    elif photo:
        picture.save(out, "JPEG", quality=85)
    else:
        picture.save(out, "WEBP", quality=88, method=2)
    # A full or read-only disk costs time at the next request, not the picture.
    with suppress(OSError, Unavailable):
        write_whole(kept, out.getvalue())
    return Thumbnail(out.getvalue(), _media_type(out.getvalue()))


def _cached(kept: Path) -> Thumbnail | None:
    try:
        data = kept.read_bytes()
    except FileNotFoundError:
        return None
    return Thumbnail(data, _media_type(data))


def _media_type(data: bytes) -> str:
    for start, media_type in _SIGNATURES.items():
        if data.startswith(start):
            return media_type
    return "application/octet-stream"
