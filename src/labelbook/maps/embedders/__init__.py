"""The embedders by name: a table, one line each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from labelbook.errors import NotFound
from labelbook.maps.embedders import prepare
from labelbook.maps.embedders.base import Embedder
from labelbook.maps.records import Model

DEFAULT = "efficientnet-lite0"
INK = "efficientnet-lite0-ink"
"""The same net on the main drawing alone, cut out and centred: for drawings on even paper."""

CHARACTERS = "pp-ocrv4"
JOIN = "+"
TIMM = "timm:"


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


EMBEDDERS: dict[str, Callable[[Path], Embedder]] = {
    DEFAULT: _lite0,
    INK: _lite0_ink,
    CHARACTERS: _characters,
}


def open_embedders(name: str, models: Path) -> list[Embedder]:
    """Return the embedders of a name: one, or several whose vectors are joined ("a+b").

    name: of the table, FILE.onnx, or timm:NAME. models: the folder where graphs that were made are
    kept. Raises NotFound, naming those that can be had.
    """
    if name.endswith(".onnx"):
        return [_file(Path(name))]
    return [_open(part, models) for part in name.split(JOIN)]


def _open(name: str, models: Path) -> Embedder:
    if name.startswith(TIMM):
        from labelbook.maps.embedders import timm_model

        return timm_model.embedder(name.removeprefix(TIMM))
    if name not in EMBEDDERS:
        raise NotFound(
            f"there is no embedder {name!r}: use {', '.join(EMBEDDERS)}, several joined by "
            f"{JOIN!r}, a FILE.onnx, or {TIMM}NAME"
        )
    return EMBEDDERS[name](models)


def _file(path: Path) -> Embedder:
    from labelbook.maps.embedders import onnx_file

    return onnx_file.embedder(path)
