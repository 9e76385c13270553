"""Plain data that the embedding part takes and gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float16]
Floats = npt.NDArray[np.float32]
Pixels = npt.NDArray[np.uint8]
Ids = npt.NDArray[np.int64]
Model = Callable[[Pixels], Floats]
"""(n, h, w, 3) uint8 -> (n, d) float32."""

Progress = Callable[[int, int], None]
"""Called with (done, total)."""


@dataclass(frozen=True)
class Todo:
    """An image that is to be embedded. hash: SHA-256, hex; path: for people; locate: its file."""

    hash: str
    path: str
    locate: Callable[[], Path]


@dataclass(frozen=True)
class LeftOut:
    """An image that could not be embedded, and why."""

    path: str
    reason: str


@dataclass(frozen=True, eq=False)
class Embeddings:
    """What an embedder says of samples. samples: (n,) ascending ids; vectors: (n, d) float16."""

    name: str
    samples: Ids
    vectors: Vectors


@dataclass(frozen=True)
class EmbedReport:
    """What an embedding run did.

    embedder: its name. samples: in the book; embedded: images embedded now; known: images that
    were embedded before. seconds: that it took. reason: why this embedder, where it was chosen.
    """

    embedder: str
    samples: int
    embedded: int
    known: int
    left_out: tuple[LeftOut, ...]
    seconds: float
    reason: str = ""
