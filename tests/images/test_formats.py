"""What is not read is called by its name, with a way out."""

from __future__ import annotations

import gzip

import pytest

from labelbook.errors import BadInput
from labelbook.images import decode, formats

BOX = b"\0\0\0\x18ftyp"
NAMED = {
    "HEIC": BOX + b"heic\0\0\0\0mif1heic" + bytes(200),
    "HEIC, which is not read: convert it to JPEG or PNG": BOX + b"mif1" + bytes(200),
    "SVG": b'<?xml version="1.0"?>\n<!-- made by hand -->\n<svg width="9" height="9"/>',
    "DICOM": bytes(128) + b"DICM" + bytes(100),
    "a camera's RAW file, which is not read: develop it": b"II*\0\x10\0\0\0CR\x02\0" + bytes(200),
    "a camera's RAW file": BOX + b"crx " + bytes(200),
    "a camera's RAW file, which": b"FUJIFILMCCD-RAW 0201" + bytes(100),
    "a Photoshop document": b"8BPS\0\x01" + bytes(100),
    "a video": BOX + b"isom" + bytes(100),
    "a video, which is not read: save its frames": b"RIFF\x10\0\0\0AVI LIST" + bytes(100),
    "a video (Matroska or WebM)": b"\x1a\x45\xdf\xa3" + bytes(100),
    "gzip, which is not read: unpack it first": gzip.compress(b"P6"),
    "a PDF": b"%PDF-1.7\n",
    "JPEG XL": b"\xff\x0a" + bytes(50),
    "OpenEXR": b"\x76\x2f\x31\x01" + bytes(50),
    "NIfTI": bytes(344) + b"n+1\0" + bytes(20),
    "a pointer of Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:00\n",
}


@pytest.mark.parametrize("name", NAMED)
def test_what_is_not_read_is_named_with_a_way_out(name: str) -> None:
    with pytest.raises(BadInput) as raised:
        decode.decoded(NAMED[name])
    said = str(raised.value)
    assert said.startswith(f"is {name}")
    assert ", which is not read: " in said


def test_text_is_no_targa_image() -> None:
    for text in (b"a,b\n1,2\n" * 40, b"\0\0\x02" + b"\0" * 9 + b"hello world, this is text"):
        assert not formats.is_tga(text)
