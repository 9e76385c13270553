"""Images without a label over HTTP."""

from __future__ import annotations

from fastapi.testclient import TestClient

from labelbook import Book


def test_the_queue_is_sent_with_what_is_known_of_each_image(
    client: TestClient, tiny_book: Book
) -> None:
    tiny_book.relabel([1, 2], None, author="Anna")
    found = client.get("/api/unlabelled?limit=1").json()
    assert (found["total"], found["order"], found["seq"]) == (2, "path", tiny_book.seq)
    assert found["images"] == [
        {
            "sample": 1,
            "path": "train/i/0.png",
            "suggestion": None,
            "confidence": None,
            "near": [],
        }
    ]


def test_what_is_no_order_or_no_class_is_refused(client: TestClient) -> None:
    assert client.get("/api/unlabelled?order=best").status_code == 422
    assert client.get("/api/unlabelled?suggestion=zebra").status_code == 404
