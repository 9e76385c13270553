"""Embeddings that another program computed, kept beside a book by the content of its images."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from labelbook.context import BookContext
from labelbook.core.arrays import rows_of
from labelbook.core.blobs import write_whole
from labelbook.core.types import Progress
from labelbook.core.zips import npz
from labelbook.errors import BadInput
from labelbook.maps import array_file
from labelbook.maps.embed import ADDED, cache, lay_map
from labelbook.maps.records import Embeddings
from labelbook.maps.vectors import LIMIT

FORMAT = 1
FEWEST = 2
"""Numbers a sample below which there is nothing to lay out."""


@dataclass(frozen=True)
class AddedReport:
    """What was added. samples: with a vector; unknown: rows of no sample; length: of a vector."""

    name: str
    samples: int
    unknown: int
    length: int


def add(
    ctx: BookContext, path: Path, name: str | None, *, in_order: bool, progress: Progress | None
) -> AddedReport:
    """Store a file's embeddings in place of those added before, and make their map."""
    now = ctx.journal.samples().sort("sample")
    rows = array_file.read(path, now, in_order=in_order)
    if rows.values.shape[1] < FEWEST:
        raise BadInput(f"{path.name} has one number a sample: an embedding has at least {FEWEST}")
    hash_of = dict(now.select("sample", "hash").iter_rows())
    hashes = np.array([hash_of[sample] for sample in rows.samples.tolist()], dtype=np.str_)
    # As float16 they could overflow; a lens shows directions, which keep.
    values = rows.values / max(float(np.abs(rows.values).max()) / LIMIT, 1.0)
    kept = {
        "format": np.int64(FORMAT),
        "name": np.array(name or path.stem),
        "key": np.array(hashlib.sha256(values.tobytes()).hexdigest()[:12]),
        "hashes": hashes,
        "vectors": values.astype(np.float16),
    }
    write_whole(_file(ctx), npz(kept))
    found = vectors(ctx)
    assert found is not None
    lay_map(ctx, ADDED, found, progress=progress)
    return AddedReport(name or path.stem, len(rows.samples), rows.unknown, rows.values.shape[1])


def vectors(ctx: BookContext) -> Embeddings | None:
    """Return the vectors that were added, of the present samples; None where there are none."""
    try:
        with np.load(_file(ctx)) as file:
            held = {name: file[name] for name in file.files}
        if int(held["format"]) != FORMAT:
            return None
    except (OSError, ValueError, KeyError, zipfile.BadZipFile):
        return None
    now = ctx.journal.samples().sort("sample")
    wanted = np.array(now["hash"].to_list(), dtype=held["hashes"].dtype)
    place = rows_of(held["hashes"], wanted)
    there = place >= 0
    samples = now["sample"].to_numpy().astype(np.int64)[there]
    # The key in the name makes a new map when other vectors are added.
    return Embeddings(f"{held['name']}-{held['key']}", samples, held["vectors"][place[there]])


def _file(ctx: BookContext) -> Path:
    return cache(ctx) / "added-embeddings.npz"
