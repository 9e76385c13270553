"""Issues over HTTP, as the page's queue and map take them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import labelbook
from labelbook import Book
from labelbook.issues.kinds import issue_kinds
from labelbook.server import access
from labelbook.server.app import create_app
from tests.server.test_routes import columns


@pytest.fixture
def searched_book(searched: Path, tmp_path: Path) -> Iterator[Book]:
    shutil.copytree(searched, tmp_path / "numerals")
    with labelbook.open(tmp_path / "numerals") as book:
        yield book


@pytest.fixture
def queue(searched_book: Book) -> Iterator[TestClient]:
    app = create_app(searched_book, access.local(80))
    with TestClient(app, base_url="http://127.0.0.1") as client:
        yield client


def test_before_a_search_the_queue_says_what_to_do(client: TestClient) -> None:
    for address in ("/api/issues", "/api/issues/columns"):
        answer = client.get(address)
        told = answer.json()
        assert (answer.status_code, told["type"], told["needs"]) == (409, "not-ready", "issues")
        assert "was not searched for issues yet" in told["detail"]


def test_the_queue_gives_kinds_with_counts_and_issues_in_order(queue: TestClient) -> None:
    page = queue.get("/api/issues", params={"kind": "mislabelled", "limit": 5}).json()
    assert [item["kind"] for item in page["kinds"]] == issue_kinds.names
    assert page["seq"] == 1
    scores = [issue["score"] for issue in page["issues"]]
    assert len(scores) == 5 and scores == sorted(scores, reverse=True)
    first = page["issues"][0]
    assert set(first) == {
        "sample",
        "kind",
        "score",
        "label",
        "suggestion",
        "reason",
        "evidence",
    }
    assert {"class", "probability"} == set(first["evidence"]["probabilities"][0])
    second = queue.get(
        "/api/issues", params={"kind": "mislabelled", "limit": 4, "offset": 1}
    ).json()
    assert second["issues"] == page["issues"][1:]


def test_a_decision_takes_the_issue_out_of_the_queue(
    queue: TestClient, searched_book: Book
) -> None:
    first = queue.get("/api/issues", params={"kind": "mislabelled"}).json()["issues"][0]
    searched_book.tag(first["sample"], "kept:mislabelled", author="Anna")
    after = queue.get("/api/issues", params={"kind": "mislabelled"}).json()["issues"]
    assert first["sample"] not in [issue["sample"] for issue in after]


def test_the_columns_tell_every_doubt(queue: TestClient, searched_book: Book) -> None:
    _, cells = columns(queue.get("/api/issues/columns").content)
    ranked = searched_book.issues.list("mislabelled", ranked=True)
    assert len(cells["id"]) == len(ranked)
    assert [cells[name].dtype.name for name in ("id", "score", "suggestion")] == [
        "uint32",
        "float32",
        "uint16",
    ]
    first = ranked[0]
    row = cells["id"].tolist().index(first.sample)
    assert cells["score"][row] == pytest.approx(first.score, abs=1e-6)
    classes = searched_book.journal.snapshot().classes
    proposed = next(issue for issue in ranked if issue.suggestion)
    code = cells["suggestion"][cells["id"].tolist().index(proposed.sample)]
    assert classes[code - 1] == proposed.suggestion


def test_a_kind_that_there_is_not_is_refused(queue: TestClient) -> None:
    assert queue.get("/api/issues", params={"kind": "typo"}).status_code == 422


def test_a_search_is_a_job_too(searched_book: Book) -> None:
    job = searched_book.jobs.start("issues")
    assert job.kind == "issues"
    searched_book.jobs.cancel(job.id)
