"""What is added with one file is everywhere: the examples of CONTRIBUTING.md, done."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import labelbook
from labelbook import Book
from tests.house import registries

ROOT = Path(__file__).parents[2]
EXAMPLES = dict(
    re.findall(
        r"^<!-- src/(\S+) -->\n```python\n(.*?)^```",
        (ROOT / "CONTRIBUTING.md").read_text(),
        re.MULTILINE | re.DOTALL,
    )
)
"""Path below src -> what is written there."""


def test_one_file_adds_an_issue_kind_and_one_file_adds_a_format(
    tiny_book: Book, tmp_path: Path
) -> None:
    package = Path(labelbook.__file__).parent
    leave = shutil.ignore_patterns("__pycache__", "page")
    shutil.copytree(package, tmp_path / "src" / "labelbook", ignore=leave)
    for path, text in EXAMPLES.items():
        (tmp_path / "src" / path).write_text(text)
    place, out = tiny_book.directory, tmp_path / "paths.txt"
    count = tiny_book.samples().height
    tiny_book.close()

    told = registries.seen([tmp_path / "src"], place, out, "paths")
    assert told["issues"]["counts"]["tiny"] == count
    assert "tiny" in {issue["kind"] for issue in told["issues"]["issues"]}
    kinds = {kind["name"]: kind for kind in told["registry"]["issue_kinds"]}
    assert list(kinds)[-1] == "tiny"
    assert kinds["tiny"]["says"] == "smaller than a thumbnail"
    assert told["report"].count("smaller than a thumbnail") == 1
    assert len(told["export"].splitlines()) == count
    assert "paths" in {format["name"] for format in told["registry"]["exporters"]}
    assert told["sent"] == [200, 'attachment; filename="book-paths.txt"']
