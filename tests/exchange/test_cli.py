"""`labelbook sheet`: out to people, and back as a proposal."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import labelbook
from tests.cli.test_commands import Output, ok, refused


def test_a_sheet_goes_out_and_its_edits_come_back(
    capsys: Output, book: Path, tmp_path: Path
) -> None:
    file = tmp_path / "labels.csv"
    out = ok(capsys, "sheet", book, file)
    assert f"12 samples written to {file}" in out
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig")))
    rows[0] |= {"label": "iii", "comment": "three strokes"}
    with file.open("w", newline="") as filled:
        writer = csv.DictWriter(filled, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    out = ok(capsys, "sheet", book, file, "--back", "--author", "Anna")
    assert "12 rows: 1 change, 0 comments without one" in out
    assert "label i -> iii  (three strokes)" in out
    assert "Thread 1 waits for a reviewer to decide" in out
    with labelbook.open(book) as opened:
        assert opened.seq == 1
    found = json.loads(ok(capsys, "sheet", book, file, "--back", "--apply", "--json"))
    assert found["changeset"] == 2
    with labelbook.open(book) as opened:
        assert opened.sample(int(rows[0]["sample"])).path == rows[0]["path"]
        labels = dict(opened.samples().select("path", "label").iter_rows())
        assert labels[rows[0]["path"]] == "iii"


def test_bad_sheets_are_told(capsys: Output, book: Path, tmp_path: Path) -> None:
    assert "must end in .xlsx" in refused(capsys, "sheet", book, tmp_path / "labels.ods")
    assert "goes with --back" in refused(capsys, "sheet", book, tmp_path / "a.csv", "--apply")
    assert "there is no file" in refused(capsys, "sheet", book, tmp_path / "a.csv", "--back")
    ok(capsys, "sheet", book, tmp_path / "a.csv")
    assert "exists already" in refused(capsys, "sheet", book, tmp_path / "a.csv")
