"""Runs: fixed by their seed, never made twice, whole after a kill, refused with a reason."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import labelbook
from labelbook import Book, worker
from labelbook.context import BookContext
from labelbook.core.types import JobProgress
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.evaluate.models.known import contest
from labelbook.evaluate.service import Evaluation
from labelbook.grow.plan import GrowOrder
from labelbook.jobs import work
from labelbook.jobs.folder import Folder
from labelbook.jobs.kinds import JobKind
from labelbook.jobs.records import Job
from labelbook.jobs.service import folder_of

pytest.importorskip("torch")


def answers(book: Book, run: str) -> np.ndarray:
    return book.runs.result(run).answers["test"].probabilities


def test_a_run_learns_and_is_not_made_twice(book: Book) -> None:
    told: list[tuple[int, int]] = []
    report = book.runs.evaluate(
        seeds=2, epochs=6, progress=lambda done, total: told.append((done, total))
    )
    assert told[-1] == (12, 12)
    assert report.trained == 2
    assert report.images == {"train": 16, "val": 8, "test": 12}
    result = book.runs.result(report.runs[0].id)
    assert result.curve is not None
    assert result.dynamics is not None
    assert result.curve.train_loss[-1] < result.curve.train_loss[0]
    best = int(np.argmax(result.curve.val_accuracy)) + 1
    assert report.runs[0].best_epoch == best
    assert report.runs[0].scores["val"].accuracy == pytest.approx(
        float(result.curve.val_accuracy[best - 1])
    )
    assert result.dynamics.confidence.shape == (16,)
    assert ((result.dynamics.confidence > 0) & (result.dynamics.confidence < 1)).all()
    again = book.runs.evaluate(seeds=3, epochs=6)
    assert (again.trained, again.runs[:2]) == (1, report.runs)


@pytest.mark.slow
def test_the_same_content_in_another_book_gives_the_same_numbers(
    book: Book, tmp_path: Path, striped: Path
) -> None:
    first = book.runs.evaluate(seeds=1, epochs=2).runs[0]
    (tmp_path / "other").mkdir()
    made, _ = labelbook.create(tmp_path / "other" / "b", striped / "test", author="import")
    made.import_(striped, author="Anna")
    made.exclude(list(range(1, 13)), author="Anna")
    with made:
        second = made.runs.evaluate(seeds=1, epochs=2).runs[0]
        assert second.id == first.id
        np.testing.assert_array_equal(answers(book, first.id), answers(made, second.id))


@pytest.mark.slow
def test_a_killed_run_goes_on_from_its_last_epoch(book: Book) -> None:
    whole = book.runs.evaluate(seeds=1, epochs=40).runs[0]
    expected = answers(book, whole.id)
    curve = book.runs.curve(whole.id)
    folder = book.directory / "cache" / "runs"
    (folder / whole.id).rename(book.directory / "kept")
    opened = f"import labelbook; labelbook.open({str(book.directory)!r})"
    program = f"{opened}.runs.evaluate(seeds=1, epochs=40)"
    process = subprocess.Popen([sys.executable, "-c", program], start_new_session=True)
    until = time.monotonic() + 120
    while time.monotonic() < until and not (book.runs.list() and book.runs.list()[0].epochs >= 2):
        time.sleep(0.01)
    assert book.runs.list()[0].state == "running"
    process.send_signal(signal.SIGKILL)
    process.wait()
    until = time.monotonic() + 60
    while time.monotonic() < until and _workers(folder):
        time.sleep(0.05)
    assert not _workers(folder)
    stopped = book.runs.list()[0]
    assert stopped.state == "stopped"
    assert 2 <= stopped.epochs < 40
    again = book.runs.evaluate(seeds=1, epochs=40).runs[0]
    np.testing.assert_array_equal(answers(book, again.id), expected)
    after = book.runs.curve(again.id)
    assert curve is not None
    assert after is not None
    np.testing.assert_array_equal(after.train_loss, curve.train_loss)
    left = sorted(path.name for path in folder.iterdir() if not path.name.endswith(".lock"))
    assert left == [again.id]


def _workers(folder: Path) -> list[str]:
    """The training processes of a book's runs that live."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = entry.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
        if str(folder) in words and "worker" in words:
            found.append(words)
    return found


def test_a_version_is_judged_as_it_was(book: Book) -> None:
    book.save_version("raw", author="Anna")
    sample = book.samples().filter(pl.col("split") == "train")["sample"][0]
    book.exclude(sample, author="Anna")
    assert book.runs.evaluate("raw", seeds=1, epochs=1).images["train"] == 16
    assert book.runs.evaluate(seeds=1, epochs=1).images["train"] == 15


def of_split(book: Book, split: str, label: str | None = None) -> list[int | str]:
    samples = book.samples().filter(pl.col("split") == split)
    rows = zip(samples["sample"].to_list(), samples["label"].to_list(), strict=True)
    return [sample for sample, name in rows if label in (None, name)]


