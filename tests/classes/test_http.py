"""Classes over HTTP: each step is a changeset, and the columns follow."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from labelbook import Book
from labelbook.core import columns


def test_each_step_is_one_changeset(client: TestClient, tiny_book: Book) -> None:
    steps: list[tuple[str, dict[str, object], str]] = [
        ("", {"name": "iv "}, "Added the class iv"),
        ("/rename", {"name": "ii", "to": "two"}, "Renamed the class ii to two (4 samples)"),
        ("/merge", {"names": ["two"], "into": "i"}, "Merged the class two into i (4 samples)"),
        ("/order", {"names": ["iii"]}, "Ordered the classes: iii, i, iv"),
        ("/about", {"name": "i", "digit": "7", "colour": "#d94f30"}, "Class i: key 7, "),
        ("/remove", {"name": "iv"}, "Removed the class iv"),
    ]
    for number, (path, body, said) in enumerate(steps, start=2):
        answer = client.post(f"/api/classes{path}", json={"author": "Anna", **body})
        assert answer.status_code == 201, answer.text
        made = answer.json()["changeset"]
        assert made["id"] == number
        assert made["summary"].startswith(said)
    found = client.get("/api/classes").json()["classes"]
    assert [(item["name"], item["samples"], item["key"]) for item in found] == [
        ("iii", 4, "1"),
        ("i", 8, "7"),
    ]
    header, _ = columns.read(client.get("/api/snapshot").content)
    assert header["classes"] == ["iii", "i"]
    assert header["about"][1] == {"description": "", "key": "7", "colour": "#d94f30"}


def test_pages_are_told_that_labels_stand_for_other_classes_now(client: TestClient) -> None:
    client.post("/api/classes/rename", json={"author": "Anna", "name": "ii", "to": "two"})
    assert client.get("/api/changesets/2").json()["classes_moved"] is True
    edit = {"field": "label", "samples": [1], "before": ["i"], "after": "new"}
    client.post("/api/changesets", json={"author": "Anna", "edits": [edit]})
    assert client.get("/api/changesets/3").json()["classes_moved"] is False
    client.post("/api/changesets/3/undo", json={"author": "Anna"})
    assert client.get("/api/changesets/4").json()["classes_moved"] is True


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/rename", {"name": "ii", "to": "i"}, 400, "merge 'ii' into it"),
        ("/rename", {"name": "no", "to": "i"}, 404, "there is no class 'no'"),
        ("/remove", {"name": "ii"}, 400, "has 4 samples"),
        ("/about", {"name": "ii", "colour": "red"}, 400, "is no colour"),
        ("", {"name": " "}, 400, "is empty"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(
    client: TestClient, path: str, body: dict[str, str], status: int, said: str
) -> None:
    answer = client.post(f"/api/classes{path}", json={"author": "Anna", **body})
    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert client.get("/api/book").json()["seq"] == 1
