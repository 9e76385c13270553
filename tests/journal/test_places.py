"""A book may lie anywhere, and be looked at where it may not be written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import labelbook
from labelbook.core.limits import DATABASE
from labelbook.errors import Unavailable
from labelbook.journal import database

NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=20
).filter(lambda name: name not in (".", ".."))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES)
def test_a_folder_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir(exist_ok=True)
    (folder / DATABASE).unlink(missing_ok=True)
    made = database.Database(database.sqlite_url(folder / DATABASE))
    database.create(made)
    made.close()
    assert (folder / DATABASE).is_file()
    database.open_file(folder / DATABASE).close()


@pytest.mark.parametrize("name", ["what?", "My%20Data", "in%2Fside", "a#b", "file:x"])
def test_a_book_may_have_such_a_name(name: str, tmp_path: Path, image_folder: Path) -> None:
    place = tmp_path / "books" / name
    book, _ = labelbook.create(place, image_folder)
    with book:
        assert book.status().samples == 12
    assert [path.name for path in place.parent.iterdir()] == [name]


@pytest.fixture
def read_only(make_book: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """A book that may only be read: whoever runs the tests may write everywhere."""
    place = make_book()
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, how: how != os.W_OK and allowed(path, how))
    return place


def test_a_book_that_may_not_be_written_is_looked_at_and_exported(
    read_only: Path, tmp_path: Path
) -> None:
    before = sorted(path.name for path in read_only.iterdir())
    with labelbook.open(read_only) as book:
        assert book.status().samples == 12
        assert book.export(tmp_path / "out.csv", "csv").samples == 12
        assert book.thumbnail(1, 128).data
        with pytest.raises(Unavailable, match=r"book\.db or its folder may not be written here"):
            book.exclude([1], author="ann")
    assert sorted(path.name for path in read_only.iterdir() if path.name != "cache") == before
