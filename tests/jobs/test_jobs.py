"""Jobs: their processes, their files, and what is known of them after a kill."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import labelbook
from labelbook import Book
from labelbook.core.types import JobProgress
from labelbook.errors import BadInput, LabelbookError, NotFound
from labelbook.jobs import process, queue
from labelbook.jobs.folder import Folder
from labelbook.jobs.records import Cancelled, Job
from labelbook.jobs.service import folder_of
from tests.conftest import draw

PATIENCE = 90
MANY = 900


def wait(book: Book, id: str, until: Callable[[Job], bool]) -> Job:
    """Look at a job until something is so."""
    for _ in range(PATIENCE * 20):
        job = next(job for job in book.jobs.list() if job.id == id)
        if until(job):
            return job
        time.sleep(0.05)
    raise AssertionError(job)


def ended(job: Job) -> bool:
    return job.state in ("done", "failed", "cancelled")


@pytest.fixture
def large_book(tmp_path: Path) -> Book:
    for number in range(MANY):
        draw(tmp_path / "many" / "train" / "i" / f"{number}.png", number)
    return labelbook.create(tmp_path / "large", tmp_path / "many")[0]


def test_a_job_embeds_and_maps_in_a_process_of_its_own(tiny_book: Book) -> None:
    job = tiny_book.jobs.start("embed")
    assert (job.id, job.kind) == ("1", "embed")
    assert job.state in ("waiting", "running")
    done = wait(tiny_book, job.id, ended)
    assert done.state == "done", done.message
    assert done.message == "12 images embedded, 0 known before"
    assert done.done == done.total > 0
    assert done.remaining is None
    assert len(tiny_book.map.chart("style").samples) == 12
    assert wait(tiny_book, tiny_book.jobs.start("embed").id, ended).message.startswith("0 images")
    assert [job.id for job in tiny_book.jobs.list()] == ["1", "2"]


def test_one_that_runs_already_is_given_again_and_can_be_cancelled(large_book: Book) -> None:
    job = large_book.jobs.start("embed")
    assert large_book.jobs.start("embed").id == job.id
    running = wait(large_book, job.id, lambda job: job.done > 0)
    assert running.state == "running"
    large_book.jobs.cancel(job.id)
    stopped = wait(large_book, job.id, ended)
    assert (stopped.state, stopped.message) == ("cancelled", "stopped; what was done stays")
    known = large_book.map.embed().known
    assert 0 < known <= MANY
    assert large_book.jobs.cancel(job.id).state == "cancelled"


def test_work_in_a_terminal_is_a_job_that_others_see_and_stop(large_book: Book) -> None:
    with pytest.raises(Cancelled), large_book.jobs.here("embed") as tell:
        tell(3, 10, "embedding")
        [job] = large_book.jobs.list()
        assert (job.kind, job.state, job.done) == ("embed", "running", 3)
        assert large_book.jobs.start("embed").id == job.id, "it was started twice"
        large_book.jobs.cancel(job.id)
        tell(4, 10, "embedding")
    assert large_book.jobs.list()[0].state == "cancelled"
    with large_book.jobs.here("issues"):
        pass
    with pytest.raises(BadInput), large_book.jobs.here("issues"):
        raise BadInput("too few samples")
    assert [job.state for job in large_book.jobs.list()] == ["cancelled", "done", "failed"]
    assert large_book.jobs.list()[-1].message == "too few samples"


def test_a_killed_job_is_known_as_ended_and_its_successor_goes_on(large_book: Book) -> None:
    job = large_book.jobs.start("embed")
    wait(large_book, job.id, lambda job: job.done > 0)
    pid = Folder(folder_of(large_book.directory) / job.id)._read("pid")["pid"]
    os.kill(pid, signal.SIGKILL)
    failed = wait(large_book, job.id, ended)
    assert failed.state == "failed"
    assert "start it again" in failed.message
    again = large_book.jobs.start("embed")
    assert again.id != job.id
    done = wait(large_book, again.id, ended)
    assert done.state == "done"
    assert not done.message.startswith(f"{MANY} images embedded")
    assert len(large_book.map.embeddings().samples) == MANY


def test_progress_tells_the_remaining_time(large_book: Book) -> None:
    seen: list[Job] = []

    def look(job: Job) -> bool:
        seen.append(job)
        return ended(job)

    wait(large_book, large_book.jobs.start("embed").id, look)
    done = [job.done for job in seen]
    assert done == sorted(done)
    assert any(job.remaining is not None for job in seen)
    assert any("embedding" in job.message for job in seen)


def test_a_process_that_crashes_says_its_last_lines(tmp_path: Path) -> None:
    crash = "import sys; print('one'); sys.stderr.write('the disk is on fire\\n'); sys.exit(9)"
    job = queue.start(tmp_path, "embed", [sys.executable, "-c", crash])
    for _ in range(200):
        found = queue.list_all(tmp_path)[0]
        if found.state == "failed":
            break
        time.sleep(0.05)
    assert (found.id, found.state) == (job.id, "failed")
    assert "the disk is on fire" in found.message


def job_that(tmp_path: Path, does: Callable[[str, JobProgress], str]) -> Job:
    """Run work in this process, as a job's process would."""
    folder = Folder(tmp_path / "1")
    folder.create("embed")
    process.run(folder.path, does)
    return folder.job()


def test_an_error_of_the_work_is_its_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "nice", lambda _: 0)

    def refuse(_kind: str, _tell: JobProgress) -> str:
        raise LabelbookError("the model is gone")

    def stumble(_kind: str, _tell: JobProgress) -> str:
        raise ZeroDivisionError("by nought")

    assert job_that(tmp_path, refuse).message == "the model is gone"
    stumbled = job_that(tmp_path / "b", stumble)
    assert stumbled.state == "failed"
    assert stumbled.message.startswith("ZeroDivisionError: by nought")


def test_old_jobs_are_forgotten(tmp_path: Path) -> None:
    for number in range(1, 31):
        folder = Folder(tmp_path / str(number))
        folder.create("embed")
        folder.end("done", "")
    job = queue.start(tmp_path, "embed", [sys.executable, "-c", ""])
    assert job.id == "31"
    assert len(queue.list_all(tmp_path)) == queue.KEPT + 1


def test_unknown_kinds_and_jobs_are_one_sentence(tiny_book: Book) -> None:
    with pytest.raises(BadInput, match="'fly' is no kind of job: use attribute, boost, compose, "):
        tiny_book.jobs.start("fly")
    with pytest.raises(NotFound, match="there is no job '7': its book has none"):
        tiny_book.jobs.cancel("7")
    assert tiny_book.jobs.list() == []


def test_a_job_of_0_1_0_is_listed_under_the_name_of_today(tiny_book: Book, tmp_path: Path) -> None:
    Folder(tmp_path / "1").create("judge")
    (job,) = queue.list_all(tmp_path)
    assert job.kind == "evaluate"
    wishes = tiny_book.context.cache / "runs" / "wishes"
    wishes.mkdir(parents=True)
    (wishes / "1.json").write_text("{}")
    assert tiny_book.jobs.queued("judge") == tiny_book.jobs.queued("evaluate") == {"1.json"}
