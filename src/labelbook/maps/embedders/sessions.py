"""Sessions that run ONNX graphs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime  # type: ignore[import-untyped]

from labelbook.core.arrays import Floats, Pixels
from labelbook.maps.records import Model

QUIET = 3
"""Only errors are logged."""


def open_session(path: Path) -> onnxruntime.InferenceSession:
    """Open a graph for calls from several threads, each of which keeps one core busy."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = QUIET
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def open_model(path: Path) -> Model:
    """Return a graph as a function from pixels (n, h, w, 3) to vectors (n, d)."""
    session = open_session(path)
    given, gives = session.get_inputs()[0].name, session.get_outputs()[0].name

    def run(images: Pixels) -> Floats:
        return np.asarray(session.run([gives], {given: images})[0], dtype=np.float32)

    return run
