"""Requests: queued as files, done the oldest first, and what becomes of those that fail."""

from __future__ import annotations

import errno
import logging
import os
from pathlib import Path
from typing import Any

import pytest

from labelbook import Book
from labelbook.context import BookContext
from labelbook.core.types import JobProgress
from labelbook.errors import BadInput, Unavailable
from labelbook.jobs import kinds, requests, work
from labelbook.jobs.kinds import JobKind
from labelbook.jobs.records import Cancelled


def kind_that(does: Any, *, one: bool = False) -> JobKind:
    return JobKind(
        "evaluate", "versions are being evaluated", does, lambda kept: kept["n"], one=one
    )


def ignore(_done: int, _total: int, _message: str) -> None:
    """Nobody looks."""


@pytest.mark.parametrize("name", kinds.ROOMS)
def test_every_kind_is_declared_by_its_room(name: str) -> None:
    assert kinds.get(name).name == name


def test_requests_are_done_in_order_and_each_once(tiny_book: Book) -> None:
    ctx = tiny_book.context
    for number in (3, 1, 3, 2):
        requests.add(ctx.cache, "evaluate", {"n": number})
    seen: list[tuple[int, str]] = []

    def run(_: BookContext, asked: int, tell: JobProgress) -> str:
        tell(0, 1, f"at {asked}")
        return f"did {asked}"

    def tell(done: int, _total: int, message: str) -> None:
        seen.append((done, message))

    assert work.do(ctx, kind_that(run), tell) == "did 3; did 1; did 2"
    assert [message for _, message in seen] == [
        "at 3, 2 more waiting",
        "at 1, 1 more waiting",
        "at 2",
    ]
    assert requests.queued(ctx.cache, "evaluate") == []
    assert work.do(ctx, kind_that(run), tell) == "there was nothing to evaluate"


def test_what_fails_stands_in_nobodys_way(tiny_book: Book) -> None:
    ctx = tiny_book.context
    done = []

    def run(_: BookContext, asked: int, _tell: JobProgress) -> str:
        if asked == 1:
            raise BadInput("one is too few")
        done.append(asked)
        return "done"

    for number in (1, 2):
        requests.add(ctx.cache, "evaluate", {"n": number})
    requests.add(ctx.cache, "evaluate", {"m": 3})
    with pytest.raises(BadInput, match="is no request"):
        work.do(ctx, kind_that(run), ignore)
    assert done == [2]
    assert requests.queued(ctx.cache, "evaluate") == []


def test_who_stops_the_job_takes_all_requests_back_and_a_kill_leaves_them(tiny_book: Book) -> None:
    ctx = tiny_book.context
    requests.add(ctx.cache, "evaluate", {"n": 1})
    requests.add(ctx.cache, "evaluate", {"n": 2})

    def ended(by: BaseException) -> JobKind:
        def run(_: BookContext, _asked: int, _tell: JobProgress) -> str:
            raise by

        return kind_that(run)

    with pytest.raises(SystemExit):
        work.do(ctx, ended(SystemExit()), ignore)
    assert len(requests.queued(ctx.cache, "evaluate")) == 2
    with pytest.raises(Cancelled):
        work.do(ctx, ended(Cancelled()), ignore)
    assert requests.queued(ctx.cache, "evaluate") == []


def test_of_some_kinds_there_is_one_at_a_time(
    tiny_book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tiny_book.jobs, "start", lambda kind: kind)
    tiny_book.jobs.request("grow", {"total": 20})
    tiny_book.jobs.request("grow", {"total": 30})
    queued = requests.queued(tiny_book.context.cache, "grow")
    assert [request.fields for request in queued] == [{"total": 30}]
    with (
        tiny_book.jobs.here("grow"),
        pytest.raises(BadInput, match="the book is growing already: wait"),
    ):
        tiny_book.jobs.request("grow", {"total": 40})
    for request in queued:
        request.remove()
    with pytest.raises(BadInput, match="this job has no request"):
        work.do(tiny_book.context, kinds.get("grow"), ignore)


def test_a_file_that_is_no_request_is_logged_and_thrown_away(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    requests.add(tmp_path, "evaluate", {"n": 1})
    (tmp_path / "requests" / "evaluate" / "0.json").write_text("{half a req")
    with caplog.at_level(logging.WARNING, "labelbook.jobs"):
        assert [request.fields for request in requests.queued(tmp_path, "evaluate")] == [{"n": 1}]
    assert "could not be read: thrown away" in caplog.text
    assert not (tmp_path / "requests" / "evaluate" / "0.json").exists()


def test_a_full_disk_is_told_and_nothing_is_queued(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(Unavailable, match=r"No space left on device.*make room on its disk"):
        requests.add(tmp_path, "evaluate", {"n": 1})
    monkeypatch.undo()
    assert requests.queued(tmp_path, "evaluate") == []
    assert list(tmp_path.rglob("*.*")) == []
