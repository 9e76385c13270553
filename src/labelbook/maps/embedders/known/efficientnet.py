"""EfficientNet-Lite0, on the whole image and on the main drawing alone."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from labelbook.maps.embedders import prepare
from labelbook.maps.embedders.base import DEFAULT, INK, Embedder, KnownEmbedder, embedders
from labelbook.maps.records import Model


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
    from labelbook.maps.embedders import lite0, sessions

    return sessions.open_model(lite0.file(models))


embedders.add(KnownEmbedder(DEFAULT, "what a photograph shows; the default", _lite0, place=1))
embedders.add(
    KnownEmbedder(INK, "the main drawing, cut out and centred, on even paper", _lite0_ink, place=2)
)
