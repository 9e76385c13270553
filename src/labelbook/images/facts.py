"""What is read from an image file: one reader for each field."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from labelbook.images import decode, shown

Value = int | float | str
Reader = Callable[[Image.Image, bytes], Value]
"""From a decoded image and the bytes of its file to a value."""


def width(image: Image.Image, data: bytes) -> int:
    """Return the width in pixels after the EXIF orientation is applied."""
    return shown.upright_size(image)[0]


def height(image: Image.Image, data: bytes) -> int:
    """Return the height in pixels after the EXIF orientation is applied."""
    return shown.upright_size(image)[1]


def size(image: Image.Image, data: bytes) -> int:
    """Return the size of the file in bytes."""
    return len(data)


def file_format(image: Image.Image, data: bytes) -> str:
    """Return the format of the file, such as PNG."""
    return image.format or "?"


def mode(image: Image.Image, data: bytes) -> str:
    """Return how the pixels are stored, in Pillow's words."""
    return shown.stored_mode(image)


READERS: dict[str, Reader] = {
    "width": width,
    "height": height,
    "size": size,
    "format": file_format,
    "mode": mode,
}
"""By the name of the sample field (`journal.fields`)."""


@dataclass(frozen=True)
class FileFacts:
    """What every reader finds in a file. fault: what is wrong with it, "" where nothing is."""

    fields: dict[str, Value]
    fault: str


def look(data: bytes) -> FileFacts:
    """Return what a file holds; BadInput says what the bytes are instead of an image."""
    image = decode.decoded(data)
    fields = {name: reader(image, data) for name, reader in READERS.items()}
    return FileFacts(fields, shown.fault(image))


def read(data: bytes) -> dict[str, Value]:
    """Return the fields of `look`."""
    return look(data).fields
