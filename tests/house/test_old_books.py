"""A book that 0.1.0 made opens here, says what it said there, and its work goes on.

`make_old_book.py` made `book_0_1_0.zip` and `book_0_1_0.json`; `readings.py` asks the questions.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import labelbook
from labelbook import Book
from tests.house.compared import door, plain, today
from tests.house.readings import TOPICS

HERE = Path(__file__).parent
READ: dict[str, Any] = json.loads((HERE / "book_0_1_0.json").read_text())

WORKER = ("-m", "labelbook.book.work")
"""How a server of 0.1.0 starts a job: with the book's directory and the job's number."""
TRAINER = ("-m", "labelbook.evaluate.worker")
"""How a job of 0.1.0 trains the contest's model: with the place of the run."""

LONG = 180
"""Seconds that a job of a few images may take on a busy machine."""


def unpack(place: Path) -> Path:
    with zipfile.ZipFile(HERE / "book_0_1_0.zip") as packed:
        packed.extractall(place)
    return place / "book"


def digests(directory: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that is costly to make again."""
    costly = [
        path
        for part in ("embeddings", "projection", "eyes", "issues", "runs")
        for path in (directory / "cache" / part).rglob("*")
        if path.is_file() and path.suffix != ".lock"
    ]
    return {
        path.relative_to(directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in costly
    }


@pytest.fixture(scope="module")
def read_book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A copy that is only read."""
    with labelbook.open(unpack(tmp_path_factory.mktemp("read"))) as opened:
        yield opened


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    """A copy that may be changed."""
    with labelbook.open(unpack(tmp_path)) as opened:
        yield opened


@pytest.mark.parametrize("topic", TOPICS)
def test_it_says_what_it_said(read_book: Book, topic: str) -> None:
    assert plain(TOPICS[topic](read_book)) == today(READ[topic])


def test_reading_everything_computes_nothing_anew(tmp_path: Path) -> None:
    directory = unpack(tmp_path)
    before = digests(directory)
    with labelbook.open(directory) as opened:
        for ask in TOPICS.values():
            ask(opened)
    after = digests(directory)
    assert {path: after.get(path) for path in before} == before
    assert [path for path in after if path not in before] == []


def test_embeddings_and_maps_are_known_and_not_made_again(book: Book) -> None:
    before = door(book, "projection")("style")
    vectors = book.directory / "cache" / "embeddings" / "efficientnet-lite0" / "vectors.f16"
    known = vectors.read_bytes()
    report = door(book, "embed")()
    # What was made after the book was embedded is new; all else is known, each content once.
    samples = book.samples()
    there = samples["sample"].is_in(READ["embeddings"]["samples"])
    assert report.known == samples.filter(there)["hash"].n_unique()
    assert report.embedded == samples.filter(~there)["hash"].n_unique() > 0
    assert vectors.read_bytes()[: len(known)] == known
    door(book, "project")()
    after = door(book, "projection")("style")
    rows = np.searchsorted(after.samples, before.samples)
    assert np.array_equal(after.xy[rows], before.xy)
    assert len(after.samples) > len(before.samples)


def test_what_was_done_there_is_undone_and_done_again_here(book: Book) -> None:
    undone = [c for c in door(book, "changesets")(limit=1000) if c.message == "five, not four"]
    (relabelled,) = undone
    (group,) = door(book, "changes")(relabelled.id)
    (sample,) = group.samples
    assert book.sample(sample).label == group.after
    book.undo(relabelled.id, author="Clara")
    assert book.sample(sample).label == group.before
    book.redo(relabelled.id, author="Clara")
    assert book.sample(sample).label == group.after
    assert [entry.changeset.author for entry in book.history(sample)].count("Clara") == 2


def test_the_import_of_another_author_is_undone_and_its_samples_leave(book: Book) -> None:
    before = book.samples().height
    (imported,) = [c for c in door(book, "changesets")(limit=1000) if c.message == "more of them"]
    door(book, "undo")(imported.id, author="Anna", skip_conflicts=True)
    assert before - book.samples().height == imported.added


def test_the_same_key_of_a_page_is_still_stored_once(book: Book) -> None:
    (known,) = [c for c in door(book, "changesets")(limit=1000) if c.message == "from a script"]
    again = book.restore(door(book, "changes")(known.id)[0].samples[0], author="Anna")
    assert again is None
    seq = book.seq
    edit = labelbook_edit(book, known.id)
    repeated = book.edit([edit], author="Anna", key="a-key-of-a-page")
    assert repeated is not None
    assert (repeated.id, book.seq) == (known.id, seq)


def labelbook_edit(book: Book, changeset: int) -> Any:
    """Return an edit of what a changeset moved, to another label."""
    from labelbook.journal.records import Edit

    return Edit("label", list(door(book, "changes")(changeset)[0].samples), "i")


def test_a_child_of_0_1_0_is_made_again_byte_for_byte(book: Book) -> None:
    children = book.samples().filter(origin=today("augmented"))["sample"].to_list()
    assert children
    for child in children:
        assert door(book, "rebuild")(child) == book.image_path(child).read_bytes()


def test_what_was_left_out_comes_back_and_what_waits_is_taken(book: Book) -> None:
    (found,) = door(book, "candidates")()
    back = door(book, "leave_out")(found.id, [0], author="Ben", back=True)
    made = door(book, "take_candidates")(found.id, author="Anna")
    assert made.added == len(back.waiting) == len(found.waiting) + 1


def test_talk_goes_on_where_it_was(book: Book) -> None:
    (open_one,) = [
        found
        for found in door(book, "proposals")(thread=1, undecided=True)
        if found.source == "person"
    ]
    moved = door(book, "apply_proposal")(open_one.id, author="Anna")
    assert moved is not None
    assert book.sample(open_one.cells[0].sample).label == open_one.cells[0].after
    said = door(book, "comment")(1, "Done, then.", author="Ben")
    assert door(book, "entries")(1)[-1].id == said.id


# Jobs.


def wait_for(book: Book, id: str) -> Any:
    """Return a job when it has ended."""
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        (job,) = [job for job in door(book, "jobs")() if job.id == id]
        if job.state not in ("waiting", "running"):
            return job
        time.sleep(0.1)
    raise AssertionError(f"job {id} did not end: {job}")


def test_a_job_that_was_killed_is_known_as_ended_and_its_work_is_done_by_a_new_one(
    book: Book,
) -> None:
    (killed,) = [job for job in door(book, "jobs")() if job.kind == "embed"]
    assert killed.state == "failed"
    assert "a line of its log" in killed.message
    job = door(book, "start_job")("embed")
    assert int(job.id) > int(killed.id)
    assert wait_for(book, job.id).state == "done"


def test_the_growth_that_was_asked_for_is_made(book: Book) -> None:
    before = book.samples().height
    job = door(book, "start_job")("grow")
    ended = wait_for(book, job.id)
    assert ended.state == "done", ended.message
    assert book.samples().height - before > 0
    assert door(book, "changesets")(limit=1)[0].author == "Ben"
    # It was taken once: there is nothing more to be made.
    again = wait_for(book, door(book, "start_job")("grow").id)
    assert again.state == "failed"


def test_the_evaluation_that_was_asked_for_is_made(book: Book) -> None:
    before = {run.id for run in door(book, "runs")()}
    job = door(book, "go_on")("judge")
    assert job is not None
    ended = wait_for(book, job.id)
    assert ended.state == "done", ended.message
    (new,) = [run for run in door(book, "runs")() if run.id not in before]
    assert (new.model, new.seed, new.state) == ("linear", 7, "done")
    assert door(book, "go_on")("judge") is None


def test_the_attribution_that_was_asked_for_is_made(book: Book) -> None:
    job = door(book, "go_on")("attribute")
    assert job is not None
    ended = wait_for(book, job.id)
    assert ended.state == "done", ended.message
    found = door(book, "attribution")("raw", "mended", model="linear", seeds=2, by="changeset")
    assert len(found.parts) > 3
    assert door(book, "go_on")("attribute") is None


HELD = """
import sys, time
from filelock import FileLock
with FileLock(sys.argv[1] + "/running.lock"):
    print("held", flush=True)
    time.sleep(600)
"""
"""What a worker of 0.1.0 does as long as it works: it holds the lock of its job's folder."""


def test_a_worker_of_0_1_0_that_still_runs_is_seen_and_can_be_stopped(book: Book) -> None:
    place = book.directory / "cache" / "jobs" / "3"
    with subprocess.Popen(
        [sys.executable, "-c", HELD, str(place)], stdout=subprocess.PIPE, text=True
    ) as worker:
        try:
            assert worker.stdout is not None
            assert worker.stdout.readline() == "held\n"
            (seen,) = [job for job in door(book, "jobs")() if job.id == "3"]
            assert (seen.kind, seen.state, seen.done, seen.total) == ("embed", "running", 40, 120)
            assert door(book, "start_job")("embed").id == "3"
            door(book, "cancel_job")("3")
            assert (place / "cancel").exists()
        finally:
            worker.kill()
    (ended,) = [job for job in door(book, "jobs")() if job.id == "3"]
    assert ended.state == "cancelled"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """Run a module as 0.1.0 would, and wait for its end."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    return subprocess.run(
        [sys.executable, *words], capture_output=True, text=True, timeout=LONG, env=environment
    )


def test_the_command_by_which_0_1_0_starts_a_job_never_leaves_it_hanging(book: Book) -> None:
    """A server of 0.1.0 may still run while the package is renewed."""
    folder = book.directory / "cache" / "jobs" / "4"
    folder.mkdir()
    (folder / "job.json").write_text(json.dumps({"kind": "grow"}))
    with (folder / "log").open("wb") as log:
        worker = subprocess.Popen(
            [sys.executable, *WORKER, str(book.directory), "4"], stdout=log, stderr=log
        )
    (folder / "pid.json").write_text(json.dumps({"pid": worker.pid}))
    worker.wait(LONG)
    (job,) = [job for job in door(book, "jobs")() if job.id == "4"]
    before = READ["seq"]
    if job.state != "done":
        # There is no such module any more: that is said, and what was asked for still waits.
        assert job.state == "failed"
        assert "labelbook.book" in job.message
        job = wait_for(book, door(book, "start_job")("grow").id)
    assert job.state == "done", job.message
    assert book.seq == before + 1


@pytest.mark.slow
def test_the_command_by_which_0_1_0_trains_a_seed_trains_it(tmp_path: Path) -> None:
    """A job of 0.1.0 may start the next seed while the package is renewed."""
    pytest.importorskip("torch")
    place, inputs = tmp_path / "run.partial", tmp_path / "inputs"
    place.mkdir()
    inputs.mkdir()
    rng = np.random.default_rng(0)
    for split, count in (("train", 4), ("val", 2), ("test", 2)):
        images = rng.random((count, 32, 32, 3), dtype=np.float32)
        np.save(inputs / f"images_{split}.npy", images)
        np.save(inputs / f"labels_{split}.npy", np.arange(count, dtype=np.int64) % 2)
    order = {"inputs": str(inputs), "classes": 2, "seed": 0, "epochs": 1}
    (place / "order.json").write_text(json.dumps(order))
    ended = run(*TRAINER, str(place))
    assert ended.returncode == 0, ended.stderr
    with np.load(place / "found.npz") as found:
        assert found["answers_val"].shape == (2, 2)
