"""A large book opens from what was kept, and never from what is not its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import labelbook
from labelbook import Book
from labelbook.journal import news, snapshot_cache
from labelbook.journal import snapshot as snapshots
from labelbook.journal.snapshot import Snapshot


@pytest.fixture(autouse=True)
def small_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshot_cache, "LARGE", 1)


def fresh(book: Book) -> Snapshot:
    with book.context.database.reading() as connection:
        return snapshots.load(connection)


def assert_same(one: Snapshot, other: Snapshot) -> None:
    assert (one.seq, one.classes, one.authors) == (other.seq, other.classes, other.authors)
    assert one.columns.keys() == other.columns.keys()
    for name, column in one.columns.items():
        assert column.dtype == other.columns[name].dtype
        np.testing.assert_array_equal(column, other.columns[name])
    ours, theirs = one.tagged, other.tagged
    assert {tag: ids.tolist() for tag, ids in ours.items() if len(ids)} == {
        tag: ids.tolist() for tag, ids in theirs.items()
    }
    assert one.names_file().partition(b"columns")[2] == other.names_file().partition(b"columns")[2]


def test_what_was_kept_is_brought_up_to_date(
    make_book: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    directory = make_book()
    with labelbook.open(directory) as book:
        book.tag([1, 2], "dotted", author="Anna")
        book.journal.snapshot()
        book.relabel(1, "a new one", author="Ben")
        book.untag(2, "dotted", author="Dora")
    with labelbook.open(directory) as book:
        expected = fresh(book)
        monkeypatch.setattr(snapshots, "load", lambda _: pytest.fail("read the database"))
        assert_same(book.journal.snapshot(), expected)


def test_a_database_from_a_backup_does_not_get_the_snapshot_of_another_future(
    make_book: Callable[[], Path], tmp_path: Path
) -> None:
    directory = make_book()
    shutil.copytree(directory, tmp_path / "backup")
    with labelbook.open(directory) as book:
        book.relabel(1, "lost", author="Anna")
        book.journal.snapshot()
    shutil.copy(directory / "cache" / snapshot_cache.FILE, tmp_path / "kept")
    shutil.rmtree(directory)
    shutil.copytree(tmp_path / "backup", directory)
    (directory / "cache").mkdir(exist_ok=True)
    shutil.copy(tmp_path / "kept", directory / "cache" / snapshot_cache.FILE)
    with labelbook.open(directory) as book:
        assert_same(book.journal.snapshot(), fresh(book))
        book.relabel(1, "found", author="Anna")
        assert_same(book.journal.snapshot(), fresh(book))


@pytest.mark.parametrize("damage", [b"", b"LBC1", b"garbage" * 100])
def test_a_damaged_file_is_as_good_as_none(make_book: Callable[[], Path], damage: bytes) -> None:
    directory = make_book()
    (directory / "cache").mkdir(exist_ok=True)
    (directory / "cache" / snapshot_cache.FILE).write_bytes(damage)
    with labelbook.open(directory) as book:
        assert_same(book.journal.snapshot(), fresh(book))


def test_too_many_changes_are_read_anew(
    make_book: Callable[[], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "MANY_CELLS", 1)
    with labelbook.open(make_book()) as book:
        book.journal.snapshot()
        book.exclude([1, 2, 3], author="Anna")
        assert book.journal.changes_since(1) is None
        assert_same(book.journal.snapshot(), fresh(book))
