"""Colour profiles are applied once, for every view."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from labelbook.images import decode, thumbnails
from tests.images.files import encoded

RED = (220, 30, 30)


def swapped() -> bytes:
    """A profile in which red is green."""
    plain = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    places = {
        bytes(plain[at : at + 4]): at
        for at in range(132, 132 + 12 * int.from_bytes(plain[128:132], "big"), 12)
    }
    red, green = places[b"rXYZ"], places[b"gXYZ"]
    plain[red + 4 : red + 12], plain[green + 4 : green + 12] = (
        plain[green + 4 : green + 12],
        plain[red + 4 : red + 12],
    )
    return bytes(plain)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_profile_is_applied_as_littlecms_does_for_pillow(format: str) -> None:
    image = Image.fromarray(np.random.default_rng(0).integers(0, 256, (30, 30, 3), np.uint8))
    options = {"quality": 95} if format == "JPEG" else {"lossless": True}
    data = encoded(image, format, icc_profile=swapped(), **options)
    stored = Image.open(io.BytesIO(data))
    expected = ImageCms.profileToProfile(
        stored, io.BytesIO(swapped()), ImageCms.createProfile("sRGB"), outputMode="RGB"
    )
    assert expected is not None
    assert np.array_equal(np.asarray(decode.open_rgb(data)), np.asarray(expected))


@pytest.mark.parametrize("format", ["JPEG", "PNG"])
def test_sheet_and_inspector_agree(format: str, tmp_path: Path) -> None:
    path = tmp_path / "photo"
    path.write_bytes(encoded(Image.new("RGB", (600, 600), RED), format, icc_profile=swapped()))
    seen = []
    for made in (
        thumbnails.make(path, "ab" * 32, 128, tmp_path),
        thumbnails.displayable(path, "ab" * 32, tmp_path),
    ):
        image = Image.open(io.BytesIO(made.data))
        assert "icc_profile" not in image.info
        seen.append(np.asarray(image.convert("RGB"))[50, 50].tolist())
    assert seen[0] == seen[1]
    assert seen[0][1] > 180 > 100 > seen[0][0]


def test_the_usual_profile_changes_nothing(tmp_path: Path) -> None:
    usual = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    data = encoded(Image.new("RGB", (60, 60), RED), "PNG", icc_profile=usual)
    assert decode.open_rgb(data).getpixel((3, 3)) == RED
    path = tmp_path / "a.png"
    path.write_bytes(data)
    assert thumbnails.displayable(path, "ab" * 32, tmp_path).data == data


@pytest.mark.parametrize("profile", [b"no profile at all", swapped()[:200], b"\0" * 500])
def test_a_broken_profile_is_ignored_and_told(
    profile: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    data = encoded(Image.new("RGB", (6, 6), RED), "PNG", icc_profile=profile + bytes([0]))
    with caplog.at_level(logging.WARNING, "labelbook.images"):
        assert decode.open_rgb(data).getpixel((3, 3)) == RED
    assert "a colour profile is broken" in caplog.text


def test_a_profile_of_another_colour_space_is_ignored(caplog: pytest.LogCaptureFixture) -> None:
    data = encoded(Image.new("L", (6, 6), 90), "PNG", icc_profile=swapped())
    with caplog.at_level(logging.WARNING, "labelbook.images"):
        picture = decode.open_plain(data)
    assert (picture.mode, picture.getpixel((3, 3))) == ("L", 90)


def test_transparency_stays_beside_a_profile() -> None:
    image = Image.new("RGBA", (6, 6), (*RED, 255))
    image.putpixel((0, 0), (0, 0, 0, 0))
    picture = decode.open_rgb(encoded(image, "PNG", icc_profile=swapped()))
    assert picture.getpixel((0, 0)) == (255, 255, 255)
    red, green, _ = picture.getpixel((3, 3))  # type: ignore[misc]
    assert green > red


def test_a_gamma_of_its_own_is_left_out_of_both_views(tmp_path: Path) -> None:
    from tests.images.files import chunk, png

    grey = np.full((20, 20), 90, np.uint8)
    data = png(grey, chunk(b"gAMA", (100_000).to_bytes(4, "big")))
    path = tmp_path / "a.png"
    path.write_bytes(data)
    shown = thumbnails.displayable(path, "ab" * 32, tmp_path).data
    assert shown != data
    assert Image.open(io.BytesIO(shown)).getpixel((3, 3)) == 90
