"""What the page about discussions shows is what happens."""

from __future__ import annotations

import doctest
import shutil
from pathlib import Path

import pytest

import labelbook
from labelbook.discuss import records

PAGE = Path(__file__).parents[2] / "docs" / "discuss.md"


def test_the_page_runs(image_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    labelbook.create(tmp_path / "book", image_folder, author="import")[0].close()
    (tmp_path / "work").mkdir()
    shutil.move(tmp_path / "book", tmp_path / "work" / "numerals")
    monkeypatch.chdir(tmp_path / "work")
    result = doctest.testfile(str(PAGE), module_relative=False, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 8
    assert result.failed == 0


def test_every_anchor_and_state_is_described() -> None:
    text = PAGE.read_text()
    for anchor in records.ANCHORS:
        assert f"| `{anchor}` |" in text
    for kind in records.RULE_KINDS:
        assert f"| `{kind}` |" in text
    for state in records.STATES:
        assert f"*{state}*" in text
