"""The cache of vectors: what is whole stays, what is half-written goes."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from io import FileIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from labelbook.core.arrays import Floats
from labelbook.errors import Unavailable
from labelbook.maps.vectors import VectorStore


def keys(*numbers: int) -> list[str]:
    return [f"{number:064x}" for number in numbers]


def vectors(*numbers: int) -> Floats:
    return np.asarray(numbers, dtype=np.float32)[:, None] * np.ones(4, dtype=np.float32)


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    made = VectorStore(tmp_path / "cache" / "net", "1", 4)
    with made.appending() as writer:
        writer.append(keys(7, 8), vectors(7, 8))
    return made


def test_rows_are_found_by_hash(store: VectorStore) -> None:
    assert store.rows_of(keys(8, 9, 7, 8)).tolist() == [1, -1, 0, 1]
    assert store.rows_of([]).tolist() == []
    assert store.vectors()[:, 0].tolist() == [7, 8]


def test_an_empty_store_has_nothing(tmp_path: Path) -> None:
    store = VectorStore(tmp_path / "none", "1", 4)
    assert store.rows_of(keys(1)).tolist() == [-1]
    assert store.vectors().shape == (0, 4)


@pytest.mark.parametrize(("file", "extra"), [("vectors.f16", 8), ("vectors.f16", 3), ("hashes", 9)])
def test_what_a_killed_writer_left_is_cut_off(store: VectorStore, file: str, extra: int) -> None:
    with (store.folder / file).open("ab") as half:
        half.write(b"\x01" * extra)
    assert store.rows == 2
    with store.appending() as writer:
        writer.append(keys(9), vectors(9))
    assert store.rows_of(keys(7, 8, 9)).tolist() == [0, 1, 2]
    assert store.vectors()[:, 0].tolist() == [7, 8, 9]


def test_another_version_starts_anew(store: VectorStore) -> None:
    newer = VectorStore(store.folder, "2", 4)
    assert newer.rows == 0
    with newer.appending() as writer:
        writer.append(keys(1), vectors(1))
    assert newer.rows_of(keys(7, 1)).tolist() == [-1, 0]
    assert store.rows == 0


def test_what_is_too_large_for_half_precision_is_held_at_its_end(store: VectorStore) -> None:
    with store.appending() as writer:
        writer.append(keys(1), vectors(1_000_000))
    assert np.isfinite(store.vectors()).all()


class FullDisk(FileIO):
    """A file on a disk that takes ten bytes more."""

    def write(self, data: Any, /) -> int:
        super().write(bytes(data[:10]))
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("full", ["vectors.f16", "hashes"])
def test_a_full_disk_is_said_and_leaves_the_store_readable(tmp_path: Path, full: str) -> None:
    store = VectorStore(tmp_path / "net", "1", 3)
    rows = np.arange(6, dtype=np.float32).reshape(2, 3)
    with store.appending() as writer:
        writer.append(keys(1), rows[:1])
    with store.appending() as writer:
        opened = [
            (FullDisk if name == full else FileIO)(tmp_path / "net" / name, "ab")
            for name in ("vectors.f16", "hashes")
        ]
        with opened[0], opened[1]:
            broken = replace(writer, vectors=opened[0], hashes=opened[1])
            with pytest.raises(Unavailable, match=r"No space left .*: make room on its disk"):
                broken.append(keys(2), rows[1:])
    assert store.rows == 1
    assert store.rows_of(keys(1, 2)).tolist() == [0, -1]
    with store.appending() as writer:
        writer.append(keys(2), rows[1:])
    np.testing.assert_array_equal(store.vectors(), rows.astype(np.float16))


def test_a_store_that_may_not_be_read_is_not_taken_for_an_empty_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = VectorStore(tmp_path / "net", "1", 3)
    with store.appending() as writer:
        writer.append(keys(1), np.zeros((1, 3), dtype=np.float32))

    def refused(self: Path, *_: Any, **__: Any) -> str:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(self))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "read_text", refused)
        with pytest.raises(PermissionError):
            _ = store.rows
    assert store.rows == 1
