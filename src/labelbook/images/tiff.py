"""TIFF images that Pillow cannot hold: more than 8 bits, floating point, any number of bands.

The file's compression is undone by Pillow, which is shown the same data as an image of bytes; what
the bytes mean is worked out here. Source: TIFF 6.0, 1992, sections 14 (predictor) and 15 (tiles);
Adobe, TIFF Technical Note 3, 2005 (predictor of floating point).
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.TiffImagePlugin import ImageFileDirectory_v2

from labelbook.core.limits import MAX_PIXELS
from labelbook.errors import BadInput
from labelbook.images import deep, metadata

Values = npt.NDArray[Any]
Bytes = npt.NDArray[np.uint8]

_MOST_BYTES = MAX_PIXELS * 8
_PACKED = (1, 5, 8, 32773, 32946, 34925, 50000)
_KINDS = {1: "u", 2: "i", 3: "f", 4: "u"}
_CFA, _LINEAR_RAW = 32803, 34892


class NotOurs(Exception):
    """A TIFF of a kind that is not read here; the message says which."""


@dataclass(frozen=True)
class TiffLayout:
    """How the pixels of a TIFF's first page lie in its file. endian: of numbers, "<" or ">".

    block: (width, height) of a tile, or of a strip. apart: whether each band has its own blocks.
    """

    endian: str
    width: int
    height: int
    bands: int
    bits: int
    kind: str
    compression: int
    predictor: int
    tiled: bool
    block: tuple[int, int]
    offsets: tuple[int, ...]
    counts: tuple[int, ...]
    apart: bool
    photometric: int
    extra: tuple[int, ...]
    fill_order: int
    orientation: int
    full: float | None
    nodata: float | None

    def __str__(self) -> str:
        number = {"u": "whole numbers", "i": "signed numbers", "f": "floating point"}[self.kind]
        bands = "1 band" if self.bands == 1 else f"{self.bands} bands"
        return f"{bands} of {self.bits}-bit {number}"


def layout(data: bytes) -> TiffLayout:
    """Read the tags of the first page; NotOurs or any error of parsing where they make no sense."""
    tags = _tags(data)
    bands = int(tags.get(277, 1))
    bits = _one(tags.get(258, (1,)), "bits for each band")
    kind = _one(tags.get(339, (1,)), "types of number")
    if kind not in _KINDS:
        raise NotOurs("complex numbers")
    width, height = int(tags[256]), int(tags[257])
    tiled = 324 in tags
    block = (int(tags[322]), int(tags[323])) if tiled else (width, int(tags.get(278, height)))
    if min(width, height, bands, bits, *block) < 1:
        raise NotOurs("a size of nothing")
    return TiffLayout(
        endian="<" if data[:2] == b"II" else ">",
        width=width,
        height=height,
        bands=bands,
        bits=bits,
        kind=_KINDS[kind],
        compression=int(tags.get(259, 1)),
        predictor=int(tags.get(317, 1)),
        tiled=tiled,
        block=(block[0], min(block[1], height) if not tiled else block[1]),
        offsets=_many(tags[324 if tiled else 273]),
        counts=_many(tags[325 if tiled else 279]),
        apart=int(tags.get(284, 1)) == 2 and bands > 1,
        photometric=int(tags.get(262, 1)),
        extra=_many(tags.get(338, ())),
        fill_order=int(tags.get(266, 1)),
        orientation=int(tags.get(274, 1)),
        full=_depth(tags, bits, kind),
        nodata=_nodata(tags.get(42113)),
    )


def is_raw(data: bytes) -> bool:
    """Whether a TIFF is a camera's RAW file, of which Pillow would read the small preview."""
    if data[8:10] == b"CR" and data[:2] == b"II":
        return True
    try:
        tags = _tags(data)
        kind = tags.get(262)
        is_preview = bool(int(tags.get(254, 0)) & 1) and 330 in tags
    except Exception:
        return False
    return kind in (_CFA, _LINEAR_RAW) or 50706 in tags or is_preview


