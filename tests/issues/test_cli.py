"""`labelbook issues`: what it prints and writes, and how its CSV becomes edits."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import labelbook
from labelbook.issues.kinds import issue_kinds
from tests.cli.test_commands import Output, ok, refused

DOCS = Path(__file__).parents[2] / "docs"


def test_issues_are_counted_and_shown_with_their_reasons(
    capsys: Output, searched: Path, tmp_path: Path
) -> None:
    book = shutil.copytree(searched, tmp_path / "numerals")
    out = ok(capsys, "issues", book)
    for kind in issue_kinds.names:
        assert f"\n{kind} " in f"\n{out}"
    assert "similar to" in out
    counts = json.loads(ok(capsys, "status", book, "--json"))["issues"]
    assert counts == json.loads(ok(capsys, "issues", book, "--json"))["counts"]
    assert f"issues: {counts['mislabelled']:,} mislabelled, " in ok(capsys, "status", book)


def test_the_csv_of_a_kind_ranks_every_sample(
    capsys: Output, searched: Path, tmp_path: Path
) -> None:
    book = shutil.copytree(searched, tmp_path / "numerals")
    file = tmp_path / "wrong.csv"
    ok(capsys, "issues", book, "--kind", "mislabelled", "--fast", "--csv", file)
    rows = list(csv.DictReader(file.open()))
    assert list(rows[0]) == ["path", "sample", "kind", "score", "label", "suggestion", "reason"]
    with labelbook.open(book) as opened:
        learned_from = opened.samples().filter(split="train").height
        learned_from += opened.samples().filter(split="val").height
    assert len(rows) == learned_from
    scores = [float(row["score"]) for row in rows]
    assert scores == sorted(scores, reverse=True)


def test_the_csv_becomes_edits_as_the_documentation_says(
    capsys: Output, searched: Path, tmp_path: Path
) -> None:
    book = shutil.copytree(searched, tmp_path / "numerals")
    file = tmp_path / "wrong.csv"
    ok(capsys, "issues", book, "--kind", "mislabelled", "--fast", "--limit", 3, "--csv", file)
    code = (DOCS / "issues.md").read_text().split("```python\n")[1].split("```")[0]
    script = tmp_path / "to_edits.py"
    script.write_text(code)
    import subprocess
    import sys

    subprocess.run([sys.executable, script], cwd=tmp_path, check=True)
    assert "applied" in ok(capsys, "apply", book, tmp_path / "edits.csv", "--author", "Anna")


def test_limit_and_json(capsys: Output, searched: Path, tmp_path: Path) -> None:
    book = shutil.copytree(searched, tmp_path / "numerals")
    found = json.loads(ok(capsys, "issues", book, "--kind", "duplicate", "--limit", 2, "--json"))
    assert len(found["issues"]) == 2
    assert found["counts"]["duplicate"] >= 2


def test_a_kind_that_there_is_not_is_one_sentence(capsys: Output, searched: Path) -> None:
    assert "'typo'" in refused(capsys, "issues", searched, "--kind", "typo")


def test_every_kind_is_documented() -> None:
    text = (DOCS / "issues.md").read_text()
    for kind in issue_kinds.names:
        assert f"\n### {kind}\n" in text, kind
