"""The embedders by name: a table, one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PIL import Image

from labelbook.embedding import prepare
from labelbook.embedding.records import Model, Pixels
from labelbook.errors import NotFound

DEFAULT = "efficientnet-lite0"
INK = "efficientnet-lite0-ink"
"""The same net on the main drawing alone, cut out and centred: for drawings on even paper."""


@dataclass(frozen=True)
class Embedder:
    """Turns pictures into vectors.

    version: changes when the vectors would; those of another version are not used. parts: the
    lengths of the pieces that a vector is joined from (stages of a net). prepare: a picture
    (mode L or RGB) -> (h, w, 3) uint8, always of the same size. load: gives the model, a function
    (n, h, w, 3) uint8 -> (n, dimensions) float32 for several threads at a time.
    """

    name: str
    version: str
    parts: tuple[int, ...]
    prepare: Callable[[Image.Image], Pixels]
    load: Callable[[], Model]

    @property
    def dimensions(self) -> int:
        """The length of a vector."""
        return sum(self.parts)


def _lite0(models: Path) -> Embedder:
    return Embedder(
        name=DEFAULT,
        version="1",
        parts=(24, 40, 80, 112, 192, 320),
        prepare=partial(prepare.square, size=128),
        load=partial(_load_lite0, models),
    )


def _lite0_ink(models: Path) -> Embedder:
    return Embedder(
        name=INK,
        version="1",
        parts=(24, 40, 80, 112, 192, 320),
        prepare=partial(prepare.ink_square, size=128),
        load=partial(_load_lite0, models),
    )


def _load_lite0(models: Path) -> Model:
    from labelbook.embedding import lite0, sessions

    return sessions.open_model(lite0.file(models))


EMBEDDERS: dict[str, Callable[[Path], Embedder]] = {
    DEFAULT: _lite0,
    INK: _lite0_ink,
}


def open_embedder(name: str, models: Path) -> Embedder:
    """Give an embedder by name. models: the folder where graphs that were made are kept.

    Raises NotFound, naming those that can be had.
    """
    if name not in EMBEDDERS:
        raise NotFound(f"there is no embedder {name!r}: use {', '.join(EMBEDDERS)}")
    return EMBEDDERS[name](models)
