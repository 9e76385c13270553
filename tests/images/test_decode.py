"""Whatever arrives becomes an upright 8-bit RGB picture, or a clear reason."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms, ImageOps

from labelbook.errors import BadInput
from labelbook.images import decode, facts, shown, thumbnails
from tests.images.files import Order, chunk, encoded, jpeg_with, png, tiff
from tests.images.files import exif as block

GREY = Image.fromarray(np.linspace(0, 255, 30 * 20, dtype=np.uint8).reshape(20, 30))
RGB = Image.merge("RGB", (GREY, GREY.rotate(180), GREY))


WRITTEN = (
    *("PNG", "JPEG", "GIF", "BMP", "PPM", "WEBP", "TIFF", "AVIF", "JPEG2000", "TGA"),
    *("DIB", "PCX", "DDS", "SGI", "QOI", "BLP"),
)


@pytest.mark.parametrize("format", WRITTEN)
def test_every_format_is_read(format: str) -> None:
    image = RGB.quantize(256) if format == "BLP" else RGB
    picture = decode.open_rgb(encoded(image, format))
    assert (picture.mode, picture.size) == ("RGB", (30, 20))
    difference = np.asarray(picture, int) - np.asarray(RGB, int)
    assert np.abs(difference).mean() < 12
    assert facts.read(encoded(image, format))["format"] == format


def test_of_an_icon_the_largest_picture_is_read() -> None:
    assert decode.open_rgb(encoded(RGB.resize((32, 32)), "ICO")).size == (32, 32)
    assert decode.open_rgb(encoded(RGB.resize((128, 128)), "ICNS")).size == (1_024, 1_024)


@pytest.mark.parametrize(
    ("head", "pixels"),
    [
        (b"P6\n# by hand\n2 1\n255\n", bytes([1, 2, 3, 250, 251, 252])),
        (b"P3\n2 1\n255\n", b"1 2 3 250 251 252\n"),
    ],
)
def test_a_portable_pixmap_has_its_values(head: bytes, pixels: bytes) -> None:
    picture = decode.open_plain(head + pixels)
    assert [picture.getpixel((x, 0)) for x in (0, 1)] == [(1, 2, 3), (250, 251, 252)]


def test_a_portable_greymap_and_bitmap_have_their_values() -> None:
    assert decode.open_plain(b"P5\n2 1\n255\n\x07\xf0").tobytes() == b"\x07\xf0"
    assert decode.open_plain(b"P2\n2 1\n15\n0 15\n").tobytes() == b"\x00\xff"
    assert decode.open_plain(b"P1\n2 1\n1 0\n").tobytes() == b"\x00\xff"
    deep = b"P5\n2 1\n65535\n" + bytes([0, 0, 255, 255])
    assert decode.open_plain(deep).tobytes() == b"\x00\xff"


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
    assert shown.upright_size(decode.decoded(data)) == (20, 30)
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
        (encoded(RGB, "PNG")[:50], "is a broken image"),
        (encoded(RGB, "PNG")[:20], r"is a broken image \(Truncated File Read\)"),
        (b"\xff\xd8\xff\xe0 and no more", "is a broken image"),
        (encoded(RGB, "JPEG")[:300], "is a broken image|is not an image"),
        (encoded(RGB, "WEBP")[:60], "is a broken image"),
    ],
)
def test_what_is_no_image_says_what_it_is(data: bytes, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        decode.decoded(data)


HALF = {
    format: (data := encoded(RGB.resize((300, 200)), format))[: len(data) // 2]
    for format in ("PNG", "JPEG", "GIF", "TIFF", "BMP")
}


@pytest.mark.parametrize("format", HALF)
def test_of_a_file_without_its_end_there_is_what_is_there(format: str) -> None:
    seen = decode.seen(HALF[format])
    assert seen.picture.size == (300, 200)
    assert seen.fault == "its file ends early: what is there is shown"
    whole = np.asarray(RGB.resize((300, 200)), int)
    first = 0 if format != "BMP" else -1  # BMP begins at the bottom.
    assert np.abs(np.asarray(seen.picture.convert("RGB"), int)[first] - whole[first]).mean() < 12


def test_a_file_that_is_whole_has_no_fault() -> None:
    for format in ("PNG", "JPEG", "GIF", "TIFF", "BMP", "WEBP"):
        assert decode.seen(encoded(RGB, format)).fault == ""


def test_damage_in_the_middle_is_told_and_the_picture_before_it_shown() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (200, 200), dtype=np.uint8)
    data = bytearray(encoded(Image.fromarray(noise), "PNG"))
    half = len(data) // 2
    data[half : half + 64] = bytes(64)
    seen = decode.seen(bytes(data))
    assert "its file is damaged" in seen.fault
    assert np.array_equal(np.asarray(seen.picture)[:90], noise[:90])


def test_a_png_with_long_texts_opens() -> None:
    long = chunk(b"zTXt", b"workflow\0\0" + zlib.compress(b"a" * 3_000_000))
    seen = decode.seen(png(np.asarray(GREY), long))
    assert (seen.picture.tobytes(), seen.fault) == (GREY.tobytes(), "")
    profile = chunk(b"iCCP", b"huge\0\0" + zlib.compress(b"a" * 3_000_000))
    assert decode.open_plain(png(np.asarray(GREY), profile)).tobytes() == GREY.tobytes()


def test_a_decompression_bomb_is_not_decoded() -> None:
    bomb = bytearray(encoded(Image.new("1", (1, 1)), "BMP"))
    bomb[18:26] = (60_000).to_bytes(4, "little") * 2
    with pytest.raises(BadInput, match="60,000 x 60,000 pixels"):
        decode.decoded(bytes(bomb))


def test_a_bomb_inside_an_icon_is_not_decoded() -> None:
    icon = bytearray(encoded(RGB.resize((32, 32)), "ICO"))
    at = icon.index(b"IHDR")
    icon[at + 4 : at + 12] = (60_000).to_bytes(4, "big") * 2
    with pytest.raises(BadInput, match="60,000 x 60,000 pixels"):
        decode.decoded(bytes(icon))


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


TURNED = (0x112, 3, 1, b"\x06\0\0\0")


@pytest.mark.parametrize(
    "entries",
    [
        [(0x10F, 5, 1, b"\x28\0\0\0")],
        [(0x132, 12, 1, b"\x28\0\0\0")],
        [(0x10F, 99, 2**31, b"\xff\xff\xff\x7f")],
        [(0x8769, 4, 1, b"\x08\0\0\0"), (0x8825, 4, 1, b"\xff\xff\xff\xff")],
    ],
)
def test_odd_tags_beside_the_orientation_stop_nothing(
    entries: list[tuple[int, int, int, bytes]], tmp_path: Path
) -> None:
    data = jpeg_with(block(TURNED, *entries), RGB)
    assert decode.open_plain(data).size == (20, 30)
    assert (facts.read(data)["width"], facts.read(data)["height"]) == (20, 30)
    path = write(tmp_path / "a.jpg", data)
    for made in (
        thumbnails.make(path, "ab" * 32, 16, tmp_path),
        thumbnails.make(path, "cd" * 32, 128, tmp_path),
        thumbnails.displayable(path, "ab" * 32, tmp_path),
    ):
        width, height = Image.open(io.BytesIO(made.data)).size
        assert height > width


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_made_upright_as_pillow_does(orientation: int, order: Order) -> None:
    value = orientation.to_bytes(2, "little" if order == "<" else "big") + b"\0\0"
    data = jpeg_with(block((0x112, 3, 1, value), order=order), RGB)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    assert decode.open_plain(data).tobytes() == expected.tobytes()


def test_an_orientation_that_is_none_is_upright() -> None:
    for value in (b"\0\0\0\0", b"\x09\0\0\0", b"\xff\xff\xff\xff"):
        assert decode.open_plain(jpeg_with(block((0x112, 3, 1, value)), RGB)).size == (30, 20)


def test_nothing_is_said_on_stderr() -> None:
    code = (
        "import sys, warnings; from labelbook.images import decode;"
        "[decode.open_plain(bytes.fromhex(line)) for line in sys.stdin.read().split()]"
    )
    odd = jpeg_with(block(TURNED, (0x10F, 99, 2**31, b"\xff\xff\xff\x7f")), RGB)
    corrupt = tiff(np.asarray(GREY), t34665=(4, (2**31,)))
    said = subprocess.run(
        [sys.executable, "-c", code],
        input=f"{odd.hex()} {corrupt.hex()}".encode(),
        capture_output=True,
    )
    assert (said.returncode, said.stderr) == (0, b"")


def test_an_animation_stands_still_in_both_views(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (40, 40), shade) for shade in ("red", "blue")]
    for format in ("GIF", "WEBP", "PNG"):
        data = encoded(frames[0], format, save_all=True, append_images=frames[1:], duration=80)
        path = write(tmp_path / f"a.{format}", data)
        for made in (
            thumbnails.make(path, format * 10, 16, tmp_path),
            thumbnails.make(path, format * 11, 128, tmp_path),
            thumbnails.displayable(path, format * 12, tmp_path),
        ):
            image = Image.open(io.BytesIO(made.data))
            assert getattr(image, "n_frames", 1) == 1
            red, _, blue = image.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
            assert red > 200 > 60 > blue


def test_transparency_looks_alike_in_both_views(tmp_path: Path) -> None:
    image = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    path = write(tmp_path / "a.png", encoded(image, "PNG"))
    for made in (
        thumbnails.make(path, "ab" * 32, 128, tmp_path),
        thumbnails.displayable(path, "ab" * 32, tmp_path),
    ):
        picture = Image.open(io.BytesIO(made.data))
        assert (picture.mode, picture.getpixel((9, 9))) == ("RGB", (255, 255, 255))
    opaque = encoded(RGB.convert("RGBA"), "PNG")
    assert thumbnails.displayable(write(path, opaque), "cd" * 32, tmp_path).data == opaque


def test_what_can_no_longer_be_decoded_is_bad_input_in_both_views(tmp_path: Path) -> None:
    data = bytearray(encoded(RGB.resize((300, 300)), "PNG"))
    data[60:] = bytes(len(data) - 60)
    path = write(tmp_path / "a.png", bytes(data))
    with pytest.raises(BadInput, match="is a broken image"):
        thumbnails.make(path, "ab" * 32, 128, tmp_path)
    with pytest.raises(BadInput, match="is a broken image"):
        thumbnails.displayable(path, "ab" * 32, tmp_path)


@pytest.mark.parametrize(
    "mode", ["1", "L", "P", "LA", "RGB", "RGBA", "CMYK", "YCbCr", "LAB", "RGBX"]
)
def test_every_mode_of_eight_bits_is_seen_as_pillow_converts_it(mode: str) -> None:
    image = RGB.convert("RGB").convert(mode) if mode != "RGBX" else RGB.convert("RGBA")
    if mode == "LAB":
        image = ImageCms.profileToProfile(  # type: ignore[assignment]
            RGB, ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), outputMode="LAB"
        )
    data = encoded(image, "TIFF")
    expected = Image.open(io.BytesIO(data)).convert("RGB")
    assert np.array_equal(np.asarray(decode.open_rgb(data)), np.asarray(expected))


def test_a_fax_page_is_read() -> None:
    page = Image.fromarray(np.asarray(GREY) > 128)
    data = encoded(page, "TIFF", compression="group4")
    assert decode.open_plain(data).tobytes() == page.convert("L").tobytes()


def test_a_deep_jpeg_2000_is_seen() -> None:
    deep = Image.fromarray(np.linspace(0, 4_095, 64 * 64).astype(np.uint16).reshape(64, 64))
    shown_as = decode.open_plain(encoded(deep, "JPEG2000"))
    assert shown_as.getextrema() == (0, 255)
