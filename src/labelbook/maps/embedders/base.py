"""What an embedder is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from labelbook.images.opened import Opened
from labelbook.maps.records import Model, Pixels


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
