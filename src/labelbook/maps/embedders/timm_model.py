"""Any model of timm as an embedder, where timm, PyTorch and the model's weights are installed."""

from __future__ import annotations

from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from labelbook.core.arrays import Floats, Pixels
from labelbook.errors import NotFound
from labelbook.maps.embedders import prepare
from labelbook.maps.embedders.base import Embedder
from labelbook.maps.records import Model

INSTEAD = "use efficientnet-lite0, pp-ocrv4 or a FILE.onnx, which need no download"


def embedder(name: str) -> Embedder:
    """Return the embedder of a model of timm, its classifier left out.

    Raises NotFound, naming what can be had instead, without timm, the model or its weights.
    """
    if find_spec("timm") is None or find_spec("torch") is None:
        raise NotFound(f"timm:{name} needs timm and torch, which are not installed: {INSTEAD}")
    import timm  # type: ignore[import-not-found]

    try:
        net = timm.create_model(name, pretrained=True, num_classes=0).eval()
    except Exception as error:
        why = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise NotFound(f"timm:{name} cannot be had here ({why}): {INSTEAD}") from error
    config = timm.data.resolve_model_data_config(net)
    _, height, width = config["input_size"]
    return Embedder(
        name=f"timm-{name.replace('/', '-')}",
        version="1",
        parts=(int(net.num_features),),
        prepare=partial(prepare.fitted, height=height, width=width),
        load=lambda: _model(net, config),
    )


def _model(net: Any, config: dict[str, Any]) -> Model:
    import torch

    mean = np.asarray(config["mean"], dtype=np.float32) * 255
    scale = np.asarray(config["std"], dtype=np.float32) * 255

    def run(images: Pixels) -> Floats:
        batch = ((images - mean) / scale).transpose(0, 3, 1, 2)
        with torch.inference_mode():
            return np.asarray(net(torch.from_numpy(np.ascontiguousarray(batch))).numpy())

    return run
