"""A damaged image is one image's fault; a full disk or no more open files is everybody's."""

from __future__ import annotations

import errno
import logging
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from labelbook.errors import BadInput
from labelbook.images.pictures import read_all
from labelbook.images.unreadable import why_unreadable


def test_a_fault_of_one_image_is_a_reason_and_one_of_the_machine_is_raised() -> None:
    assert why_unreadable(BadInput("a.png is empty")) == "a.png is empty"
    assert "a.png" in why_unreadable(PermissionError(errno.EACCES, "denied", "a.png"))
    for number in (errno.ENOSPC, errno.EMFILE, errno.ENOMEM):
        with pytest.raises(OSError, match="nothing left"):
            why_unreadable(OSError(number, "nothing left"))


def test_an_image_that_cannot_be_read_has_a_reason_and_is_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    Image.fromarray(np.full((9, 9), 200, np.uint8)).save(tmp_path / "good.png")
    (tmp_path / "bad.png").write_bytes(b"<html>")
    files = [partial(Path, tmp_path / name) for name in ("good.png", "bad.png")]
    with caplog.at_level(logging.WARNING, "labelbook.images"):
        read = read_all(["a" * 64, "b" * 64], files, tmp_path / "cache")
    assert read.readable.tolist() == [True, False]
    assert "is not an image" in read.reasons[1]
    assert any("is not an image" in record.getMessage() for record in caplog.records)


def test_too_many_open_files_end_the_reading(tmp_path: Path) -> None:
    def locate() -> Path:
        raise OSError(errno.EMFILE, "Too many open files")

    with pytest.raises(OSError, match="Too many open files"):
        read_all(["a" * 64], [locate], tmp_path / "cache")
