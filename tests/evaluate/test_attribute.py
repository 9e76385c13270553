"""Attribution by any model: said before what it takes, resumed where it was, nothing made twice."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from pathlib import Path

import polars as pl
import pytest

from labelbook import Book
from labelbook.errors import BadInput, NotReady
from labelbook.evaluate import attribute
from labelbook.jobs import kinds, requests, work
from labelbook.jobs.records import Cancelled

ANSWERS = """
import pathlib, sys
train, val, test, out = sys.argv[1:]
right = len(list(pathlib.Path(train).rglob("*.png"))) > 12
paths = [*pathlib.Path(val).rglob("*.png"), *pathlib.Path(test).rglob("*.png")]
rows = [f"{p},{p.parent.name if right else 'across'}" for p in paths]
pathlib.Path(out).write_text("\\n".join(["path,label", *rows]))
"""


def train_of(book: Book) -> list[int]:
    return book.samples().filter(pl.col("split") == "train")["sample"].to_list()


@pytest.fixture
def changed(book: Book) -> Book:
    """Two versions: of train four samples were excluded, and one was relabelled."""
    train = train_of(book)
    book.save_version("raw", author="Anna")
    book.exclude(train[:4], author="Anna", message="doodles")
    book.relabel(train[5], "along", author="Anna")
    book.save_version("mended", author="Anna")
    return book


@pytest.mark.slow
def test_the_contests_model_says_what_it_takes_and_takes_what_is_there(changed: Book) -> None:
    pytest.importorskip("torch")
    for version in ("raw", "mended"):
        changed.runs.evaluate(version, seeds=2, epochs=2)
    plan = changed.runs.attribution_plan("raw", "mended", model="contest")
    assert (plan.settings, plan.seeds) == ({"epochs": 2}, 2)
    assert [(part.title, part.samples) for part in plan.parts] == [
        ("exclusions", 4),
        ("relabelling", 1),
    ]
    assert (plan.trainings, plan.known, plan.epochs, plan.measured) == (8, 4, 8, True)
    assert plan.seconds > 0
    job = changed.runs.attribute_later("raw", "mended", model="contest")
    until = time.monotonic() + 120
    while time.monotonic() < until and changed.jobs.list()[-1].state in ("waiting", "running"):
        time.sleep(0.1)
    ended = changed.jobs.list()[-1]
    assert (ended.id, ended.state, ended.message) == (job.id, "done", "1 to 3: 2 parts")
    found = changed.runs.attribution("raw", "mended", model="contest")
    assert (found.model, found.settings, found.seeds) == ("contest", {"epochs": 2}, (0, 1))
    assert found.sentence.endswith("exclusions, relabelling") or "points" in found.sentence
    after = changed.runs.attribution_plan("raw", "mended", model="contest")
    assert (after.known, after.epochs, after.seconds) == (8, 0, 0)


def test_a_cancelled_attribution_goes_on_from_the_epoch_where_it_was(changed: Book) -> None:
    pytest.importorskip("torch")
    asked = attribute.request(
        changed.context, "raw", "mended", model="contest", seeds=2, by="changeset"
    )
    before = changed.runs.attribution_plan(
        "raw", "mended", model="contest", seeds=2, by="changeset"
    )
    assert (before.trainings, before.known, before.epochs, before.measured) == (8, 0, 800, False)
    requests.add(changed.context.cache, "attribute", asdict(asked))
    told: list[tuple[int, int, str]] = []

    def tell(done: int, total: int, message: str) -> None:
        told.append((done, total, message))
        if done >= 4:
            raise Cancelled

    with pytest.raises(Cancelled):
        work.do(changed.context, kinds.get("attribute"), tell)
    assert not changed.jobs.queued("attribute")
    assert told[-1][1:] == (
        800,
        f"attributing by contest: version raw, epoch {told[-1][0]} of 800 in all",
    )
    after = changed.runs.attribution_plan("raw", "mended", model="contest", seeds=2, by="changeset")
    assert after.known == 0
    assert 700 < after.epochs <= 796


def test_a_command_is_run_as_it_judged_both_and_no_other(changed: Book, tmp_path: Path) -> None:
    with pytest.raises(NotReady, match="no command has evaluated both raw and mended"):
        changed.runs.attribution_plan("raw", "mended", model="command")
    script = tmp_path / "answers.py"
    script.write_text(ANSWERS)
    words = f"{sys.executable} {script} {{train}} {{val}} {{test}} {{out}}"
    for version in ("raw", "mended"):
        changed.runs.evaluate(version, model="command", command=words, seeds=2)
    found = changed.runs.attribute("raw", "mended", model="command")
    assert [(part.title, part.verdict) for part in found.parts] == [
        ("relabelling", "cannot tell"),
        ("exclusions", "worse"),
    ]
    assert found.sentence.startswith("exclusions: worse, -50.0 [")
    assert found.sentence.endswith("; within noise on 12 test images, 2 seeds: relabelling")
    script.write_text(ANSWERS + "# changed\n")
    with pytest.raises(BadInput, match="have changed since it evaluated raw and mended"):
        changed.runs.attribution_plan("raw", "mended", model="command")


def test_a_state_that_cannot_be_judged_is_refused_before_anything_is_trained(book: Book) -> None:
    train = train_of(book)
    labels = dict(book.samples().select("sample", "label").iter_rows())
    across = [sample for sample in train if labels[sample] == "across"]
    book.exclude(across, author="Anna")
    raw = book.seq
    book.restore(across, author="Anna")
    book.relabel(across[0], "along", author="Anna")
    with pytest.raises(BadInput, match="no train samples of across"):
        book.runs.attribution_plan(raw, book.seq, model="linear", seeds=2)
    assert book.runs.list() == []
