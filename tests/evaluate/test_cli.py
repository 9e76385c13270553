"""judge and compare on the command line."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import labelbook
from labelbook.cli import run
from tests.cli.test_commands import Output, ok, refused
from tests.conftest import draw

ANSWERS = """
import pathlib, sys
val, test, share, out = sys.argv[1:]
paths = [*pathlib.Path(val).rglob("*.png"), *pathlib.Path(test).rglob("*.png")]
rows = [f"{p},{p.parent.name if int(p.stem) % 10 < int(share) else 'i'}" for p in paths]
pathlib.Path(out).write_text("\\n".join(["path,label", *rows]))
"""


@pytest.fixture
def book(make_book: Callable[[], Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("LABELBOOK_AUTHOR", "Anna")
    return make_book()


@pytest.fixture
def words(tmp_path: Path) -> str:
    script = tmp_path / "answers.py"
    script.write_text(ANSWERS)
    return f"{sys.executable} {script} {{val}} {{test}} 1 {{out}}"


def test_judge_says_on_what_how_many_and_how_sure(capsys: Output, book: Path, words: str) -> None:
    arguments = ("evaluate", book, "--model", "command", "--command", words, "--seeds", 2)
    out = ok(capsys, *arguments)
    assert "val   " in out
    assert "% [" in out
    assert "on 3 images, 2 seeds" in out
    assert "2 new runs, 0 known" in out
    assert "Note: there is no test split" in out
    report = json.loads(ok(capsys, *arguments, "--json"))
    assert report["trained"] == 0
    with labelbook.open(book) as opened:
        assert [(job.kind, job.state) for job in opened.jobs.list()] == [("evaluate", "done")] * 2
    assert [run["seed"] for run in report["runs"]] == [0, 1]
    assert report["scores"]["val"]["low"] <= report["scores"]["val"]["estimate"]


def test_compare_gives_a_verdict(capsys: Output, book: Path, words: str) -> None:
    ok(capsys, "version", book, "raw")
    with labelbook.open(book) as opened:
        opened.exclude(1, author="Anna")
    assert "were not evaluated with the same model" in refused(
        capsys, "compare", book, "raw", "now"
    )
    judge = ("--model", "command", "--command", words, "--seeds", 2)
    ok(capsys, "evaluate", book, "--version", "raw", *judge)
    ok(capsys, "evaluate", book, *judge)
    out = ok(capsys, "compare", book, "raw", "now")
    assert out.startswith("Cannot tell: +0.0 [+0.0, +0.0] points on 3 val images, 2 seeds")
    assert "McNemar: 0 right only in raw, 0 only in now, p = 1" in out
    found = json.loads(ok(capsys, "compare", book, "raw", "now", "--json"))
    assert (found["verdict"], found["split"], len(found["seen"])) == ("cannot tell", "val", 3)


def test_a_command_that_fails_is_one_sentence(capsys: Output, book: Path) -> None:
    words = f"{sys.executable} -c 'raise SystemExit(\"out of luck\")'"
    sentence = refused(capsys, "evaluate", book, "--model", "command", "--command", words)
    assert "exit code 1" in sentence
    assert "out of luck" in sentence
    assert "no version 'never'" in refused(capsys, "evaluate", book, "--version", "never")
    assert "no command" in refused(capsys, "evaluate", book, "--command", "true")


def test_what_a_change_would_do_is_told_before_it_is_made(
    capsys: Output, book: Path, tmp_path: Path
) -> None:
    edits = tmp_path / "edits.csv"
    edits.write_text("sample,action,value\n1,exclude,\n")
    refusal = refused(capsys, "apply", book, edits, "--forecast")
    assert "labelbook embed" in refusal
    with labelbook.open(book) as opened:
        opened.map.embed()
    out = ok(capsys, "apply", book, edits, "--forecast")
    assert out.startswith("Forecast for 1 sample: cannot tell: ")
    assert "of this change: Excluded 1 sample\n" in out
    assert "Nothing was changed" in out
    found = json.loads(ok(capsys, "apply", book, edits, "--forecast", "--json"))
    assert found["forecast"]["split"] == "val"
    assert found["record"]["scores"] == []
    with labelbook.open(book) as opened:
        assert opened.seq == 1
    assert "needs --dry-run" in refused(capsys, "split", book, "--forecast")
    ok(capsys, "apply", book, edits)
    found = json.loads(ok(capsys, "apply", book, edits, "--forecast", "--json"))
    (told,) = found["record"]["forecasts"]
    assert (told["changeset"], found["forecast"]) == (2, None)
    assert "Nothing to change" in ok(capsys, "apply", book, edits, "--forecast")
    refusal = refused(capsys, "split", book, "--dry-run", "--forecast")
    assert "no image of val is in both versions" in refusal
    draw(book.parent / "more" / "iii" / "m.png", 900)
    ok(capsys, "import", book, book.parent / "more", "--split", "test")
    ok(capsys, "embed", book)
    out = ok(capsys, "split", book, "--dry-run", "--forecast")
    assert "of this change: Moved " in out
    assert "So far, by the model linear: 1 change made as forecast (the forecast's own runs" in out
    out = ok(capsys, "compare", book, 1, 2, "--attribute")
    assert "Which change did it, by the model linear, on 3 images of val, 5 seeds:" in out
    assert "exclusions (1 sample)" in out
    found = json.loads(ok(capsys, "compare", book, 1, 2, "--attribute", "--json"))
    assert [part["title"] for part in found["attribution"]["parts"]] == ["exclusions"]


def test_trust_needs_a_test_split(capsys: Output, book: Path) -> None:
    with labelbook.open(book) as opened:
        opened.map.embed()
    assert "no test split" in refused(capsys, "evaluate", book, "--model", "linear", "--trust")


def test_what_is_wished_for_while_a_terminal_judges_is_done_afterwards(
    capsys: Output, book: Path, words: str
) -> None:
    with labelbook.open(book) as opened:
        opened.map.embed()
        with opened.jobs.here("evaluate"):
            assert opened.runs.evaluate_later(model="linear", seeds=2).state == "running"
    ok(capsys, "evaluate", book, "--model", "command", "--command", words, "--seeds", 2)
    with labelbook.open(book) as opened:
        until = time.monotonic() + 60
        while time.monotonic() < until and opened.jobs.list()[-1].state in ("waiting", "running"):
            time.sleep(0.1)
        assert [run.model for run in opened.runs.list() if run.state == "done"].count("linear") == 2


def test_trust_is_told_with_the_styles_that_explain_it(
    capsys: Output, book: Path, tmp_path: Path
) -> None:
    for number, label in enumerate(("i", "ii", "iii") * 4):
        draw(tmp_path / "fonts" / label / f"f{number}.png", 500 + number)
    ok(capsys, "import", book, tmp_path / "fonts", "--split", "test")
    ok(capsys, "embed", book)
    judge = ("evaluate", book, "--model", "linear", "--seeds", 2, "--trust")
    out = ok(capsys, *judge)
    assert "val and test" in out or "val: it is" in out.lower()
    found = json.loads(ok(capsys, *judge, "--json"))["trust"]
    assert sum(style["share_test"] for style in found["styles"]) == pytest.approx(1)
    assert found["sentence"][1:] in out


def test_the_former_name_of_the_command_works_and_says_the_new_one(
    capsys: Output, book: Path
) -> None:
    assert run(["judge", str(book), "--version", "never"]) == 2
    note, error = capsys.readouterr().err.strip().splitlines()
    assert note == "`judge` is now called `evaluate`."
    assert error.startswith("Error: ") and "no version 'never'" in error
