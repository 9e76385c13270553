"""A key is one record: CONTRIBUTING's example, in a copy of the page."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.docs import reference

ROOT = Path(__file__).parents[2]


def test_one_record_adds_a_key_to_the_help_and_the_docs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    section = (ROOT / "CONTRIBUTING.md").read_text().split("## Add a key")[1]
    example = re.search(r"^```ts\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    assert example
    shutil.copytree(ROOT / "web" / "src", tmp_path / "src")
    file = tmp_path / "src" / "review" / "commands.ts"
    whole = file.read_text()
    first = re.search(r"^  \{\n    id: 'review\.", whole, re.MULTILINE)
    assert first
    monkeypatch.setattr(reference, "SOURCES", tmp_path / "src")
    before = reference.listed_keys()
    file.write_text(whole[: first.start()] + example[1] + whole[first.start() :])
    added = [key for key in reference.listed_keys() if key not in before]
    assert added == [("Move", "Ctrl+ArrowDown", "Ten rows down")]
    page = reference.keys()
    assert "| Ten rows down |" in page
