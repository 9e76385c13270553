"""columns, as a command."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from labelbook.cli import run

Command = Callable[..., str]


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command; returns what it printed, having seen that it ended as it should."""

    def go(*words: str, code: int = 0) -> str:
        assert run(list(words)) == code
        said = capsys.readouterr()
        return said.err if code else said.out

    return go


def test_columns_are_added_filled_shown_and_removed(
    make_book: Callable[[], Path], command: Command
) -> None:
    book = str(make_book())
    assert "no metadata columns yet" in command("columns", book)
    added = command("columns", book, "add", "patient", "--kind", "category", "--group")
    assert "Added the column patient (category)" in added
    assert "Set patient of 2 samples to p17" in command(
        "columns", book, "set", "patient", "p17", "1", "train/i/1.png"
    )
    assert command("columns", book).strip() == "patient: category, group, 2 of 12 samples"
    assert "Renamed the column patient to who" in command(
        "columns", book, "rename", "patient", "who"
    )
    assert "It is so already" in command("columns", book, "group", "who")
    command("columns", book, "ungroup", "who")
    command("columns", book, "describe", "who", "of the ward")
    assert json.loads(command("columns", book, "--json")) == [
        {"name": "who", "kind": "category", "group": False, "description": "of the ward"}
    ]
    assert "Removed the column who" in command("columns", book, "remove", "who")
    command("undo", book)
    assert "who: category" in command("columns", book)


def test_what_cannot_be_is_said(make_book: Callable[[], Path], command: Command) -> None:
    book = str(make_book())
    command("columns", book, "add", "age", "--kind", "number")
    assert "age holds numbers, not 'old'" in command(
        "columns", book, "set", "age", "old", "1", code=2
    )
    assert "there is no metadata column 'weight'" in command(
        "columns", book, "remove", "weight", code=2
    )
    assert "`columns BOOK rename` takes 2 words, not 1" in command(
        "columns", book, "rename", "age", code=2
    )
    assert "'colour' is no kind of column" in command(
        "columns", book, "kind", "age", "colour", code=2
    )
