"""A book for the command line, and a watch that it stays as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import labelbook


@pytest.fixture
def book(make_book: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LABELBOOK_AUTHOR", "Anna")
    return make_book()


@pytest.fixture
def unchanged(book: Path) -> Iterator[None]:
    """Whatever the test does, the book's state stays what it was."""

    def state() -> object:
        with labelbook.open(book) as opened:
            return opened.samples().to_dicts(), opened.journal.changesets(), opened.versions()

    before = state()
    yield
    assert state() == before
