"""The space in which images without a label are compared with labelled ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelbook.context import BookContext
from labelbook.core.arrays import Floats, Ids, unit
from labelbook.errors import NotReady
from labelbook.maps import embed as embedded
from labelbook.maps.records import Embeddings

LEARNED = 3_000
"""Vectors that the space is learned from, sampled by the seed."""

COMPONENTS = 192
FLATTENED = 0.25
"""Each component is divided by its variance to this power: 0.5 would make all alike."""

SPARE = 12
"""Directions beyond those that are wanted: they make the search for these exact enough."""

ROUNDS = 2
BLOCK = 8192
SEED = 0


@dataclass(frozen=True, eq=False)
class SampleSpace:
    """Embedded samples in few even dimensions. samples: (n,) ascending ids.

    points: (n, d), of length 1. key: differs where the embeddings do.
    """

    key: tuple[str, int, int]
    samples: Ids
    points: Floats


def space(ctx: BookContext) -> SampleSpace | None:
    """Return the embedded samples in their space; None where nothing is embedded."""
    try:
        seen = embedded.embeddings(ctx, None)
    except NotReady:
        return None
    key = (seen.name, len(seen.samples), hash(seen.samples.tobytes()))
    found: SampleSpace = ctx.memo.memory("unlabelled space", 1).get(key, lambda: _made(seen, key))
    return found


def _made(seen: Embeddings, key: tuple[str, int, int]) -> SampleSpace:
    count = len(seen.samples)
    chosen = np.arange(count)
    if count > LEARNED:
        chosen = np.sort(np.random.default_rng(SEED).choice(count, LEARNED, replace=False))
    centre, basis = main_components(np.asarray(seen.vectors[chosen], dtype=np.float32))
    points = np.empty((count, basis.shape[1]), dtype=np.float32)
    for start in range(0, count, BLOCK):
        part = np.asarray(seen.vectors[start : start + BLOCK], dtype=np.float32)
        points[start : start + BLOCK] = (part - centre) @ basis
    return SampleSpace(key, seen.samples, unit(points))


def main_components(vectors: Floats) -> tuple[Floats, Floats]:
    """Return the centre (d,) and the main components (d, k) of vectors (n, d), evened out.

    Found by multiplying random directions with the vectors a few times, which is many times
    quicker than all components and gives the first ones. Source: Halko, Martinsson and Tropp,
    Finding structure with randomness, SIAM Review 2011.
    """
    centre = vectors.mean(axis=0)
    away = vectors - centre
    wanted = min(COMPONENTS + SPARE, *vectors.shape)
    random = np.random.default_rng(SEED).standard_normal((vectors.shape[1], wanted))
    directions = np.asarray(np.linalg.qr(random)[0], dtype=np.float32)
    for _ in range(ROUNDS):
        directions = np.linalg.qr(away.T @ (away @ directions))[0]
    seen = away @ directions
    variance, turned = np.linalg.eigh(seen.T @ seen / np.float32(len(vectors)))
    # Components without variance hold nothing but rounding.
    kept = np.flatnonzero(variance > 1e-6 * max(float(variance[-1]), 1e-12))[::-1][:COMPONENTS]
    basis = (directions @ turned[:, kept]) * variance[kept] ** -FLATTENED
    return centre.astype(np.float32), basis.astype(np.float32)
