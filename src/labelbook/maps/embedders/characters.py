"""PP-OCRv4's recognition net as an embedder that knows characters.

It was trained to read text, so it separates symbols that look alike to a net trained on
photographs; of objects it knows nothing. Its embedding is the mean over the line's width of what
its backbone (480 numbers) and its encoder (120, and the greatest of each: 120) give. The weights
come with the package rapidocr-onnxruntime (Apache-2.0); none of its code is run.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

from labelbook.core.blobs import write_whole
from labelbook.errors import NotFound

PARTS = (480, 120, 120)
HEIGHT, WIDTH = 48, 96
"""Pixels that the net is given: its own height, and room for a wide character."""

BACKBONE, ENCODER = "p2o.AveragePool.1", "transpose_51.tmp_0"
"""What the graph calls the outputs of its backbone (n, 480, 1, t) and encoder (n, t, 120)."""

CLASSIFIER = 3
"""Nodes at the graph's end that name characters."""


def file(models: Path) -> Path:
    """Return the graph's file in a folder; made from the installed package where it is missing."""
    path = models / "pp-ocrv4-1.onnx"
    if not path.exists():
        write_whole(path, build(weights_file()).SerializeToString())
    return path


def weights_file() -> Path:
    """Return the file of the installed package; NotFound when the package is not there."""
    found = find_spec("rapidocr_onnxruntime")
    if found is None or found.origin is None:
        raise NotFound(
            "the weights of pp-ocrv4 are not installed: pip install 'labelbook[characters]'"
        )
    return Path(found.origin).parent / "models" / "ch_PP-OCRv4_rec_infer.onnx"


def build(weights: Path) -> onnx.ModelProto:
    """Turn the reader into an embedder: (n, 48, 96, 3) uint8 RGB -> (n, 720) float32."""
    model = onnx.load(weights)
    graph = model.graph
    given = graph.input[0].name
    del graph.node[-CLASSIFIER:]
    constants: dict[str, npt.NDArray[Any]] = {
        "half": np.asarray(127.5, dtype=np.float32),
        "bgr": np.asarray([2, 1, 0], dtype=np.int64),
    }
    graph.initializer.extend(numpy_helper.from_array(at, name) for name, at in constants.items())
    before = [
        helper.make_node("Gather", ["images", "bgr"], ["as_bgr"], axis=3),
        helper.make_node("Cast", ["as_bgr"], ["as_floats"], to=TensorProto.FLOAT),
        helper.make_node("Sub", ["as_floats", "half"], ["centred"]),
        helper.make_node("Div", ["centred", "half"], ["scaled"]),
        helper.make_node("Transpose", ["scaled"], [given], perm=[0, 3, 1, 2]),
    ]
    after = [
        helper.make_node("ReduceMean", [BACKBONE], ["backbone"], axes=[2, 3], keepdims=0),
        helper.make_node("ReduceMean", [ENCODER], ["encoder"], axes=[1], keepdims=0),
        helper.make_node("ReduceMax", [ENCODER], ["greatest"], axes=[1], keepdims=0),
        helper.make_node("Concat", ["backbone", "encoder", "greatest"], ["embedding"], axis=1),
    ]
    nodes = [*before, *graph.node, *after]
    del graph.node[:], graph.input[:], graph.output[:]
    graph.node.extend(nodes)
    shape: list[str | int | None] = ["n", HEIGHT, WIDTH, 3]
    graph.input.append(helper.make_tensor_value_info("images", TensorProto.UINT8, shape))
    graph.output.append(
        helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", sum(PARTS)])
    )
    return model