def read(data: bytes) -> Image.Image:
    """Return the first page as an upright picture of 8 bits, mode L, LA, RGB, RGBA or CMYK.

    Raises BadInput for a TIFF that is too large, NotOurs for one of another kind; others may come
    of a broken file.
    """
    found = layout(data)
    if found.width * found.height > MAX_PIXELS or _weight(found) > _MOST_BYTES:
        raise BadInput(
            f"is too large ({found.width:,} x {found.height:,} pixels, {found}; at most "
            f"{MAX_PIXELS:,} pixels and {_MOST_BYTES:,} bytes are decoded)"
        )
    image = _picture(found, values(data, found))
    return metadata.turned(image, found.orientation)


def values(data: bytes, found: TiffLayout) -> Values:
    """Return the numbers of all bands as they are stored: (h, w, bands)."""
    if found.compression not in _PACKED:
        raise NotOurs(f"{found} with the compression {found.compression}")
    if found.kind == "f" and found.bits not in (16, 32, 64):
        raise NotOurs(str(found))
    if found.bits > 64 or (found.bits % 8 and found.kind != "u") or found.bits in (24, 40, 48, 56):
        raise NotOurs(str(found))
    if not found.apart:
        return _block_values(data, found, found.bands, found.offsets, found.counts)
    each = len(found.offsets) // found.bands
    planes = []
    for band in range(found.bands):
        part = slice(band * each, (band + 1) * each)
        planes.append(_block_values(data, found, 1, found.offsets[part], found.counts[part]))
    return np.concatenate(planes, axis=2)


def _picture(found: TiffLayout, numbers: Values) -> Image.Image:
    """Return what the bands mean together."""
    alpha = bool(found.extra) and found.extra[0] in (1, 2)
    if found.photometric == 5 and found.bands >= 4 and found.kind == "u":
        ink = _by_type(numbers[:, :, :4], found)
        return Image.frombytes("CMYK", ink.shape[1::-1], ink.tobytes())
    if found.photometric not in (0, 1, 2):
        raise NotOurs(f"{found} with the colour space {found.photometric}")
    # Of more bands the first three are shown; of two, the first.
    colours = 3 if found.bands >= (3 if found.photometric == 2 or not alpha else 4) else 1
    chosen = numbers[:, :, :colours]
    if found.bits <= 8 and found.kind == "u":
        levels = _by_type(chosen, found)
    else:
        levels = deep.stretched(chosen, full=found.full, nodata=found.nodata)
    if found.photometric == 0:
        levels = 255 - levels
    planes = [levels]
    if alpha and found.bands > colours:
        planes.append(_by_type(numbers[:, :, colours : colours + 1], found))
    stacked = np.ascontiguousarray(np.concatenate(planes, axis=2))
    mode = {1: "L", 2: "LA", 3: "RGB", 4: "RGBA"}[stacked.shape[2]]
    return Image.frombytes(mode, stacked.shape[1::-1], stacked.tobytes())


def _by_type(numbers: Values, found: TiffLayout) -> Bytes:
    """Scale numbers by what their type can hold, as alpha and inks are."""
    most = 1.0 if found.kind == "f" else 2.0 ** (found.bits - (found.kind == "i")) - 1
    scaled = np.clip(np.nan_to_num(numbers.astype(np.float64)) * (255 / most), 0, 255)
    levels: Bytes = (scaled + 0.5).astype(np.uint8)
    return levels


