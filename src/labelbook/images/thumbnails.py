"""Images as the page shows them: small ones, and whole ones in a format that browsers know.

Both show the same picture (`images.shown`). A file's own bytes are sent where a browser makes the
same picture of them: upright, 8 bits, sRGB, without transparency, standing still, undamaged.
"""

from __future__ import annotations

import io
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from labelbook.core.blobs import write_whole
from labelbook.errors import BadInput, Unavailable
from labelbook.images import decode, formats, profile
from labelbook.images.header import opened
from labelbook.images.shown import MODE, WITH_ALPHA, fault, orientation, shown, stored_mode
from labelbook.images.unreadable import why_unreadable

LARGE = 1_000_000
"""Pixels above which a photo that has to be converted is sent as JPEG."""

EXACT = 4_000
"""Bytes up to which a thumbnail with a colour profile has the very colours of the whole picture."""

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
    kept = cache / "thumbnails" / f"{size}-{decode.PIXELS}" / hash[:2] / hash
    return _cached(kept) or _make(path, kept, size)


def displayable(path: Path, hash: str, cache: Path) -> Thumbnail:
    """Return the whole image; what a browser would not show so becomes PNG."""
    kept = cache / f"displayable-{decode.PIXELS}" / hash[:2] / hash
    return _cached(kept) or _make(path, kept, None)


def small_png(path: Path, size: int) -> bytes:
    """Return an image as PNG with a longest side of at most `size` pixels, for any program.

    Raises BadInput for what cannot be decoded.
    """
    return small_png_of(path.read_bytes(), size)


def small_png_of(data: bytes, size: int) -> bytes:
    """Return an image file's content as `small_png` does."""
    picture = decode.open_rgb(data)
    picture.thumbnail((size, size), Image.Resampling.BILINEAR, reducing_gap=2.0)
    return _png(picture)


def _make(path: Path, kept: Path, size: int | None) -> Thumbnail:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({why_unreadable(error)})") from error
    head = opened(data)
    photo = head.format in ("JPEG", "MPO")
    if size is None or max(head.size) <= size:
        image = decode.decoded(data)
        media_type = formats.BROWSER.get(head.format or "")
        if media_type is not None and _is_shown_so(image, head):
            return Thumbnail(data, media_type)
        picture = shown(image)
    else:
        picture = _reduced(head, data, size) if photo else decode.open_plain(data)
    if size is not None:
        picture.thumbnail((size, size), Image.Resampling.LANCZOS)
    is_whole = size is None and not (photo and picture.width * picture.height > LARGE)
    if is_whole or (size is not None and _has_own_colours(head) and len(_exact(picture)) <= EXACT):
        made = _png(picture) if is_whole else _exact(picture)
    else:
        made = _packed(picture, photo=photo, small=size is not None)
    # A full or read-only disk costs time at the next look, not the picture.
    with suppress(OSError, Unavailable):
        write_whole(kept, made)
    return Thumbnail(made, _media_type(made))


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()


def _exact(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "WEBP", lossless=True, quality=0, method=0)
    return out.getvalue()


def _packed(picture: Image.Image, *, photo: bool, small: bool) -> bytes:
    """Return a picture with the loss that nobody sees."""
    out = io.BytesIO()
    if not photo:
        picture.save(out, "WEBP", quality=88, method=2)
    elif small:
        picture.save(out, "JPEG", quality=85)
    else:
        picture.save(out, "JPEG", quality=95, subsampling=0)
    return out.getvalue()


def _reduced(head: Image.Image, data: bytes, size: int) -> Image.Image:
    """Decode a JPEG without the detail that a thumbnail cannot show."""
    try:
        head.draft("RGB", (size * 2, size * 2))
        head.load()
        return shown(head)
    except (BadInput, OSError, ValueError, SyntaxError):
        return decode.open_plain(data)


def _is_shown_so(image: Image.Image, head: Image.Image) -> bool:
    """Whether a browser shows a file's bytes as labelbook shows its picture.

    image: decoded; head: opened, for what decoding leaves behind.
    """
    if _moves(head) or fault(image) or orientation(image) != 1 or stored_mode(image) not in _PLAIN:
        return False
    if MODE in image.info or profile.png_has_own_light(image.info):
        return False
    if image.mode in WITH_ALPHA or "transparency" in image.info:
        lowest = image.convert("RGBA").getchannel("A").getextrema()[0]
        if lowest != 255:
            return False
    return not _has_own_colours(image)


def _moves(head: Image.Image) -> bool:
    """Whether an opened file is an animation, or may be: its later frames can be broken."""
    try:
        return head.format != "MPO" and bool(getattr(head, "is_animated", False))
    except Exception:
        return True


def _has_own_colours(image: Image.Image) -> bool:
    """Whether its profile gives a picture other colours than it would have without."""
    mode = {"P": "RGB", "1": "L", "LA": "RGBA"}.get(image.mode, image.mode)
    return profile.changes(image.info.get("icc_profile"), mode)


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
