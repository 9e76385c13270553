"""Whatever arrives becomes an upright 8-bit RGB picture, or a clear reason."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from labelbook.errors import BadInput
from labelbook.images import decode, thumbnails


def encoded(image: Image.Image, format: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format, **options)
    return out.getvalue()


GREY = Image.fromarray(np.linspace(0, 255, 30 * 20, dtype=np.uint8).reshape(20, 30))
RGB = Image.merge("RGB", (GREY, GREY.rotate(180), GREY))


@pytest.mark.parametrize("format", decode.FORMATS)
def test_every_format_is_read(format: str) -> None:
    picture = decode.open_rgb(encoded(RGB, format))
    assert (picture.mode, picture.size) == ("RGB", (30, 20))


def test_alpha_lies_on_white() -> None:
    clear = Image.new("RGBA", (2, 2), (0, 0, 0, 0))
    assert decode.open_rgb(encoded(clear, "PNG")).getpixel((0, 0)) == (255, 255, 255)


def test_a_palette_with_a_transparent_colour_lies_on_white() -> None:
    image = Image.new("P", (2, 2), 0)
    image.putpalette([0, 0, 0, 255, 0, 0])
    data = encoded(image, "PNG", transparency=0)
    assert decode.open_rgb(data).getpixel((0, 0)) == (255, 255, 255)


def test_sixteen_bits_keep_their_range() -> None:
    deep = Image.fromarray(np.array([[0, 32_768, 65_535]], dtype=np.uint16))
    for format in ("PNG", "TIFF"):
        picture = decode.open_rgb(encoded(deep, format))
        assert [picture.getpixel((x, 0))[0] for x in range(3)] == [0, 128, 255]  # type: ignore[index]


def test_floating_point_is_stretched() -> None:
    deep = Image.fromarray(np.array([[-1.0, 0.0, 1.0]], dtype=np.float32))
    picture = decode.open_rgb(encoded(deep, "TIFF"))
    assert [picture.getpixel((x, 0))[0] for x in range(3)] == [0, 128, 255]  # type: ignore[index]


def test_cmyk_becomes_rgb() -> None:
    red = Image.new("RGB", (4, 4), (200, 30, 30)).convert("CMYK")
    colour = decode.open_rgb(encoded(red, "JPEG", quality=95)).getpixel((1, 1))
    assert isinstance(colour, tuple)
    assert colour[0] > 150 > 80 > colour[1]


def test_exif_orientation_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(RGB, "JPEG", exif=exif)
    assert decode.upright_size(decode.opened(data)) == (20, 30)
    assert decode.open_rgb(data).size == (20, 30)


def test_the_first_frame_of_a_gif_counts() -> None:
    frames = [Image.new("L", (3, 3), shade) for shade in (10, 200)]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert decode.open_rgb(data).getpixel((0, 0)) == (10, 10, 10)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"<html>not found</html>", r"is not an image \(22 bytes, starts with '<html>no'\)"),
        (encoded(RGB, "PNG")[:-40], "is a broken image"),
        (encoded(RGB, "JPEG")[:300], "is a broken image|is not an image"),
        (encoded(RGB, "PPM"), "is not an image"),
    ],
)
def test_what_is_no_image_says_what_it_is(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        decode.decoded(data)


def test_a_decompression_bomb_is_not_decoded() -> None:
    bomb = bytearray(encoded(Image.new("1", (1, 1)), "BMP"))
    bomb[18:26] = (60_000).to_bytes(4, "little") * 2
    with pytest.raises(BadInput, match="60,000 x 60,000 pixels"):
        decode.decoded(bytes(bomb))


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_a_thumbnail_keeps_the_aspect_and_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path / "a.png", encoded(RGB.resize((600, 400)), "PNG"))
    made = thumbnails.make(path, "ab" * 32, 128, tmp_path)
    assert Image.open(io.BytesIO(made.data)).size == (128, 85)
    path.unlink()
    assert thumbnails.make(path, "ab" * 32, 128, tmp_path) == made


def test_a_small_image_is_served_as_it_is(tmp_path: Path) -> None:
    data = encoded(RGB, "PNG")
    path = write(tmp_path / "a.png", data)
    assert thumbnails.make(path, "ab" * 32, 128, tmp_path).data == data


def test_what_a_browser_cannot_show_becomes_png(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    for name, data in {
        "a.tif": encoded(RGB, "TIFF"),
        "b.jpg": encoded(RGB.convert("CMYK"), "JPEG"),
        "c.jpg": encoded(RGB, "JPEG", exif=exif),
    }.items():
        shown = thumbnails.displayable(write(tmp_path / name, data), name * 10, tmp_path)
        assert shown.media_type == "image/png"
        assert Image.open(io.BytesIO(shown.data)).mode == "RGB"
