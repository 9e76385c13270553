"""threads and rules on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

import labelbook
from labelbook.cli import run
from labelbook.discuss.records import Anchor


@pytest.fixture
def talked(make_book: Callable[[], Path]) -> Path:
    place = make_book()
    with labelbook.open(place) as book:
        thread = book.talk.start(Anchor("sample", (1,)), "i or ii?", author="Anna").id
        book.talk.comment(thread, "One stroke:\nan i.", author="Ben")
        book.rules.write("border", "i", "One stroke.", author="Anna", samples=(1,))
    return place


def test_threads_are_listed_and_read(talked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["threads", str(talked)]) == 0
    assert "i or ii?  (Anna, 1 answer)" in capsys.readouterr().out
    assert run(["threads", str(talked), "--state", "resolved", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
    assert run(["threads", str(talked), "1"]) == 0
    out = capsys.readouterr().out
    assert "Ben  [comment]\n    One stroke:\n    an i." in out
    assert run(["threads", str(talked), "7"]) == 2
    assert "there is no thread 7" in capsys.readouterr().err


def test_rules_are_listed_and_written(
    talked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", str(talked)]) == 0
    assert "border      One stroke.  [1 example]" in capsys.readouterr().out
    assert run(["rules", str(talked), str(tmp_path / "rules.html"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["images"] == 1
    assert (tmp_path / "rules.html").read_text().startswith("<!doctype html>")
    assert run(["rules", str(talked), str(tmp_path / "rules.html")]) == 2
    assert "exists already" in capsys.readouterr().err
