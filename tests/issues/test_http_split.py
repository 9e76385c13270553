"""A better split over HTTP."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from labelbook import Book
from labelbook.issues.service import Issues
from labelbook.server.kept import ShownSplits
from tests.issues.test_http import queue, searched_book  # noqa: F401


def test_a_dry_run_shows_before_and_after_and_changes_nothing(
    queue: TestClient,  # noqa: F811
    searched_book: Book,  # noqa: F811
) -> None:
    answer = queue.post("/api/split", json={"val": 0.25, "dry_run": True})
    assert answer.status_code == 200
    shown = answer.json()
    assert shown["changeset"] is None and searched_book.seq == 1
    assert shown["before"]["leaks"] > 0 and shown["after"]["leaks"] == 0
    assert set(shown["after"]["auc"]) == {"value", "low", "high"}
    assert sum(shown["moves"].values()) > 0


def test_a_split_is_applied_as_one_changeset(
    queue: TestClient,  # noqa: F811
    searched_book: Book,  # noqa: F811
) -> None:
    made = queue.post("/api/split", json={"val": 0.25, "author": "Anna"}).json()["changeset"]
    assert (made["author"], made["tool"], searched_book.seq) == ("Anna", "split", 2)


def test_what_was_shown_is_what_is_applied(
    queue: TestClient,  # noqa: F811
    searched_book: Book,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = queue.post("/api/split", json={"val": 0.25, "dry_run": True}).json()
    with monkeypatch.context() as patched:
        patched.setattr(Issues, "propose_split", lambda *_: pytest.fail("proposed again"))
        made = queue.post("/api/split", json={"val": 0.25, "author": "Anna"}).json()
    assert made["moves"] == shown["moves"]
    assert made["changeset"]["size"] == sum(shown["moves"].values())
    searched_book.exclude(1, author="Ben")
    again = queue.post("/api/split", json={"val": 0.25, "dry_run": True}).json()
    assert again["before"] != shown["before"]


def test_what_one_person_looks_at_does_not_throw_anothers_away(
    searched_book: Book,  # noqa: F811
) -> None:
    splits = ShownSplits()
    annas = splits.propose(searched_book, 0.25)
    splits.propose(searched_book, 0.4)
    assert splits.shown(searched_book, 0.25) is annas
    searched_book.exclude(1, author="Ben")
    assert splits.shown(searched_book, 0.25) is not annas


def test_an_impossible_share_is_a_problem_document(queue: TestClient) -> None:  # noqa: F811
    answer = queue.post("/api/split", json={"val": 1.5})
    assert answer.status_code == 422 and "val" in answer.json()["detail"]
