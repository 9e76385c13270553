"""What a person, a disk or a machine can get wrong: one sentence, exit 2, the book as it was."""

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

BIG = "9" * 30
LABELBOOK = (sys.executable, "-m", "labelbook")


@pytest.fixture
def book(make_book: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LABELBOOK_AUTHOR", "Anna")
    return make_book()


@pytest.fixture
def unchanged(book: Path) -> Iterator[None]:
    """Whatever the test does, the book's state stays what it was."""

    def state() -> object:
        with labelbook.open(book) as opened:
            return opened.samples().to_dicts(), opened.changesets(), opened.versions()

    before = state()
    yield
    assert state() == before


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


# What is named


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["log", BIG], f"there is no sample {BIG} in book"),
        (["log", "0"], "there is no sample 0 in book"),
        (["log", "--limit", BIG], "is not in the range"),
        (["undo", BIG], f"there is no changeset {BIG}"),
        (["undo", "--", "-1"], "there is no changeset -1"),
        (["undo", "abc"], "'abc' is not a valid integer"),
        (["undo", "--by", "nobody"], "no changeset of nobody left to undo"),
        (["redo", "1"], "changeset 1 is not undone"),
        (["redo", BIG], f"there is no changeset {BIG}"),
        (["version", "7"], "'7' cannot name a version"),
        (["version", " "], "the version's name is empty"),
        (["version", "late", "--at", BIG], f"there is no changeset {BIG}"),
        (["version", "x", "--author", "a" * 81], "has 81 characters, at most 80"),
        (["apply", "no.csv"], "there is no file no.csv"),
        (["import", "nowhere"], "there is no file or folder nowhere"),
        (["export", "o.csv", "--format", "csv", "--version", BIG], f"there is no changeset {BIG}"),
        (["export", "o.csv", "--format", "pdf"], "'pdf' is not one of"),
        (["serve", "--port", "99999"], "is not in the range"),
        (["serve", "--host", "0.0.0.0"], "add --share"),
        (["serve", "--host", "192.0.2.1", "--share"], "is no address of this computer"),
    ],
    ids=lambda value: " ".join(value)[:30] if isinstance(value, list) else "",
)
@pytest.mark.usefixtures("unchanged")
def test_a_name_or_number_that_is_not_there(
    capsys: Output, book: Path, arguments: list[str], sentence: str
) -> None:
    assert sentence in refused(capsys, arguments[0], book, *arguments[1:])


def test_what_is_no_book_is_not_taken_for_one(capsys: Output, book: Path, tmp_path: Path) -> None:
    assert "no book in" in refused(capsys, "status", write(tmp_path / "file", "x"))
    for name, content in (("empty", b""), ("text", b"hello" * 1000)):
        (tmp_path / name).mkdir()
        write(tmp_path / name / "book.db", content)
        assert "restore it from a backup" in refused(capsys, "status", tmp_path / name)
    (tmp_path / "other").mkdir()
    with sqlite3.connect(tmp_path / "other" / "book.db") as connection:
        connection.execute("CREATE TABLE x (y)")
    assert "holds no labelbook tables" in refused(capsys, "status", tmp_path / "other")
    shutil.copytree(book, tmp_path / "cut")
    whole = (book / "book.db").read_bytes()
    write(tmp_path / "cut" / "book.db", whole[: len(whole) // 2])
    assert "restore it from a backup" in refused(capsys, "status", tmp_path / "cut")


def test_a_book_of_a_newer_labelbook_is_left_alone(capsys: Output, book: Path) -> None:
    with sqlite3.connect(book / "book.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert "update labelbook" in refused(capsys, "status", book)


def test_a_newline_in_a_name_does_not_break_the_sentence(capsys: Output) -> None:
    assert "no book in a b" in refused(capsys, "status", "a\nb")


# What is read


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty: its first line must name the columns"),
        ("path,label\na.png,i\n".encode("utf-16"), "is UTF-16: save it as UTF-8 CSV"),
        ("path,label\né.png,i\n".encode("latin-1"), "save it as UTF-8 CSV"),
        (b"path,label\na.png,i,k,l\n", "save it as UTF-8 CSV"),
        (b"a,b\n1,2\n", "no column of paths"),
        (b"path,label\n", "lists no image: nothing was created"),
        (b"path,label\na.png,i\nb.png,i\n", "(a.png is not there, and 1 more like it)"),
    ],
)
def test_a_table_that_cannot_be_imported(
    capsys: Output, tmp_path: Path, content: bytes, sentence: str
) -> None:
    table = write(tmp_path / "table.csv", content)
    assert sentence in refused(capsys, "create", tmp_path / "new", "--from", table)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["table.csv"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.zip", b"not a zip", "cannot be read as a zip"),
        ("a.parquet", b"not a parquet", "cannot be read as parquet"),
        ("a.tar", b"?", "is no folder, .zip, .csv or .parquet"),
    ],
)
def test_a_source_of_another_kind(
    capsys: Output, tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    source = write(tmp_path / name, content)
    assert sentence in refused(capsys, "create", tmp_path / "new", "--from", source)
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


@pytest.mark.usefixtures("unchanged")
def test_a_book_is_not_imported_as_if_it_were_images(capsys: Output, book: Path) -> None:
    assert "is a book, no folder of images" in refused(capsys, "import", book, book)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        ("sample,action,value\n1,relabel,ii\n".encode("utf-16"), "is UTF-16"),
        ("sample,action,value\n1,relabel,é\n".encode("latin-1"), "save it as UTF-8 CSV"),
        (b"sample,action,Action\n1,tag,x\n", "names a column twice"),
        (b"sample,action,value\n1,relabel,\n", "line 2: relabel needs a value"),
        (b"sample,action,value\nx,exclude,\n", "line 2: there is no sample x"),
        (b"sample,action,value\n1,split,foo\n", "line 2: 'foo' is no split"),
        (b"sample,action,value\n1,relabel,ii\n1,relabel,iii\n", "line 2 sets the same cell"),
        (b"sample,action,value\n1,tag," + b"a" * 201 + b"\n", "at most 200 are allowed"),
    ],
)
@pytest.mark.usefixtures("unchanged")
def test_edits_that_cannot_be_applied(
    capsys: Output, book: Path, tmp_path: Path, content: bytes, sentence: str
) -> None:
    assert sentence in refused(capsys, "apply", book, write(tmp_path / "edits.csv", content))


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbfsample,action,value\n1,relabel,ii\n",
        b"sample;action;value;reason\r\n1;relabel;ii;because, well\r\n",
        b"sample\taction\tvalue\n1\trelabel\tii\n",
        b"Sample, Action ,VALUE\n 1 ,Relabel, ii \n",
    ],
    ids=["with a mark", "semicolons", "tabs", "capitals"],
)
def test_edits_as_spreadsheets_save_them_are_understood(
    capsys: Output, book: Path, tmp_path: Path, content: bytes
) -> None:
    ok(capsys, "apply", book, write(tmp_path / "edits.csv", content))
    with labelbook.open(book) as opened:
        assert opened.sample(1).label == "ii"


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
        draw(tmp_path / "many" / "i" / f"{number:03}.png", number, (64, 64))
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
