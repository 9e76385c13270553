"""Embedders, opened by name; `known/` has those of labelbook."""

from __future__ import annotations

from pathlib import Path

from labelbook.errors import NotFound
from labelbook.maps.embedders import onnx_file, timm_model
from labelbook.maps.embedders.base import CHARACTERS, DEFAULT, INK, Embedder, embedders

__all__ = ["CHARACTERS", "DEFAULT", "INK", "JOIN", "embedders", "open_embedders"]

JOIN = "+"
TIMM = "timm:"


def open_embedders(name: str, models: Path) -> list[Embedder]:
    """Return the embedders of a name: one, or several whose vectors are joined ("a+b").

    name: of `embedders`, FILE.onnx, or timm:NAME. models: the folder where graphs that were made
    are kept. Raises NotFound, naming those that can be had.
    """
    if name.endswith(".onnx"):
        return [_file(Path(name))]
    return [_open(part, models) for part in name.split(JOIN)]


def _open(name: str, models: Path) -> Embedder:
    if name.startswith(TIMM):
        return timm_model.embedder(name.removeprefix(TIMM))
    if name not in embedders:
        raise NotFound(
            f"there is no embedder {name!r}: use {', '.join(embedders.names)}, several joined by "
            f"{JOIN!r}, a FILE.onnx, or {TIMM}NAME"
        )
    return embedders.get(name).open(models)


def _file(path: Path) -> Embedder:
    return onnx_file.embedder(path)
