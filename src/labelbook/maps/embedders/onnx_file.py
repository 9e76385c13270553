"""Any ONNX file as an embedder: pixels in, a vector out."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Floats, Pixels
from labelbook.errors import BadInput, NotFound
from labelbook.maps.embedders import prepare
from labelbook.maps.embedders.base import Embedder
from labelbook.maps.records import Model

SIDE = 224
"""Pixels a side where the graph takes any."""

MEAN = np.asarray([123.675, 116.28, 103.53], dtype=np.float32)
SCALE = np.asarray([58.395, 57.12, 57.375], dtype=np.float32)
"""What a graph that takes floats is given: (RGB - MEAN) / SCALE, ImageNet's own; one that takes
uint8 is given the pixels."""

DIGITS = 12


def embedder(path: Path) -> Embedder:
    """Return the embedder of a file: one input (n, 3, h, w) or (n, h, w, 3), float32 or uint8.

    Its first output is the embedding: (n, d), or averaged over its places if it is (n, d, h, w) or
    (n, places, d). Raises NotFound without the file, BadInput for a graph of another shape.
    """
    if not path.is_file():
        raise NotFound(f"there is no file {path}: name an ONNX file, or an embedder by its name")
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()[:DIGITS]
    model, (height, width) = _model(path)
    try:
        length = model(np.zeros((1, height, width, 3), dtype=np.uint8)).shape[1]
    except Exception as error:
        raise BadInput(f"{path} cannot be run on an image: {_first_line(error)}") from error
    return Embedder(
        name=f"{path.stem}-{digest}",
        version=digest,
        parts=(length,),
        prepare=partial(prepare.fitted, height=height, width=width),
        load=lambda: model,
    )


def _model(path: Path) -> tuple[Model, tuple[int, int]]:
    from labelbook.maps.embedders import sessions

    try:
        session = sessions.open_session(path)
    except Exception as error:
        raise BadInput(f"{path} is no ONNX file that runs here: {_first_line(error)}") from error
    inputs = session.get_inputs()
    shape = inputs[0].shape
    if len(inputs) != 1 or len(shape) != 4 or 3 not in (shape[1], shape[3]):
        raise BadInput(
            f"{path} takes {', '.join(f'{item.name} {item.shape}' for item in inputs)}: an "
            "embedder takes one input, (n, 3, height, width) or (n, height, width, 3)"
        )
    first = shape[1] == 3
    sides = shape[2:] if first else shape[1:3]
    height, width = (side if isinstance(side, int) else SIDE for side in sides)
    one_by_one = isinstance(shape[0], int)
    given, gives = inputs[0].name, session.get_outputs()[0].name
    is_float = "float" in inputs[0].type

    def run(images: Pixels) -> Floats:
        batch: npt.NDArray[Any] = (images - MEAN) / SCALE if is_float else images
        if first:
            batch = np.ascontiguousarray(batch.transpose(0, 3, 1, 2))
        parts = np.split(batch, len(batch)) if one_by_one else [batch]
        return np.concatenate([_pooled(session.run([gives], {given: part})[0]) for part in parts])

    return run, (height, width)


def _pooled(out: npt.NDArray[Any]) -> Floats:
    """One vector an image, whatever the shape."""
    if out.ndim == 4:
        out = out.mean(axis=(2, 3))
    elif out.ndim == 3:
        out = out.mean(axis=1)
    return np.asarray(out.reshape(len(out), -1), dtype=np.float32)


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
