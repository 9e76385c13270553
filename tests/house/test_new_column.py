"""A newcomer adds a column of samples in three places, and it is everywhere.

The places are a declaration, a migration and a reader, as CONTRIBUTING.md tells under "Add a
column"; here they are written into a copy of the package, which then plays the whole way.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import labelbook

PACKAGE = Path(labelbook.__file__).parent
TOLD = Path(__file__).parents[2] / "CONTRIBUTING.md"
PLAY = Path(__file__).parent / "play_new_column.py"
PLACES = ("journal/fields.py", "journal/migrations/versions/v0011_depth.py", "images/facts.py")


def examples() -> list[str]:
    """Return the three pieces of code of "Add a column": declaration, migration, reader."""
    section = TOLD.read_text().split("\n## Add a column\n")[1].split("\n## ")[0]
    blocks = re.findall(r"```python\n(.*?) *```", section, re.DOTALL)
    return [re.sub(r"^ {3}", "", block, flags=re.MULTILINE) for block in blocks]


pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a copy of the package that has the new column."""
    folder = tmp_path_factory.mktemp("newcomer")
    leave = shutil.ignore_patterns("page", "__pycache__")
    package = Path(shutil.copytree(PACKAGE, folder / "labelbook", ignore=leave))
    declaration, migration, reader = examples()
    fields, revision, facts = (package / place for place in PLACES)
    last = '    Field("origin", "Origin", str),\n'
    assert last in fields.read_text()
    fields.write_text(fields.read_text().replace(last, last + declaration))
    revision.write_text(migration)
    function, entry = reader.split("\n\n\n")
    table = "READERS: dict[str, Reader] = {\n"
    text = facts.read_text().replace(table, f"{function}\n\n\n{table}{entry}")
    assert function in text
    facts.write_text(text)
    return folder


@pytest.fixture(scope="module")
def told(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a book says with the new column, at each station of its way."""
    work = tmp_path_factory.mktemp("played")
    old = work / "old"
    drawn = work / "images"
    environment = {**os.environ, "PYTHONPATH": str(copy)}
    here = {**os.environ, "PYTHONPATH": str(PACKAGE.parent)}
    for step, known in (("before", here), ("after", environment)):
        done = subprocess.run(
            [sys.executable, PLAY, step, drawn, old, work / "out.json"],
            env=known,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads((work / "out.json").read_text())
    assert found["package"] == str(copy / "labelbook")
    return found


DEPTHS = {"grey.png": 8, "black.png": 1, "colour.png": 24}


def test_imported_samples_have_it_in_samples_and_in_exports(told: dict[str, Any]) -> None:
    assert told["samples"] == DEPTHS
    assert told["csv"] == {name: str(depth) for name, depth in DEPTHS.items()}
    assert told["at_a_version"] == DEPTHS


def test_the_page_is_told_of_it_and_gets_its_column(told: dict[str, Any]) -> None:
    assert told["field"] == {
        **{"name": "depth", "says": "Colour depth", "kind": "number", "words": []},
        **{"shown": True, "sortable": True, "filtered": True},
    }
    assert told["snapshot"] == DEPTHS
    assert told["api_sample"] == DEPTHS["black.png"]


def test_news_of_samples_that_come_back_hold_it(told: dict[str, Any]) -> None:
    assert told["without"] == {}
    assert told["news"] == DEPTHS
    assert told["followed"] == told["anew"] == DEPTHS


def test_a_drawn_and_a_grown_sample_have_it(told: dict[str, Any]) -> None:
    assert told["drawn"] == [8, 8]


def test_a_book_from_before_gets_it_by_the_migration(told: dict[str, Any]) -> None:
    assert told["old_samples"] == [0, 0, 0]
    assert told["old_snapshot"] == [0, 0, 0]
