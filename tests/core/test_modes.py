"""Files have the modes that the folder and the umask give them."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import labelbook
from labelbook.core import blobs, locks


@pytest.fixture
def for_the_group() -> Iterator[None]:
    before = os.umask(0o002)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("for_the_group")
def test_a_groups_book_is_the_groups(tmp_path: Path, image_folder: Path) -> None:
    place = tmp_path / "shared"
    place.mkdir()
    place.chmod(0o2775)
    packed = tmp_path / "images.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for file in image_folder.rglob("*.png"):
            archive.write(file, file.relative_to(image_folder))
    book, _ = labelbook.create(place / "book", packed)
    with book:
        book.exclude([1], author="ann")
        book.thumbnail(2, 16)
        with locks.lock(place / "book" / "a.lock"):
            log = (place / "book" / "book.db-wal").stat()
    files = [path for path in (place / "book").rglob("*") if path.is_file()]
    assert stat.S_IMODE(log.st_mode) == 0o664
    assert {mode(path) for path in files} == {0o664}
    folders = [path for path in place.rglob("*") if path.is_dir()]
    assert {mode(path) for path in folders} == {0o2775}


def test_a_file_is_for_its_owner_alone_where_the_umask_says_so(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        blobs.write_whole(tmp_path / "a", b"x")
    finally:
        os.umask(before)
    assert mode(tmp_path / "a") == 0o600


def test_a_process_lives_until_it_has_ended() -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert locks.lives(process.pid)
    process.communicate(b"\n")
    assert not locks.lives(process.pid)


def test_a_book_is_made_where_there_is_no_fcntl(tmp_path: Path, image_folder: Path) -> None:
    code = (
        "import sys; sys.modules['fcntl'] = None;"
        "import labelbook; book, _ = labelbook.create(sys.argv[1], sys.argv[2]);"
        "book.export(sys.argv[3], 'csv'); print(book.status().samples)"
    )
    words = [str(tmp_path / "book"), str(image_folder), str(tmp_path / "out.csv")]
    said = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True)
    assert said.stdout == "12\n", said.stderr
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["book", "numerals", "out.csv"]
