"""What a disk, a machine or another process gets in the way: one sentence, the book as it was."""

from __future__ import annotations

import fcntl
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import pytest

import labelbook
from labelbook.cli import run
from labelbook.journal import database
from tests.cli.test_commands import Output, ok, refused
from tests.conftest import draw

LABELBOOK = (sys.executable, "-m", "labelbook")


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# Where it is written


def test_a_place_that_is_taken(capsys: Output, image_folder: Path, tmp_path: Path) -> None:
    file = write(tmp_path / "file", "x")
    assert "exists already" in refused(capsys, "create", file, "--from", image_folder)
    assert f"{file} is a file" in refused(capsys, "create", file / "in", "--from", image_folder)
    assert "exists already" in refused(capsys, "demo", file, "--no-serve")
    assert not (tmp_path / "file-images").exists()


def test_a_port_in_use(capsys: Output, book: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        sentence = refused(capsys, "serve", book, "--port", port, "--no-browser")
    assert f"port {port} at 127.0.0.1 cannot be used (Address already in use)" in sentence


@pytest.fixture
def weak() -> Callable[..., str]:
    """Run a command without root's power to ignore permissions; give its one sentence."""
    if os.geteuid() == 0:
        tool = shutil.which("setpriv")
        if tool is None:
            pytest.skip("no setpriv to give up root's powers with")
        prefix = [tool, "--bounding-set", "-all", "--inh-caps", "-all"]
    else:
        prefix = []

    def run_weak(*arguments: object) -> str:
        command = [*prefix, *LABELBOOK, *(str(argument) for argument in arguments)]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 2, done
        assert done.stdout == ""
        assert len(done.stderr.splitlines()) == 1
        return done.stderr

    return run_weak


@pytest.mark.usefixtures("unchanged")
def test_a_book_that_may_not_be_written(book: Path, weak: Callable[..., str]) -> None:
    (book / "book.db").chmod(0o444)
    assert "may not be written here" in weak("version", book, "x")
    book.chmod(0o555)
    sentence = weak("version", book, "x")
    book.chmod(0o755)
    (book / "book.db").chmod(0o644)
    assert "may not be written here" in sentence
    assert "backup" not in sentence


@pytest.mark.slow
def test_a_place_that_may_not_be_written(
    book: Path, image_folder: Path, tmp_path: Path, weak: Callable[..., str]
) -> None:
    locked = tmp_path / "locked"
    locked.mkdir(mode=0o555)
    assert "(Permission denied)" in weak("create", locked / "new", "--from", image_folder)
    for kind in ("folder", "zip", "csv", "parquet", "contest"):
        sentence = weak("export", book, locked / "out", "--format", kind)
        assert f"{locked / 'out'} cannot be written (Permission denied)" in sentence
    assert list(locked.iterdir()) == []


def test_what_may_not_be_read(book: Path, image_folder: Path, weak: Callable[..., str]) -> None:
    (image_folder / "train").chmod(0)
    sentence = weak("export", book, image_folder.parent / "out.zip", "--format", "zip")
    (image_folder / "train").chmod(0o755)
    assert "train" in sentence
    book.chmod(0)
    sentence = weak("status", book)
    book.chmod(0o755)
    assert "not readable" in sentence


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True
    )
    if mounted.returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def fill(disk: Path, *, leave: int) -> None:
    """Write a file until only so many blocks of 4,096 bytes are free."""
    handle = os.open(disk / "fill", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    with suppress(OSError):
        while os.statvfs(disk).f_bavail > leave:
            os.write(handle, b"x" * 4096)
    os.close(handle)


def test_a_full_disk_is_told_and_costs_nothing(
    capsys: Output, tmp_path: Path, tiny_disk: Path
) -> None:
    for number in range(300):
        draw(tmp_path / "many" / "train" / "i" / f"{number:03}.png", number, (64, 64))
    made, _ = labelbook.create(tiny_disk / "book", tmp_path / "many")
    made.close()
    book = tiny_disk / "book"
    for kind in ("folder", "zip", "contest"):
        sentence = refused(capsys, "export", book, tiny_disk / "out", "--format", kind)
        assert "No space left on device" in sentence
        assert "make room" in sentence
    fill(tiny_disk, leave=12)
    for kind in ("csv", "parquet"):
        assert "make room" in refused(capsys, "export", book, tiny_disk / "out", "--format", kind)
    fill(tiny_disk, leave=4)
    sentence = refused(capsys, "create", tiny_disk / "new", "--from", tmp_path / "many")
    assert "make room" in sentence or "see whether its disk is full" in sentence
    (tiny_disk / "fill").unlink()
    fill(tiny_disk, leave=60)
    assert sorted(path.name for path in tiny_disk.iterdir()) == ["book", "fill"]
    lines = "".join(f"{sample},tag,{'long' * 49}\n" for sample in range(1, 301))
    edits = write(tmp_path / "edits.csv", "sample,action,value\n" + lines)
    # The edits need some 200 KB: give them ever less until the disk is full on the way.
    for leave in range(60, 0, -4):
        fill(tiny_disk, leave=leave)
        if run(["apply", str(book), str(edits)]) != 0:
            break
        ok(capsys, "undo", book)
    else:
        pytest.fail("the edits always found room")
    sentence = capsys.readouterr().err
    assert "is full: make room and try again" in sentence or "see whether its disk" in sentence
    assert len(sentence.strip().splitlines()) == 1
    (tiny_disk / "fill").unlink()
    with labelbook.open(book) as opened:
        assert set(map(tuple, opened.samples()["tags"].to_list())) == {()}


# Two at once


def test_a_book_that_another_keeps_busy(
    capsys: Output, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.2)
    other = sqlite3.connect(book / "book.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert "was busy with another writer" in refused(capsys, "version", book, "x")
    assert "12 samples" in ok(capsys, "status", book)
    other.close()
    ok(capsys, "version", book, "x")


def test_two_who_create_the_same_book_make_one(image_folder: Path, tmp_path: Path) -> None:
    command = [*LABELBOOK, "create", str(tmp_path / "new"), "--from", str(image_folder)]

    def create(_: int) -> tuple[int, str]:
        done = subprocess.run(command, capture_output=True, text=True)
        return done.returncode, done.stderr

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(create, range(4)))
    assert [code for code, _ in codes] == [0, 2, 2, 2]
    assert all(len(sentence.splitlines()) == 1 for code, sentence in codes if code)
    with labelbook.open(tmp_path / "new") as opened:
        assert (opened.seq, opened.samples().height) == (1, 12)


def test_a_place_that_another_is_writing_is_refused_and_not_touched(
    capsys: Output, book: Path, image_folder: Path, tmp_path: Path
) -> None:
    building = tmp_path / ".new.writing"
    building.mkdir()
    write(building / "book.db", "half")
    with (tmp_path / ".out.zip.writing").open("w") as file:
        handle = os.open(building, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        fcntl.flock(file, fcntl.LOCK_EX)
        assert "is being written" in refused(
            capsys, "create", tmp_path / "new", "--from", image_folder
        )
        assert "is being written" in refused(
            capsys, "export", book, tmp_path / "out.zip", "--format", "zip"
        )
        os.close(handle)
    assert (building / "book.db").read_text() == "half"


def test_what_a_killed_process_left_is_no_obstacle(
    capsys: Output, book: Path, image_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / ".new.writing" / "cache").mkdir(parents=True)
    write(tmp_path / ".new.writing" / "book.db", "half")
    (tmp_path / ".out.writing" / "train" / "i").mkdir(parents=True)
    write(tmp_path / ".out.zip.writing", "half")
    ok(capsys, "create", tmp_path / "new", "--from", image_folder)
    ok(capsys, "export", book, tmp_path / "out", "--format", "folder")
    ok(capsys, "export", book, tmp_path / "out.zip", "--format", "zip")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["book.db"]
    assert not any(path.name.endswith(".writing") for path in tmp_path.iterdir())