def test_what_cannot_be_judged_is_refused_in_a_sentence(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFound, match="no version 'never'"):
        book.runs.evaluate("never")
    with pytest.raises(BadInput, match="'deep' is no model: use contest, linear, command"):
        book.runs.evaluate(model="deep")
    with pytest.raises(BadInput, match="use 1 to 100"):
        book.runs.evaluate(seeds=0)
    with pytest.raises(NotReady, match="no embeddings of efficientnet-lite0"):
        book.runs.evaluate(model="linear", seeds=1)
    monkeypatch.setattr(contest, "CONTEST_LIMIT", 20)
    with pytest.raises(BadInput, match="hold 24 images and the contest allows 20: exclude 4"):
        book.runs.evaluate(seeds=1, epochs=1)
    monkeypatch.undo()
    book.exclude(of_split(book, "train", "along"), author="Anna")
    with pytest.raises(BadInput, match="no train samples of along"):
        book.runs.evaluate(seeds=1, epochs=1)
    book.exclude(of_split(book, "val"), author="Anna")
    with pytest.raises(BadInput, match="no val samples"):
        book.runs.evaluate(seeds=1, epochs=1)
    book.exclude(of_split(book, "train"), author="Anna")
    with pytest.raises(BadInput, match="no labelled train samples"):
        book.runs.evaluate(seeds=1, epochs=1)
    assert book.runs.list() == []


def test_what_flatters_is_said(book: Book) -> None:
    book.exclude(of_split(book, "test"), author="Anna")
    book.relabel(of_split(book, "train", "along")[:2], None, author="Anna")
    report = book.runs.evaluate(seeds=1, epochs=1)
    assert list(report.scores) == ["val"]
    assert "there is no test split" in report.warnings[0]
    assert "2 samples have no label" in report.warnings[1]


def test_an_image_that_is_gone_names_itself(book: Book, striped: Path) -> None:
    (striped / "train" / "along" / "3.png").unlink()
    with pytest.raises(NotFound, match=r"train/along/3\.png is gone"):
        book.runs.evaluate(seeds=1, epochs=1)
    assert book.runs.list() == []


def test_a_full_disk_is_a_sentence_and_stores_no_result(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent / "full_disk"))
    with pytest.raises(BadInput, match="No space left on device"):
        book.runs.evaluate(seeds=1, epochs=2)
    assert [run.state for run in book.runs.list()] == ["stopped"]
    monkeypatch.delenv("PYTHONPATH")
    assert book.runs.evaluate(seeds=1, epochs=2).trained == 1


def test_the_job_judges_all_that_was_asked_for(book: Book) -> None:
    book.save_version("raw", author="Anna")
    book.exclude(of_split(book, "train")[0], author="Anna")
    with pytest.raises(NotFound, match="no version 'never'"):
        book.runs.evaluate_later("never")
    job = book.runs.evaluate_later("raw", seeds=1, epochs=1)
    assert book.runs.evaluate_later(seeds=1, epochs=1).kind == "evaluate"
    until = time.monotonic() + 120
    while time.monotonic() < until and book.jobs.list()[-1].state in ("waiting", "running"):
        time.sleep(0.1)
    ended = book.jobs.list()[-1]
    assert (ended.id, ended.state) == (job.id, "done"), ended.message
    assert "raw: 1 runs, 1 of them new" in ended.message
    assert {run.counts["train"] for run in book.runs.list()} == {15, 16}


def test_what_the_model_learns_last_gets_more_children(book: Book) -> None:
    book.runs.evaluate(epochs=2, seeds=1)
    plan = book.growth.plan(GrowOrder(total=100))
    # A tenth of the sixteen in train, and what is nearest to them in style.
    why = "and learned 2 of train last: 2 of train themselves"
    assert any(why in reason for reason in plan.reasons), plan.reasons
    assert sum(each.from_hard for each in plan.classes) > 0


def test_a_request_in_the_last_moment_of_a_job_is_done_by_the_next(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(book.directory) / "1"
    Folder(folder).create("evaluate")
    told: list[Job] = []

    do = work.do

    def judge(ctx: BookContext, kind: JobKind, tell: JobProgress) -> str:
        done = do(ctx, kind, tell)
        # All is done, and the job has not ended yet: whoever asks now is told that it runs.
        told.append(Evaluation(ctx).evaluate_later(seeds=1, epochs=1))
        return done

    monkeypatch.setattr(work, "do", judge)
    assert worker.main(str(book.directory), "1") == 0
    assert (told[0].id, told[0].state) == ("1", "running")
    until = time.monotonic() + 120
    while time.monotonic() < until and book.jobs.list()[-1].state in ("waiting", "running"):
        time.sleep(0.1)
    first, second = book.jobs.list()
    assert (first.message, second.state) == ("there was nothing to evaluate", "done"), (
        second.message
    )
    assert [run.state for run in book.runs.list()] == ["done"]
