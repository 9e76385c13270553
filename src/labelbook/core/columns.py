"""The columns file: typed arrays one after the other behind a header (docs/the-book.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[np.generic]
MAGIC = b"LBC1"


def write(header: Mapping[str, object], columns: Mapping[str, Column]) -> bytes:
    """Return the bytes of a columns file. header: what stands beside the list of columns."""
    parts = [np.ascontiguousarray(column) for column in columns.values()]
    sizes = [-(-part.nbytes // 8) * 8 for part in parts]
    starts = np.concatenate([[0], np.cumsum(sizes)]).tolist()

    def text(base: int) -> bytes:
        described = [
            {"name": name, "type": part.dtype.name, "offset": base + start, "length": len(part)}
            for name, part, start in zip(columns, parts, starts, strict=False)
        ]
        return json.dumps({**header, "columns": described}).encode()

    # Offsets count from the file's start, so the header's own length moves them: leave room.
    length = -(-(len(text(10**12))) // 8) * 8
    body = text(8 + length).ljust(length)
    out = [MAGIC, length.to_bytes(4, "little"), body]
    for part, size in zip(parts, sizes, strict=True):
        out += [part.tobytes(), bytes(size - part.nbytes)]
    return b"".join(out)


def read(data: bytes) -> tuple[dict[str, Any], dict[str, Column]]:
    """Return header and columns of a file, the columns as views of `data`.

    Raises ValueError or KeyError where the bytes are no whole columns file.
    """
    if data[:4] != MAGIC:
        raise ValueError("no columns file")
    length = int.from_bytes(data[4:8], "little")
    header: dict[str, Any] = json.loads(data[8 : 8 + length])
    found: dict[str, Column] = {
        entry["name"]: np.frombuffer(data, entry["type"], entry["length"], entry["offset"])
        for entry in header["columns"]
    }
    return header, found
