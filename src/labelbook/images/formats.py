"""Which kinds of file are read as images, and what the others are called."""

from __future__ import annotations

import re
import struct

READ = (
    # The frequent ones first: they are tried in this order.
    *("PNG", "JPEG", "GIF", "BMP", "PPM", "WEBP", "TIFF", "AVIF", "JPEG2000"),
    *("ICO", "CUR", "ICNS", "DIB", "PCX", "DCX", "DDS", "SGI", "SUN", "QOI", "FITS"),
    *("XBM", "XPM", "MSP", "FLI", "PIXAR", "BLP", "FTEX", "GBR"),
)
"""Formats in Pillow's words, all of which have a mark in their first bytes.

Left out are those that need another program (EPS, WMF) or hold no pixels for Pillow (GRIB, HDF5).
"""

BROWSER = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
}
"""Formats whose bytes a browser shows as labelbook does, with their media types."""

_CONVERT = "convert it to JPEG or PNG"
_STARTS: tuple[tuple[bytes, str, str], ...] = (
    (b"8BPS", "a Photoshop document (PSD)", "save it flattened, as PNG or TIFF"),
    (b"%!PS", "PostScript (EPS)", _CONVERT),
    (b"\xc5\xd0\xd3\xc6", "PostScript (EPS)", _CONVERT),
    (b"%PDF", "a PDF", "save its pages as PNG"),
    (b"\xff\x0a", "JPEG XL", _CONVERT),
    (b"\0\0\0\x0cJXL ", "JPEG XL", _CONVERT),
    (b"FUJIFILMCCD-RAW", "a camera's RAW file", "develop it to JPEG, PNG or TIFF"),
    (b"IIRO", "a camera's RAW file", "develop it to JPEG, PNG or TIFF"),
    (b"IIRS", "a camera's RAW file", "develop it to JPEG, PNG or TIFF"),
    (b"MMOR", "a camera's RAW file", "develop it to JPEG, PNG or TIFF"),
    (b"IIU\0", "a camera's RAW file", "develop it to JPEG, PNG or TIFF"),
    (b"\x76\x2f\x31\x01", "OpenEXR", "convert it to TIFF or PNG"),
    (b"#?RADIANCE", "Radiance HDR", "convert it to TIFF or PNG"),
    (b"PF\n", "a colour PFM", "convert it to TIFF"),
    (b"gimp xcf", "a GIMP document (XCF)", "export it as PNG or TIFF"),
    (b"\xd7\xcd\xc6\x9a", "a Windows metafile (WMF)", _CONVERT),
    (b"\x89HDF", "HDF5", "save its images as PNG or TIFF"),
    (b"\x93NUMPY", "a NumPy array", "save its images as PNG or TIFF"),
    (b"PK\x03\x04", "a zip", "import it by itself, or unpack it first"),
    (b"\x1f\x8b", "gzip", "unpack it first (gunzip)"),
    (b"BZh", "bzip2", "unpack it first (bunzip2)"),
    (b"\xfd7zXZ", "xz", "unpack it first (unxz)"),
    (b"Rar!", "a RAR archive", "unpack it first"),
    (b"7z\xbc\xaf", "a 7-Zip archive", "unpack it first"),
    (b"\x1a\x45\xdf\xa3", "a video (Matroska or WebM)", "save its frames as PNG or JPEG"),
    (b"FLV", "a video (FLV)", "save its frames as PNG or JPEG"),
    (b"\0\0\x01\xba", "a video (MPEG)", "save its frames as PNG or JPEG"),
    (b"\0\0\x01\xb3", "a video (MPEG)", "save its frames as PNG or JPEG"),
    (b"version https://git-lfs", "a pointer of Git LFS", "fetch the file first (git lfs pull)"),
)
_RAW = ("a camera's RAW file", "develop it to JPEG, PNG or TIFF")
_HEIC = ("HEIC", "convert it to JPEG or PNG (macOS: sips -s format png; elsewhere: heif-convert)")
_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1"), _HEIC),
    b"msf1": _HEIC,
    b"crx ": _RAW,
}
_VIDEO = ("a video", "save its frames as PNG or JPEG")
_SVG = re.compile(rb"^\s*(<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<svg[\s>]", re.S | re.I)


def what(data: bytes) -> str:
    """Return in a sentence without its subject what bytes are that are not read."""
    start = data[:8].decode("ascii", "replace")
    return known(data) or f"is not an image ({len(data):,} bytes, starts with {start!r})"


def known(data: bytes) -> str | None:
    """Return what bytes are and what to do about it, None for a kind without a name."""
    found = _named(data)
    return None if found is None else f"is {found[0]}, which is not read: {found[1]}"


def raw_said() -> str:
    """Return the words for a camera's RAW file, whose preview alone could be read."""
    return f"is {_RAW[0]}, which is not read: {_RAW[1]}"


def _named(data: bytes) -> tuple[str, str] | None:
    """Return what kind of file bytes are, and the way out, None for an unknown kind."""
    for start, kind, way_out in _STARTS:
        if data.startswith(start):
            return kind, way_out
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], _VIDEO)
    if data[4:8] in (b"moov", b"mdat", b"wide"):
        return _VIDEO
    if data[128:132] == b"DICM":
        return "DICOM", "convert it to PNG or 16-bit TIFF (dcm2img, or pydicom)"
    if data[:4] == b"RIFF" and data[8:12] == b"AVI ":
        return _VIDEO
    if data[257:262] == b"ustar":
        return "a tar archive", "unpack it first"
    if data[344:348] in (b"n+1\0", b"ni1\0"):
        return "NIfTI", "save its slices as PNG or 16-bit TIFF"
    if _SVG.match(data[:2_000]):
        return "SVG, a drawing without pixels", "save it as PNG in the size that you need"
    return None


def is_tga(data: bytes) -> bool:
    """Whether bytes are a Targa image, which has no mark in its first bytes."""
    if len(data) < 18:
        return False
    if data[-18:-2] == b"TRUEVISION-XFILE":
        return True
    note, palette, kind = data[0], data[1], data[2]
    width, height, depth = struct.unpack_from("<HHB", data, 12)
    fits = {1: (8,), 2: (16, 24, 32), 3: (8, 16), 9: (8,), 10: (16, 24, 32), 11: (8, 16)}
    if palette not in (0, 1) or depth not in fits.get(kind, ()) or not width or not height:
        return False
    if (kind in (1, 9)) != (palette == 1) or data[17] & 0xC0:
        return False
    colours, bits = struct.unpack_from("<HB", data, 5)
    start = 18 + note + (colours * ((bits + 7) // 8) if palette else 0)
    # One that is not packed has a length that is known: text hardly ever has it.
    packed = kind > 8
    pixels = width * height * depth // 8
    return start < len(data) if packed else start + pixels <= len(data) <= start + pixels + 4_096


def names_a_bomb(data: bytes, most: int) -> tuple[int, int] | None:
    """Return the size of a picture inside an icon that has too many pixels, if there is one."""
    for found in re.finditer(rb"\x89PNG\r\n\x1a\n....IHDR|ihdr", data, re.S):
        if len(data) < found.end() + 8:
            continue
        first, second = struct.unpack_from(">II", data, found.end())
        if first * second > most:
            return first, second
    return None
