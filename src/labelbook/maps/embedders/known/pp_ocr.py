"""PP-OCRv4, which knows characters."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from labelbook.maps.embedders import prepare
from labelbook.maps.embedders.base import CHARACTERS, Embedder, KnownEmbedder, embedders
from labelbook.maps.records import Model


def _characters(models: Path) -> Embedder:
    return Embedder(
        name=CHARACTERS,
        version="1",
        parts=(480, 120, 120),
        prepare=partial(prepare.fitted, height=48, width=96),
        load=partial(_load_characters, models),
    )


def _load_characters(models: Path) -> Model:
    from labelbook.maps.embedders import characters, sessions

    return sessions.open_model(characters.file(models))


embedders.add(KnownEmbedder(CHARACTERS, "letters, digits and signs", _characters, place=3))
