"""Embeddings that other programs computed: named sets, each with a map of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from labelbook.context import BookContext
from labelbook.core.arrays import rows_of
from labelbook.core.types import Progress
from labelbook.errors import BadInput
from labelbook.maps import array_file, computed
from labelbook.maps.embed import added_lens, lay_map, remove_map
from labelbook.maps.records import Embeddings
from labelbook.maps.vectors import LIMIT

FEWEST = 2
"""Numbers a sample below which there is nothing to lay out."""


@dataclass(frozen=True)
class AddedReport:
    """What was added. samples: with a vector; unknown: rows of no sample; length: of a vector.

    lens: of its map.
    """

    name: str
    samples: int
    unknown: int
    length: int
    lens: str


def keep(ctx: BookContext, path: Path, name: str | None, *, in_order: bool) -> AddedReport:
    """Keep a file's embeddings, in the place of those of the same name; BadInput for a bad file."""
    called = computed.name_of(name, path, "embeddings")
    now = ctx.journal.samples().sort("sample")
    rows = array_file.read(path, now, in_order=in_order)
    if rows.values.shape[1] < FEWEST:
        raise BadInput(f"{path.name} has one number a sample: an embedding has at least {FEWEST}")
    hash_of = dict(now.select("sample", "hash").iter_rows())
    # As float16 they could overflow; a lens shows directions, which keep.
    values = rows.values / max(float(np.abs(rows.values).max()) / LIMIT, 1.0)
    kept = {
        "name": np.array(called),
        "key": np.array(hashlib.sha256(values.tobytes()).hexdigest()[:12]),
        "hashes": np.array([hash_of[sample] for sample in rows.samples.tolist()], dtype=np.str_),
        "vectors": values.astype(np.float16),
    }
    computed.save(ctx, "embeddings", called, kept)
    length = rows.values.shape[1]
    return AddedReport(called, len(rows.samples), rows.unknown, length, added_lens(called))


def add(
    ctx: BookContext, path: Path, name: str | None, *, in_order: bool, progress: Progress | None
) -> AddedReport:
    """Keep a file's embeddings as `keep` does, and lay out their map."""
    report = keep(ctx, path, name, in_order=in_order)
    _lay(ctx, report.name, progress)
    return report


def remove(ctx: BookContext, name: str) -> None:
    """Remove a set with its map; NotFound where there is none of that name."""
    computed.remove(ctx, "embeddings", name)
    remove_map(ctx, added_lens(name))


def lay_all(
    ctx: BookContext, progress: Callable[[str, int, int], None] | None = None
) -> tuple[str, ...]:
    """Make the map of each set, or bring it up to date; returns their lenses."""
    made = []
    for name in computed.names(ctx, "embeddings"):
        lens = added_lens(name)
        if _lay(ctx, name, None if progress is None else partial(progress, lens)):
            made.append(lens)
    return tuple(made)


def _lay(ctx: BookContext, name: str, progress: Progress | None) -> bool:
    found = vectors(ctx, name)
    if found is None or not len(found.samples):
        return False
    lay_map(ctx, added_lens(name), found, progress=progress)
    return True


def everything(ctx: BookContext) -> list[Embeddings]:
    """Return the vectors of every set that can be read, by its name."""
    found = (vectors(ctx, name) for name in computed.names(ctx, "embeddings"))
    return [each for each in found if each is not None]


def vectors(ctx: BookContext, name: str) -> Embeddings | None:
    """Return the vectors of a set, of the present samples; None where it cannot be read.

    Raises NotFound where there is none of that name.
    """
    held = computed.read(ctx, "embeddings", name)
    if held is None:
        return None
    now = ctx.journal.samples().sort("sample")
    wanted = np.array(now["hash"].to_list(), dtype=held["hashes"].dtype)
    place = rows_of(held["hashes"], wanted)
    there = place >= 0
    samples = now["sample"].to_numpy().astype(np.int64)[there]
    # The key in the name makes a new map when other vectors are added.
    return Embeddings(f"{held['name']}-{held['key']}", samples, held["vectors"][place[there]])
