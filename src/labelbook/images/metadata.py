"""The metadata of an image file: which way is up, and what is in the way."""

from __future__ import annotations

import re
import struct

from PIL import Image

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""By EXIF's orientation: what makes the picture upright."""

_ORIENTATION = 0x0112
_XMP = re.compile(rb"tiff:Orientation(?:=[\"']|>)([1-8])")
_PNG = b"\x89PNG\r\n\x1a\n"
_NEEDED = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"gAMA", b"cHRM", b"sRGB", b"sBIT")


def orientation(info: dict[str | tuple[int, int], object]) -> int:
    """Return EXIF's orientation from what Pillow read beside a picture, 1 where there is none.

    Only this one tag is looked at: whatever else is wrong in the block does not matter.
    """
    exif = info.get("exif")
    found = _of_exif(exif) if isinstance(exif, bytes) else None
    if found is None:
        xmp = info.get("xmp") or info.get("XML:com.adobe.xmp")
        text = xmp.encode("utf-8", "replace") if isinstance(xmp, str) else xmp
        match = _XMP.search(text) if isinstance(text, bytes) else None
        found = int(match[1]) if match else None
    return found if found in TURNS else 1


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """Return a picture made upright."""
    turn = TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _of_exif(block: bytes) -> int | None:
    """Return the orientation that the first directory of an EXIF block names."""
    start = 6 if block.startswith(b"Exif\0\0") else 0
    order = {b"II": "<", b"MM": ">"}.get(block[start : start + 2])
    if order is None or len(block) < start + 8:
        return None
    (at,) = struct.unpack_from(f"{order}I", block, start + 4)
    at += start
    if at + 2 > len(block):
        return None
    (count,) = struct.unpack_from(f"{order}H", block, at)
    for entry in range(at + 2, min(at + 2 + 12 * count, len(block) - 11), 12):
        tag, kind = struct.unpack_from(f"{order}HH", block, entry)
        if tag == _ORIENTATION:
            # One value stands in the entry itself, as a short number or, against the rule, long.
            form = "I" if kind in (4, 9) else "B" if kind in (1, 6, 7) else "H"
            (value,) = struct.unpack_from(f"{order}{form}", block, entry + 8)
            return int(value)
    return None


def without(data: bytes) -> bytes:
    """Return a PNG or JPEG without texts, profiles and notes that can be in the way of opening it.

    Anything else, and what cannot be taken apart, is returned as it is.
    """
    if data.startswith(_PNG):
        return _plain_png(data)
    if data.startswith(b"\xff\xd8"):
        return _plain_jpeg(data)
    return data


def png_chunk(data: bytes, wanted: bytes) -> bytes | None:
    """Return the body of a PNG's first chunk of a kind before its pixels, None without one."""
    at = len(_PNG)
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        kind = data[at + 4 : at + 8]
        if kind == wanted:
            return data[at + 8 : at + 8 + length]
        if kind in (b"IDAT", b"IEND"):
            return None
        at += 12 + length
    return None


def _plain_png(data: bytes) -> bytes:
    kept, at = [_PNG], len(_PNG)
    while at + 8 <= len(data):
        (length,) = struct.unpack_from(">I", data, at)
        if data[at + 4 : at + 8] in _NEEDED:
            kept.append(data[at : at + 12 + length])
        at += 12 + length
    return b"".join(kept)


def _plain_jpeg(data: bytes) -> bytes:
    kept, at = [data[:2]], 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xDA:
            break
        (length,) = struct.unpack_from(">H", data, at + 2)
        # Adobe's note (14) says which colours these are; APP0 is the file's own head.
        if (not 0xE1 <= marker <= 0xEF and marker != 0xFE) or marker == 0xEE:
            kept.append(data[at : at + 2 + length])
        at += 2 + length
    return b"".join((*kept, data[at:]))


def exif_of_jpeg(data: bytes) -> bytes:
    """Return a JPEG's EXIF block, b"" where it has none."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        (length,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + length]
        if data[at + 1] == 0xE1 and body.startswith(b"Exif\0\0"):
            return body
        at += 2 + length
    return b""
