"""TIFF as science and satellites write it: any number of bands, any type of number."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from PIL import Image

from labelbook.errors import BadInput
from labelbook.images import decode, facts, tiff
from labelbook.images.tiff import Values
from tests.images import files


@settings(max_examples=60)
@given(
    arrays.arrays(
        st.sampled_from([np.uint8, np.uint16, np.int16, np.uint32, np.int32, np.float64]),
        st.tuples(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 2, 3, 5, 7])),
    ),
    st.sampled_from("<>"),
    st.sampled_from([1, 2]),
)
def test_what_is_written_is_read_again(values: Values, order: files.Order, predictor: int) -> None:
    if values.dtype.kind == "f":
        predictor = 1
    data = files.tiff(values, order=order, predictor=predictor)
    found = tiff.values(data, tiff.layout(data))
    assert found.tobytes() == values.tobytes()


def test_pillow_writes_and_this_reads_the_same_sixteen_bits() -> None:
    values = np.random.default_rng(0).integers(0, 65_536, (31, 17), dtype=np.uint16)
    for compression in (None, "tiff_lzw", "tiff_adobe_deflate", "packbits"):
        data = files.encoded(Image.fromarray(values), "TIFF", compression=compression)
        assert np.array_equal(tiff.values(data, tiff.layout(data))[..., 0], values)


def test_of_five_bands_the_first_three_are_shown() -> None:
    bands = np.random.default_rng(0).integers(0, 256, (20, 30, 5), dtype=np.uint8)
    data = files.tiff(bands)
    assert np.array_equal(np.asarray(decode.open_plain(data)), bands[..., :3])
    told = facts.read(data)
    assert (told["width"], told["height"], told["format"]) == (30, 20, "TIFF")
    assert told["mode"] == "5xu8"


def test_floating_point_colours_are_read() -> None:
    colours = np.random.default_rng(0).random((20, 30, 3)).astype(np.float32)
    picture = decode.open_plain(files.tiff(colours))
    assert picture.mode == "RGB"
    assert np.abs(np.asarray(picture) - colours * 255).max() <= 0.51


def test_sixteen_bit_colours_have_one_stretch_for_all_bands() -> None:
    colours = np.zeros((20, 30, 3), dtype=np.uint16)
    colours[..., 0] = np.linspace(0, 4_000, 600).reshape(20, 30)
    colours[..., 1] = colours[..., 0] // 2
    red, green, blue = decode.open_plain(files.tiff(colours)).split()
    assert red.getextrema() == (0, 255)
    assert green.getextrema()[1] == pytest.approx(128, abs=1)
    assert blue.getextrema() == (0, 0)


def test_twelve_bits_that_are_packed_are_read() -> None:
    values = np.arange(4_096, dtype=np.uint16).reshape(64, 64)
    bits = np.unpackbits(values.astype(">u2").view(np.uint8).reshape(64, -1), axis=1)
    packed = np.packbits(bits.reshape(64, 64, 16)[:, :, 4:].reshape(64, -1), axis=1)
    fields = {
        256: (4, (64,)),
        257: (4, (64,)),
        258: (3, (12,)),
        259: (3, (1,)),
        262: (3, (1,)),
        273: (4, (8,)),
        277: (3, (1,)),
        278: (4, (64,)),
        279: (4, (packed.size,)),
    }
    data = files.page(fields, packed.tobytes())
    assert np.array_equal(tiff.values(data, tiff.layout(data))[..., 0], values)
    shown = np.asarray(decode.open_plain(data))
    assert np.abs(shown.astype(int) - np.rint(values / 4_095 * 255)).max() <= 1


def test_white_is_zero_where_the_file_says_so() -> None:
    values = np.linspace(0, 65_535, 400).astype(np.uint16).reshape(20, 20)
    shown = np.asarray(decode.open_plain(files.tiff(values, t262=(3, (0,)))))
    assert (int(shown[0, 0]), int(shown[-1, -1])) == (255, 0)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [np.uint8, np.uint16])
def test_a_tiff_is_upright_and_its_size_is_told_so(orientation: int, kind: type) -> None:
    values: Values = np.zeros((20, 30), dtype=kind)
    values[:4, :4] = np.iinfo(kind).max
    data = files.tiff(values, t274=(3, (orientation,)))
    shown = np.asarray(decode.open_plain(data))
    corner = {1: (0, 0), 2: (0, -1), 3: (-1, -1), 4: (-1, 0)} | {
        5: (0, 0),
        6: (0, -1),
        7: (-1, -1),
        8: (-1, 0),
    }
    assert shown.shape == ((20, 30) if orientation < 5 else (30, 20))
    assert shown[corner[orientation]] == 255
    assert int(shown.astype(int).sum()) == 255 * 16
    told = facts.read(data)
    assert (told["height"], told["width"]) == shown.shape


def test_alpha_of_sixteen_bits_lies_on_white() -> None:
    values = np.zeros((6, 6, 4), dtype=np.uint16)
    values[:3, :, 3] = 65_535
    picture = np.asarray(decode.open_plain(files.tiff(values, t338=(3, (2,)))))
    assert (picture[:3] == 0).all()
    assert (picture[3:] == 255).all()


def test_complex_numbers_are_named() -> None:
    data = files.tiff(np.ones((4, 4), dtype=np.uint32), t339=(3, (6,)))
    with pytest.raises(BadInput, match=r"is a TIFF of complex numbers, which is not read: save it"):
        decode.decoded(data)


def test_a_tiff_that_would_be_huge_is_not_decoded() -> None:
    data = files.tiff(np.zeros((4, 4, 5), dtype=np.uint8), t256=(4, (60_000,)), t257=(4, (60_000,)))
    with pytest.raises(BadInput, match=r"is too large \(60,000 x 60,000 pixels"):
        decode.decoded(data)


def test_the_preview_in_a_raw_file_is_not_taken_for_the_photo() -> None:
    preview = np.zeros((8, 8, 3), dtype=np.uint8)
    for tags in ({"t50706": (1, (1, 4, 0, 0))}, {"t254": (4, (1,)), "t330": (4, (8,))}):
        with pytest.raises(BadInput, match="camera's RAW file, which is not read: develop it"):
            decode.decoded(files.tiff(preview, **tags))
