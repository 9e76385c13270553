"""The graph gives what the reference implementation gives, and reading weights runs no code."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelbook.errors import Damaged
from labelbook.maps.embedders import lite0, sessions, weights

SEEN_BLOCKS = (2, 4, 7, 10, 14, 15)
"""The last block of each stage that is part of the embedding."""


def test_the_graph_equals_the_reference_implementation(tmp_path: Path) -> None:
    torch = pytest.importorskip("torch")
    reference = pytest.importorskip("efficientnet_lite_pytorch")
    net = reference.EfficientNet.from_name("efficientnet-lite0")
    net.load_state_dict(torch.load(lite0.weights_file(), weights_only=True))
    net.eval()
    images = np.random.default_rng(0).integers(0, 256, (4, 128, 128, 3), dtype=np.uint8)
    images[1] = 255
    expected: list[Any] = []
    with torch.no_grad():
        x = (torch.from_numpy(images).float().permute(0, 3, 1, 2) - 127) / 128
        x = net._swish(net._bn0(net._conv_stem(x)))
        for number, block in enumerate(net._blocks):
            x = block(x)
            if number in SEEN_BLOCKS:
                expected.append(x.mean((2, 3)))
    got = sessions.open_model(lite0.file(tmp_path))(images)
    assert got.shape == (4, lite0.DIMENSIONS)
    assert np.abs(got - torch.cat(expected, 1).numpy()).max() < 1e-4


def test_weights_are_read_as_torch_reads_them() -> None:
    torch = pytest.importorskip("torch")
    expected = torch.load(lite0.weights_file(), weights_only=True)
    got = weights.read(lite0.weights_file())
    assert list(got) == list(expected)
    assert all(np.array_equal(got[name], expected[name].numpy()) for name in got)


def test_the_graph_is_made_once(tmp_path: Path) -> None:
    made = lite0.file(tmp_path).stat().st_mtime_ns
    assert lite0.file(tmp_path).stat().st_mtime_ns == made


class Evil:
    """Runs a command when it is unpickled by a trusting reader."""

    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.trace,)


def test_a_file_that_asks_for_code_is_refused(tmp_path: Path) -> None:
    parts = [weights.MAGIC, 1001, {}, Evil(tmp_path / "trace"), []]
    (tmp_path / "evil.pth").write_bytes(b"".join(pickle.dumps(part, 2) for part in parts))
    with pytest.raises(Damaged, match="it asks for"):
        weights.read(tmp_path / "evil.pth")
    assert not (tmp_path / "trace").exists()


@pytest.mark.parametrize("keep", [0, 10, 5_000, 1_000_000])
def test_a_file_that_is_cut_short_is_refused(tmp_path: Path, keep: int) -> None:
    (tmp_path / "short.pth").write_bytes(lite0.weights_file().read_bytes()[:keep])
    with pytest.raises(Damaged, match="no file of weights"):
        weights.read(tmp_path / "short.pth")
