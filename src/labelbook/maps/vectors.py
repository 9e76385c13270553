"""The cache of vectors on disk: appended to, memory-mapped, keyed by content hash.

A folder holds `about.json`, `vectors.f16` (rows of float16) and `hashes` (rows of 32 bytes).
Vectors are written before their hashes: what a killed process left half-written has no hash, and
is cut off before the next append. A cache of another version of its embedder is thrown away.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

import numpy as np
import polars as pl

from labelbook.core.arrays import Floats, Ids, Vectors
from labelbook.core.atomic import explained
from labelbook.core.locks import lock

log = logging.getLogger("labelbook.maps")

HASH = 32
"""Bytes of a SHA-256."""

LIMIT = float(np.finfo(np.float16).max)


@dataclass(frozen=True)
class VectorStore:
    """The vectors of one embedder. folder: theirs alone."""

    folder: Path
    version: str
    dimensions: int

    @property
    def rows(self) -> int:
        """The number of whole rows on disk, 0 where there is nothing of this version."""
        if not self._fits():
            return 0
        hashes, vectors = _size(self._hashes) // HASH, _size(self._vectors) // self._stride
        return min(hashes, vectors)

    def vectors(self) -> Vectors:
        """Return all rows, memory-mapped: (rows, dimensions) float16."""
        rows = self.rows
        if not rows:
            return np.empty((0, self.dimensions), dtype=np.float16)
        return np.memmap(self._vectors, np.float16, "r", shape=(rows, self.dimensions))

    def rows_of(self, hashes: Sequence[str] | pl.Series) -> Ids:
        """Return the row of each content hash (hex), -1 where it has none."""
        rows = self.rows
        data = self._hashes.read_bytes()[: rows * HASH] if rows else b""
        kept = [data[start : start + HASH] for start in range(0, len(data), HASH)]
        known = pl.DataFrame({"hash": pl.Series(kept, dtype=pl.Binary).bin.encode("hex")})
        first = known.with_row_index("row").unique("hash", keep="first")
        wanted = pl.DataFrame({"hash": pl.Series(hashes, dtype=pl.String)})
        found = wanted.join(first, "hash", "left", maintain_order="left")
        return found["row"].cast(pl.Int64).fill_null(-1).to_numpy()

    @contextmanager
    def appending(self) -> Iterator[Appender]:
        """Return the one writer of this store; another process waits until it is done."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with lock(self.folder.with_name(f"{self.folder.name}.lock")):
            if not self._fits():
                if self.folder.is_dir():
                    log.warning("%s is of another embedder, or broken: embedded anew", self.folder)
                shutil.rmtree(self.folder, ignore_errors=True)
                self.folder.mkdir()
                (self.folder / "about.json").write_text(json.dumps(self._about()))
            rows = self.rows
            # Without a buffer: closing a file on a full disk would write, and fail, once more.
            with (
                self._vectors.open("ab", buffering=0) as vectors,
                self._hashes.open("ab", buffering=0) as hashes,
            ):
                vectors.truncate(rows * self._stride)
                hashes.truncate(rows * HASH)
                yield Appender(self.folder, vectors, hashes)

    def _fits(self) -> bool:
        try:
            return bool(json.loads((self.folder / "about.json").read_text()) == self._about())
        except (FileNotFoundError, ValueError):
            return False

    def _about(self) -> dict[str, object]:
        return {"version": self.version, "dimensions": self.dimensions}

    @property
    def _stride(self) -> int:
        return self.dimensions * 2

    @property
    def _vectors(self) -> Path:
        return self.folder / "vectors.f16"

    @property
    def _hashes(self) -> Path:
        return self.folder / "hashes"


@dataclass(frozen=True)
class Appender:
    """Writes rows at the end of the files of a folder."""

    folder: Path
    vectors: FileIO
    hashes: FileIO

    def append(self, hashes: Sequence[str], vectors: Floats) -> None:
        """Add rows; they are there for readers when this returns.

        Raises Unavailable where the disk is full or the place may not be written; all rows before
        these stay.
        """
        rows = np.clip(vectors, -LIMIT, LIMIT).astype("<f2")
        with explained(self.folder):
            _write(self.vectors, rows.tobytes())
            _write(self.hashes, bytes.fromhex("".join(hashes)))


def _write(file: FileIO, data: bytes) -> None:
    """Write all of it at the end, or nothing."""
    before, left = os.fstat(file.fileno()).st_size, memoryview(data)
    try:
        while left:
            left = left[file.write(left) or 0 :]
    except OSError:
        file.truncate(before)
        raise


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
