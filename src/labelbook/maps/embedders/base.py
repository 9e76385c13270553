"""What an embedder is, and the registry of embedders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from labelbook.core.arrays import Pixels
from labelbook.core.registry import LATER, Registry
from labelbook.images.opened import Opened
from labelbook.maps.records import Model

DEFAULT = "efficientnet-lite0"
INK = "efficientnet-lite0-ink"
"""The same net on the main drawing alone, cut out and centred: for drawings on even paper."""

CHARACTERS = "pp-ocrv4"


@dataclass(frozen=True)
class Embedder:
    """Turns pictures into vectors.

    version: changes when the vectors would; those of another version are not used. parts: the
    lengths of the pieces that a vector is joined from (stages of a net). prepare: an
    opened image -> (h, w, 3) uint8, always of the same size. load: gives the model, a function
    (n, h, w, 3) uint8 -> (n, dimensions) float32 for several threads at a time.
    """

    name: str
    version: str
    parts: tuple[int, ...]
    prepare: Callable[[Opened], Pixels]
    load: Callable[[], Model]

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return sum(self.parts)


@dataclass(frozen=True, eq=False)
class KnownEmbedder:
    """An embedder by its name, not loaded yet.

    says: what its vectors tell apart, a phrase. open: given the folder where graphs that were made
    are kept, returns the embedder; loads nothing heavy. place: lower = earlier in lists.
    """

    name: str
    says: str
    open: Callable[[Path], Embedder]
    place: int = LATER


embedders: Registry[KnownEmbedder] = Registry(
    "labelbook.embedders", what="embedder", package="labelbook.maps.embedders.known"
)
"""Every embedder that can be chosen by name."""