def _block_values(
    data: bytes, found: TiffLayout, bands: int, offsets: tuple[int, ...], counts: tuple[int, ...]
) -> Values:
    """Return the numbers of blocks that hold some bands together: (h, w, bands)."""
    across = -(-found.width // found.block[0]) if found.tiled else 1
    samples = found.block[0] * bands
    block_bytes = -(-samples * found.bits // 8)
    shown = _as_bytes(data, found, across * block_bytes, block_bytes, offsets, counts)
    with Image.open(io.BytesIO(shown), formats=("TIFF",)) as image:
        rows = np.asarray(image).reshape(found.height, across, block_bytes)
    if found.bits % 8:
        numbers = _unpacked(rows, samples, found.bits)
    elif found.predictor == 3:
        numbers = _of_float_predictor(rows, bands, found.bits // 8)
    else:
        kind = np.dtype(f"{found.endian}{found.kind}{found.bits // 8}")
        numbers = np.ascontiguousarray(rows).view(kind).astype(kind.newbyteorder("="))
    split = numbers.reshape(found.height, across, found.block[0], bands)
    if found.predictor == 2:
        kind = np.dtype(f"u{split.dtype.itemsize}")
        split = np.cumsum(split.view(kind), axis=2, dtype=kind).view(split.dtype)
    joined: Values = split.reshape(found.height, -1, bands)[:, : found.width]
    return joined


def _of_float_predictor(rows: Bytes, bands: int, size: int) -> Values:
    """Undo the predictor of floating point: differences of bytes, the highest bytes first."""
    height, across, block_bytes = rows.shape
    steps = rows.reshape(height, across, block_bytes // bands, bands)
    summed = np.cumsum(steps, axis=2, dtype=np.uint8).reshape(height, across, size, -1)
    ordered = np.ascontiguousarray(summed.transpose(0, 1, 3, 2))
    return ordered.view(f">f{size}").astype(f"f{size}").reshape(height, across, -1)


def _unpacked(rows: Bytes, samples: int, bits: int) -> Values:
    """Take numbers apart that lie bit by bit; each row begins with a new byte."""
    kind = np.uint16 if bits <= 16 else np.uint64
    out: Values = np.empty((*rows.shape[:2], samples), dtype=kind)
    weights: Values = (1 << np.arange(bits - 1, -1, -1, dtype=np.uint64)).astype(kind)
    for row, packed in enumerate(rows):
        cells: Values = np.unpackbits(packed, axis=1)[:, : samples * bits]
        split: Values = cells.reshape(len(packed), samples, bits)
        out[row] = (split * weights).sum(axis=2, dtype=kind)
    return out


def _as_bytes(
    data: bytes,
    found: TiffLayout,
    width: int,
    block_width: int,
    offsets: tuple[int, ...],
    counts: tuple[int, ...],
) -> bytes:
    """Return the file with a new first page that shows some of its blocks as grey bytes."""
    if len(data) >= 2**32 - len(offsets) * 8 - 1_000:
        raise NotOurs("more than 4 GB")
    place = ((324, offsets), (325, counts)) if found.tiled else ((273, offsets), (279, counts))
    block = ((322, block_width), (323, found.block[1])) if found.tiled else ((278, found.block[1]),)
    fields: dict[int, tuple[int, ...]] = {
        256: (width,),
        257: (found.height,),
        258: (8,),
        259: (found.compression,),
        262: (1,),
        266: (found.fill_order,),
        277: (1,),
        **{tag: (value,) for tag, value in block},
        **dict(place),
    }
    order = found.endian
    start = len(data) + len(data) % 2
    after = start + 2 + 12 * len(fields) + 4
    entries, arrays = b"", b""
    for tag, numbers in sorted(fields.items()):
        packed = struct.pack(f"{order}{len(numbers)}I", *numbers)
        if len(numbers) > 1:
            value = struct.pack(f"{order}I", after + len(arrays))
            arrays += packed
        else:
            value = packed
        entries += struct.pack(f"{order}HHI", tag, 4, len(numbers)) + value
    head = data[:2] + struct.pack(f"{order}HI", 42, start)
    page = struct.pack(f"{order}H", len(fields)) + entries + bytes(4) + arrays
    return b"".join((head, data[8:], bytes(len(data) % 2), page))


def _tags(data: bytes) -> dict[int, Any]:
    file = io.BytesIO(data)
    is_big = data[2:4] in (b"+\0", b"\0+")
    tags = ImageFileDirectory_v2(file.read(16 if is_big else 8))
    file.seek(tags.next)
    tags.load(file)
    return {tag: tags[tag] for tag in tags}


def _weight(found: TiffLayout) -> int:
    return found.width * found.height * found.bands * max(1, found.bits // 8)


def _many(value: Any) -> tuple[int, ...]:
    return tuple(int(each) for each in (value if isinstance(value, tuple) else (value,)))


def _one(value: Any, of: str) -> int:
    found = set(_many(value))
    if len(found) != 1:
        raise NotOurs(f"different {of} in one picture")
    return found.pop()


def _depth(tags: dict[int, Any], bits: int, kind: int) -> float | None:
    """Return the greatest value that the tags allow, None where they tell no more than the type."""
    if kind != 1:
        return None
    told = max(_many(tags.get(281, ())), default=0)
    if 0 < told < 2**bits - 1:
        return float(told)
    return float(2**bits - 1) if bits % 8 else None


def _nodata(text: Any) -> float | None:
    try:
        return float(str(text).strip(" \0")) if text is not None else None
    except ValueError:
        return None
