"""The preprocessing gives what TensorFlow's gives, to the last bit."""

from __future__ import annotations

import numpy as np
import pytest

from labelbook.evaluate.models.contest import pixels

# tf.image.resize(drawn(h, w), (32, 32), antialias=False) of TensorFlow 2.21 at four places, and
# its mean and mean square.
GOLDEN = [
    ((24, 20), (0.0, 238.46099853515625, 230.25, 155.0), 126.05951, 20341.593),
    ((64, 64), (10.25, 163.0, 46.25, 226.25), 128.07739, 20542.708),
    ((100, 37), (8.536100387573242, 219.66900634765625, 72.7002, 152.8486), 127.88315, 20994.487),
    ((7, 300), (54.4375, 98.32520294189453, 224.84080505371094, 42.25), 128.31942, 20997.314),
    ((1, 1), (0.0, 29.0, 58.0, 0.0), 29.0, 1401.667),
    ((2, 3), (0.0, 48.7031, 67.4663, 35.0), 46.0, 2788.694),
    ((31, 33), (0.2031, 105.4939, 57.7908, 143.3281), 128.35795, 21172.693),
    ((500, 411), (140.4756, 133.5293, 235.3272, 17.1787), 127.70786, 20847.292),
    ((1000, 3), (105.875, 233.1621, 55.2715, 15.875), 120.92463, 19178.148),
]


def drawn(height: int, width: int) -> np.ndarray:
    y, x, c = np.meshgrid(np.arange(height), np.arange(width), np.arange(3), indexing="ij")
    return ((y * 7 + x * 13 + c * 29 + (x * y) % 31) % 256).astype(np.uint8)


@pytest.mark.parametrize(("size", "places", "mean", "square"), GOLDEN)
def test_resizing_is_tensorflows_without_antialiasing(
    size: tuple[int, int], places: tuple[float, ...], mean: float, square: float
) -> None:
    found = pixels.bilinear(drawn(*size), 32)
    assert found.dtype == np.float32
    some = found[[0, 5, 17, 31], [0, 21, 9, 31], [0, 1, 2, 0]]
    np.testing.assert_allclose(some, places, atol=1e-4)
    assert found.mean(dtype=np.float64) == pytest.approx(mean, abs=1e-4)
    assert (found.astype(np.float64) ** 2).mean() == pytest.approx(square, abs=1e-2)


def test_channels_are_turned_round_and_their_means_taken_off() -> None:
    red = np.zeros((32, 32, 3), dtype=np.uint8)
    red[..., 0] = 200
    prepared = pixels.prepared(red)
    np.testing.assert_allclose(prepared[7, 9], [-103.939, -116.779, 200 - 123.68], rtol=1e-6)
    assert prepared.shape == (32, 32, 3)
