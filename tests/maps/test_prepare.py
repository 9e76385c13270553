"""What a model is given: everything of the image, upright, on its own paper."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from labelbook.images import decode
from labelbook.images.opened import Opened
from labelbook.maps.embedders import prepare
from labelbook.maps.embedders.base import INK, embedders


def test_a_wide_image_is_padded_above_and_below_with_its_own_paper() -> None:
    picture = Image.new("L", (200, 100), 230)
    picture.paste(10, (50, 25, 150, 75))
    pixels = prepare.square(Opened(picture), 64)
    assert pixels.shape == (64, 64, 3)
    assert np.all(pixels[:16] == 230)
    assert np.all(pixels[-16:] == 230)
    assert pixels[32, 32, 0] == 10


@pytest.mark.parametrize("size", [(1, 1), (1, 500), (500, 1), (3, 2), (128, 128)])
def test_any_shape_becomes_a_square(size: tuple[int, int]) -> None:
    assert prepare.square(Opened(Image.new("RGB", size, "red")), 128).shape == (128, 128, 3)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_grey_in_one_channel_shows_the_same_as_in_three(mode: str) -> None:
    ramp = np.linspace(0, 255, 40 * 30).reshape(30, 40)
    picture = Image.fromarray(ramp.astype(np.uint8)).convert(mode if mode != "I;16" else "L")
    if mode == "I;16":
        picture = Image.fromarray((ramp * 256).astype(np.uint16))
    out = io.BytesIO()
    picture.save(out, "TIFF")
    plain = prepare.square(Opened.of(out.getvalue()), 32)
    full = prepare.square(Opened(decode.open_rgb(out.getvalue())), 32)
    assert np.abs(plain.astype(int) - full).max() <= 1


def test_the_embedder_of_ink_sees_a_drawing_alike_wherever_it_is_on_the_paper(
    tmp_path: Path,
) -> None:
    ink = embedders.get(INK).open(tmp_path)
    seen = []
    for left, top in ((10, 10), (120, 60)):
        picture = Image.new("L", (200, 120), 240)
        picture.paste(20, (left, top, left + 12, top + 40))
        seen.append(ink.prepare(Opened(picture)))
    assert seen[0].shape == (128, 128, 3)
    assert np.abs(seen[0].astype(int) - seen[1]).max() <= 2
