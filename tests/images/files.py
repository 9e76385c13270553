"""Image files made byte by byte, of kinds that no library here writes."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from PIL import Image

Values = npt.NDArray[Any]
Order = Literal["<", ">"]
KINDS = {"u": 1, "i": 2, "f": 3}


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    """Return an image as a file's bytes."""
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


def tiff(values: Values, *, order: Order = "<", predictor: int = 1, **tags: Any) -> bytes:
    """Return (h, w) or (h, w, bands) as a TIFF of one strip a row, deflated.

    predictor: 2 stores differences between neighbours. tags: `t262=(3, (1,))` sets the tag 262,
    of type 3 (short), to 1.
    """
    deep = values.reshape(*values.shape[:2], -1)
    height, width, bands = deep.shape
    stored = deep.astype(deep.dtype.newbyteorder(order))
    if predictor == 2:
        kind = np.dtype(f"u{deep.dtype.itemsize}")
        whole = deep.view(kind)
        apart = np.concatenate([whole[:, :1], whole[:, 1:] - whole[:, :-1]], axis=1)
        stored = apart.astype(kind.newbyteorder(order))
    strips = [zlib.compress(row.tobytes()) for row in stored]
    fields: dict[int, tuple[int, tuple[Any, ...]]] = {
        256: (4, (width,)),
        257: (4, (height,)),
        258: (3, (deep.dtype.itemsize * 8,) * bands),
        259: (3, (8,)),
        262: (3, (2 if bands >= 3 else 1,)),
        277: (3, (bands,)),
        278: (4, (1,)),
        279: (4, tuple(len(strip) for strip in strips)),
        317: (3, (predictor,)),
        339: (3, (KINDS[deep.dtype.kind],) * bands),
    }
    starts = 8 + np.cumsum([0, *(len(strip) for strip in strips)])
    fields[273] = (4, tuple(starts[:-1].tolist()))
    fields |= {int(name[1:]): value for name, value in tags.items()}
    return page(fields, b"".join(strips), order)


def page(fields: dict[int, tuple[int, tuple[Any, ...]]], data: bytes, order: str = "<") -> bytes:
    """Return a TIFF whose directory stands after its data, which begins at byte 8."""
    forms = {1: "B", 2: "s", 3: "H", 4: "I"}
    start = 8 + len(data)
    after = start + 6 + 12 * len(fields)
    entries, arrays = b"", b""
    for tag, (kind, value) in sorted(fields.items()):
        body = (
            value[0] + b"\0"
            if kind == 2
            else struct.pack(f"{order}{len(value)}{forms[kind]}", *value)
        )
        count = len(body) if kind == 2 else len(value)
        entries += struct.pack(f"{order}HHI", tag, kind, count)
        if len(body) > 4:
            entries += struct.pack(f"{order}I", after + len(arrays))
            arrays += body
        else:
            entries += body.ljust(4, b"\0")
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(f"{order}I", start)
    directory = struct.pack(f"{order}H", len(fields)) + entries + bytes(4)
    return head + data + directory + arrays


def chunk(kind: bytes, body: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(values: Values, *before: bytes) -> bytes:
    """Return (h, w) or (h, w, 2, 3 or 4) of 8 or 16 bits as a PNG. before: chunks before pixels."""
    deep = values.reshape(*values.shape[:2], -1)
    height, width, bands = deep.shape
    kind = {1: 0, 2: 4, 3: 2, 4: 6}[bands]
    rows = b"".join(b"\0" + row.astype(deep.dtype.newbyteorder(">")).tobytes() for row in deep)
    bits = deep.dtype.itemsize * 8
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, kind, 0, 0, 0))
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            head,
            *before,
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        )
    )


def exif(*entries: tuple[int, int, int, bytes], order: str = "<") -> bytes:
    """Return an EXIF block of entries: tag, type, count, four bytes."""
    body = b"".join(
        struct.pack(f"{order}HHI", tag, kind, count) + value
        for tag, kind, count, value in sorted(entries)
    )
    mark = b"II*\0" if order == "<" else b"MM\0*"
    head = struct.pack(f"{order}IH", 8, len(entries))
    return b"Exif\0\0" + mark + head + body + bytes(4) + bytes(range(64))


def jpeg_with(block: bytes, image: Image.Image) -> bytes:
    """Return a JPEG with an EXIF block as it is given."""
    data = encoded(image, "JPEG", quality=95)
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block + data[2:]
