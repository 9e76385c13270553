"""Deep pixels can be seen: one stated stretch, whatever the format."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from labelbook.images import decode, deep
from labelbook.images.deep import Values
from tests.images.files import Order, chunk, png, tiff

RAMP = np.arange(4_096, dtype=np.uint16).reshape(64, 64)


def grey(data: bytes) -> Values:
    picture = decode.open_plain(data)
    assert picture.mode == "L"
    return np.asarray(picture)


def test_twelve_bits_in_sixteen_are_seen_alike_in_every_format() -> None:
    from_png, from_tiff = grey(png(RAMP)), grey(tiff(RAMP))
    assert (int(from_png.min()), int(from_png.max())) == (0, 255)
    assert np.array_equal(from_png, from_tiff)


def test_the_limits_are_the_percentiles_of_the_image() -> None:
    values = np.random.default_rng(1).normal(500, 60, (200, 200)).astype(np.float32)
    low, high = deep.limits(values, None, None)
    expected = np.percentile(values, [0.1, 99.9])
    assert (low, high) == pytest.approx(tuple(expected))
    shown = deep.stretched(values)
    middle = np.abs(shown.astype(float) - (values - low) / (high - low) * 255)
    assert middle[(values > low) & (values < high)].max() <= 0.51


def test_an_image_that_uses_sixteen_bits_stays_as_it_is() -> None:
    wide = np.linspace(0, 65_535, 10_000).astype(np.uint16).reshape(100, 100)
    for data in (png(wide), tiff(wide)):
        assert np.abs(grey(data).astype(int) - wide // 257).max() <= 1


def test_a_depth_that_the_file_names_is_kept() -> None:
    dark = (RAMP // 4).astype(np.uint16)
    told = chunk(b"sBIT", bytes([12]))
    assert int(grey(png(dark, told)).max()) == round(1_023 / 4_095 * 255)
    assert int(grey(tiff(dark, t281=(3, (4_095,)))).max()) == round(1_023 / 4_095 * 255)


@pytest.mark.parametrize("bands", [2, 3, 4])
def test_deep_colours_of_a_png_keep_their_low_bits(bands: int) -> None:
    rng = np.random.default_rng(2)
    values = rng.integers(0, 4_096, (40, 30, bands), dtype=np.uint16)
    if bands in (2, 4):
        values[..., -1] = 65_535
    picture = decode.open_rgb(png(values))
    colours = values[..., : bands - 1 if bands in (2, 4) else 3]
    expected = np.broadcast_to(deep.stretched(colours), (40, 30, 3))
    assert np.array_equal(np.asarray(picture), expected)
    assert int(expected.max()) == 255


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("kind", ["u2", "i2", "u4", "i4", "f2", "f4", "f8"])
def test_every_type_of_number_is_seen(kind: str, order: Order) -> None:
    values = np.linspace(-900, 1_100, 5_000).reshape(50, 100)
    if kind[0] == "u":
        values += 1_000
    shown = grey(tiff(values.astype(kind), order=order))
    assert (int(shown.min()), int(shown.max())) == (0, 255)
    assert abs(int(np.median(shown)) - 127) <= 1


@pytest.mark.parametrize("fill", [np.nan, np.inf, -np.inf, -9_999.0, np.finfo("f4").min, 1e30])
def test_values_that_stand_for_no_data_do_not_count(fill: float) -> None:
    values = np.linspace(10, 20, 2_500, dtype=np.float32).reshape(50, 50)
    holed = values.copy()
    holed[:10] = fill
    shown = grey(tiff(holed))
    assert not shown[:10].any()
    assert np.abs(shown[10:].astype(int) - deep.stretched(values[10:]).astype(int)).max() <= 1


def test_the_tag_of_no_data_is_heeded() -> None:
    values = np.full((50, 50), 5_000, dtype=np.int16)
    values[:, 25:] = np.arange(25) + 100
    shown = grey(tiff(values, t42113=(2, (b"5000",))))
    assert not shown[:, :25].any()
    assert int(shown[:, 25:].max()) == 255


def test_a_dark_object_in_signed_numbers_is_no_missing_data() -> None:
    ct = np.random.default_rng(0).integers(-1_024, 2_000, (60, 60)).astype(np.int16)
    assert deep.stretched(ct)[ct > 1_500].min() > 200


def test_one_value_everywhere_is_even() -> None:
    for value in (0, 7, 60_000):
        flat = np.full((5, 5), value, dtype=np.uint16)
        shown = deep.stretched(flat)
        assert len(np.unique(shown)) == 1
        assert int(shown[0, 0]) == pytest.approx(value / 257, abs=1)


@given(
    arrays.arrays(
        st.sampled_from([np.uint16, np.int16, np.int32, np.uint32, np.float32, np.float64]),
        arrays.array_shapes(min_dims=2, max_dims=3, max_side=12),
    )
)
def test_a_stretch_never_fails_and_keeps_the_order(values: Values) -> None:
    shown = deep.stretched(values)
    assert shown.shape == values.shape
    assert shown.dtype == np.uint8
    missing = deep._missing(values, None)
    there = ~missing if missing is not None else np.ones(values.shape, dtype=bool)
    order = np.argsort(values[there], kind="stable")
    assert (np.diff(shown[there][order].astype(int)) >= 0).all()
