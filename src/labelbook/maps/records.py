"""Records of the maps: embeddings, maps, neighbours, reports."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from labelbook.core.arrays import Floats, Ids, Pixels, Vectors
from labelbook.core.types import SampleId

Model = Callable[[Pixels], Floats]
"""(n, h, w, 3) uint8 -> (n, d) float32."""

FORMER_LENSES = {"eyes": "own-model"}
"""Names of 0.1.0, in addresses, in scripts and on disk -> the lenses of today."""


@dataclass(frozen=True)
class LeftOut:
    """An image that could not be embedded, and why."""

    path: str
    reason: str


@dataclass(frozen=True, eq=False)
class Embeddings:
    """An embedder's vectors of samples.

    samples: (n,) ascending ids. vectors: (n, d) float16. parts: the lengths of the pieces that a
    vector is joined from, which add up to d; empty: one piece.
    """

    name: str
    samples: Ids
    vectors: Vectors
    parts: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class Projection:
    """A map. samples: (n,) ascending ids; xy: (n, 2) float32 within -1..1.

    typicality: (n,) float32, 0 the least and 1 the most typical sample of its class.
    """

    samples: Ids
    xy: Floats
    typicality: Floats


@dataclass(frozen=True)
class Neighbour:
    """A sample near another one. distance: 1 - cosine in the lens, 0 alike to 2 opposite."""

    sample: SampleId
    distance: float


@dataclass(frozen=True)
class EmbedReport:
    """What an embedding run did.

    embedder: its name. samples: in the book; embedded: images embedded now; known: images that
    were embedded before. seconds: that it took.
    """

    embedder: str
    samples: int
    embedded: int
    known: int
    left_out: tuple[LeftOut, ...]
    seconds: float
