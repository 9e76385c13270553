"""Metadata columns over HTTP and on the live channel."""

from __future__ import annotations

import gzip

from fastapi.testclient import TestClient

from labelbook import Book
from labelbook.core import columns


def snapshot(client: TestClient) -> tuple[dict[str, object], dict[str, columns.Column]]:
    """What the page loads."""
    data = client.get("/api/snapshot").content
    return columns.read(gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data)


def add(client: TestClient, name: str, kind: str = "number") -> None:
    """Add a column as Anna."""
    answer = client.post("/api/columns", json={"author": "Anna", "name": name, "kind": kind})
    assert answer.status_code == 201, answer.text


def edit(client: TestClient, field: str, before: str | None, after: str | None) -> int:
    """Set a field of the first sample; returns the status."""
    change = {"field": field, "samples": [1], "before": [before], "after": after}
    answer = client.post("/api/changesets", json={"author": "Anna", "edits": [change]})
    return int(answer.status_code)


def test_a_column_is_added_changed_and_removed(client: TestClient, tiny_book: Book) -> None:
    add(client, "age")
    change = {"author": "Ben", "name": "age", "to": "years", "description": "at the visit"}
    made = client.post("/api/columns/change", json=change).json()["changeset"]
    assert made["summary"] == "Renamed the column age to years"
    assert client.get("/api/columns").json()["columns"] == [
        {"name": "years", "kind": "number", "group": False, "description": "at the visit"}
    ]
    client.post("/api/columns/remove", json={"author": "Ben", "name": "years"})
    assert tiny_book.columns.list() == ()
    again = client.post("/api/columns/remove", json={"author": "Ben", "name": "years"})
    assert (again.status_code, again.json()["type"]) == (404, "not-found")


def test_the_page_is_sent_the_columns_with_their_words(client: TestClient, tiny_book: Book) -> None:
    add(client, "age")
    add(client, "eye", "category")
    tiny_book.columns.set("age", [1, 2], [17, 0], author="Anna")
    tiny_book.columns.set("eye", [2, 3], ["right", "left"], author="Anna")
    header, found = snapshot(client)
    assert header["metadata"] == [
        {"name": "age", "kind": "number", "group": False, "description": "", "words": []},
        {
            **{"name": "eye", "kind": "category", "group": False, "description": ""},
            "words": ["left", "right"],
        },
    ]
    assert found["column:age"][:2].tolist() == [17.0, 0.0]
    assert found["column:eye"][:3].tolist() == [0, 2, 1]


def test_a_cell_is_edited_by_name_and_what_one_saw_may_be_written_otherwise(
    client: TestClient, tiny_book: Book
) -> None:
    add(client, "age")
    assert edit(client, "column:age", None, "1e-7") == 201
    assert tiny_book.sample(1).metadata == {"age": "1e-07"}
    assert edit(client, "column:age", "0.0000001", "5") == 201
    assert edit(client, "column:age", "4", "6") == 409
    assert edit(client, "column:weight", None, "6") == 404


def test_a_moved_column_is_told_to_every_page(client: TestClient) -> None:
    with client.websocket_connect("ws://127.0.0.1/api/live") as page:
        page.send_json({"type": "hello", "client": "a", "name": "Anna", "since": 1})
        add(client, "age")
        while (told := page.receive_json())["type"] != "changeset":
            pass
        assert [column["name"] for column in told["columns"]] == ["age"]
        edit(client, "column:age", None, "5")
        while (told := page.receive_json())["type"] != "changeset":
            pass
    assert told["columns"] is None
    assert told["groups"] == [{"field": "column:age", "before": None, "after": "5", "samples": [1]}]
