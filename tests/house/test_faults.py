"""A fault is told or logged: it never passes for "nothing is known yet"."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import labelbook
from labelbook import Book
from labelbook.core import blobs, logs
from labelbook.errors import (
    BadInput,
    Damaged,
    Forbidden,
    LabelbookError,
    NotFound,
    NotReady,
    Unavailable,
)
from labelbook.grow.plan import GrowOrder
from labelbook.server.problems import of_error
from tests.house.test_old_books import unpack


@pytest.fixture
def old_book(tmp_path: Path) -> Iterator[Book]:
    """A book with runs, maps, issues and an own model."""
    with labelbook.open(unpack(tmp_path)) as opened:
        yield opened


@pytest.mark.parametrize("kind", [BadInput, NotFound, NotReady, Forbidden, Damaged, Unavailable])
def test_no_error_passes_for_another(kind: type[LabelbookError]) -> None:
    assert kind.__bases__ == (LabelbookError,)
    told = of_error(kind("it is so", needs="runs"))
    assert (told.type, told.status, told.needs) == (kind.type, kind.status, "runs")


@pytest.mark.parametrize("file", ["run.json", "result.npz"])
def test_a_broken_run_is_told_and_not_taken_for_none(old_book: Book, file: str) -> None:
    for run in old_book.runs.list():
        place = old_book.directory / "cache" / "runs" / run.id
        if (place / file).exists():
            (place / file).write_bytes(b"{half of it")
    with pytest.raises(Damaged, match=r"cannot be read .*: delete .* and evaluate its version"):
        old_book.growth.plan(GrowOrder(total=500))
    if file == "run.json":
        with pytest.raises(Damaged):
            old_book.canvas.queue(5)


@pytest.mark.parametrize(
    ("file", "ask"),
    [
        ("projection/style/map.npz", lambda book: book.map.chart("style")),
        ("issues/issues.parquet", lambda book: book.issues.counts()),
    ],
)
def test_a_broken_cache_is_logged_and_is_to_be_made_again(
    old_book: Book, caplog: pytest.LogCaptureFixture, file: str, ask: object
) -> None:
    (old_book.directory / "cache" / file).write_bytes(b"half of it")
    with caplog.at_level(logging.WARNING, "labelbook"), pytest.raises(NotReady):
        ask(old_book)  # type: ignore[operator]
    assert "could not be read" in caplog.text


def test_a_full_disk_is_told_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Unavailable, match="make room on its disk"):
        blobs.write_whole(tmp_path / "a" / "b.json", b"{}")


def test_nothing_is_logged_unless_somebody_asks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = logging.getLogger("labelbook.maps")
    log.warning("thrown away")
    assert capsys.readouterr().err == ""
    with logs.to_file(tmp_path / "log"):
        log.info("embedding 2,400 images took 9.1 s")
    assert "INFO labelbook.maps: embedding 2,400 images" in (tmp_path / "log").read_text()
    with logs.to_stderr(logging.INFO), logs.to_stderr(logging.WARNING):
        log.info("fell back")
    assert capsys.readouterr().err.count("fell back") == 1
    log.info("nobody hears this")
    assert capsys.readouterr().err == ""
