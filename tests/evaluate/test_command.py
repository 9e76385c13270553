"""Any script can be the fixed model; one that fails is shown, and stores nothing."""

from __future__ import annotations

import sys
import textwrap
import time
from pathlib import Path

import pytest

from labelbook import Book
from labelbook.errors import BadInput

READS_STRIPES = """
    import argparse, csv, pathlib
    import numpy as np
    from PIL import Image
    parser = argparse.ArgumentParser()
    for name in ("train", "val", "test", "classes", "seed", "out"):
        parser.add_argument("--" + name)
    given = parser.parse_args()
    classes = open(given.classes).read().split()
    assert len(list(pathlib.Path(given.train).rglob("*.png"))) == 16
    print("seed", given.seed)
    with open(given.out, "w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(HEAD)
        for folder in (given.val, given.test):
            for path in sorted(pathlib.Path(folder).rglob("*.png")):
                pixels = np.asarray(Image.open(path), dtype=float)
                across, down = (np.abs(np.diff(pixels, axis=axis)).sum() for axis in (1, 0))
                along = across > down
                rows.writerow(ROW)
"""


@pytest.fixture
def script(tmp_path: Path) -> Path:
    return tmp_path / "train.py"


def command(script: Path, text: str, *more: str) -> str:
    script.write_text(textwrap.dedent(text))
    return " ".join([sys.executable, str(script), *more])


def reading(head: str, row: str) -> str:
    return READS_STRIPES.replace("HEAD", head).replace("ROW", row)


def test_a_script_judges_by_labels(book: Book, script: Path) -> None:
    text = reading('["path", "label"]', '[path, "along" if along else "across"]')
    report = book.runs.evaluate(model="command", command=command(script, text), seeds=2)
    assert report.scores["test"].estimate == 1.0
    assert [run.scores["val"].total for run in report.runs] == [8, 8]
    log = book.directory / "cache" / "runs" / report.runs[1].id / "log.txt"
    assert log.read_text() == "seed 1\n"
    again = book.runs.evaluate(model="command", command=command(script, text), seeds=2)
    assert again.trained == 0


def test_a_script_judges_by_probabilities(book: Book, script: Path) -> None:
    text = reading('["path", *classes]', "[path, 3.0 * (not along) + 1, 3.0 * along + 1]")
    report = book.runs.evaluate(model="command", command=command(script, text), seeds=1)
    answers = book.runs.result(report.runs[0].id).answers["test"]
    assert answers.probabilities.max() == pytest.approx(0.8)
    assert report.scores["test"].estimate == 1.0


def test_another_script_under_the_same_name_is_another_model(book: Book, script: Path) -> None:
    first = command(script, reading('["path", "label"]', '[path, "along"]'))
    assert (
        book.runs.evaluate(model="command", command=first, seeds=1).scores["test"].estimate == 0.5
    )
    second = command(script, reading('["path", "label"]', "[path, classes[int(along)]]"))
    assert (
        book.runs.evaluate(model="command", command=second, seeds=1).scores["test"].estimate == 1.0
    )


def test_places_can_be_named(book: Book, script: Path) -> None:
    text = """
        import pathlib, sys
        val, test, out = sys.argv[1:]
        paths = [*pathlib.Path(val).rglob("*.png"), *pathlib.Path(test).rglob("*.png")]
        rows = [f"{path},{path.parent.name}" for path in paths]
        pathlib.Path(out).write_text("\\n".join(["path,label", *rows]))
    """
    words = command(script, text, "{val}", "{test}", "{out}")
    assert (
        book.runs.evaluate(model="command", command=words, seeds=1).scores["test"].estimate == 1.0
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("print('reading'); raise SystemExit('no GPU here')", "no GPU here"),
        ("pass", "wrote no predictions"),
        (reading('["name"]', "[path]"), "need the columns path and label"),
        (reading('["path", "label"]', '[path, "dotted"]'), "line 2 .* 'dotted', which is no class"),
        (reading('["path", *classes]', '[path, "nan", 1]'), "line 2 .* no probabilities"),
        (
            reading('["path", "label"]', '[path if "val" in str(path) else "x", "along"]'),
            r"nothing for test/along/000000 .12 of 12 images of test are missing",
        ),
    ],
)
def test_a_failure_is_told_and_stores_nothing(
    book: Book, script: Path, text: str, told: str
) -> None:
    with pytest.raises(BadInput, match=told) as caught:
        book.runs.evaluate(model="command", command=command(script, text), seeds=1)
    assert "\n" not in str(caught.value)
    assert [run.state for run in book.runs.list()] == ["stopped"]


def test_the_time_limit_ends_the_script_and_its_children(book: Book, script: Path) -> None:
    text = "import subprocess; subprocess.run(['sleep', '60'])"
    started = time.monotonic()
    with pytest.raises(BadInput, match=r"more than 0\.7 s"):
        book.runs.evaluate(model="command", command=command(script, text), seeds=1, time_limit=0.7)
    assert time.monotonic() - started < 20


def test_a_command_that_cannot_be_run_is_refused(book: Book) -> None:
    for words, told in (
        (None, "needs a command"),
        ("'python", "close its quotes"),
        ("no-such-program x", "no program 'no-such-program'"),
    ):
        with pytest.raises(BadInput, match=told):
            book.runs.evaluate(model="command", command=words, seeds=1)
    assert book.runs.list() == []
