"""Threads and proposals over HTTP, live for everybody, closed to viewers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

import labelbook
from labelbook import Book
from labelbook.discuss.records import Anchor
from labelbook.server import access
from labelbook.server.app import create_app
from tests.server.fixtures import Served
from tests.server.test_live import await_frame, hello

ANCHOR = {"kind": "samples", "samples": [1, 2]}


def start(client: TestClient, title: str = "Both ii?", author: str = "Anna") -> int:
    document = {"author": author, "anchor": ANCHOR, "title": title, "body": "Look at #1"}
    answer = client.post("/api/threads", json=document)
    assert answer.status_code == 201, answer.text
    return int(answer.json()["id"])


def test_a_thread_is_started_answered_resolved_and_read(client: TestClient) -> None:
    thread = start(client)
    said = client.post(f"/api/threads/{thread}/entries", json={"author": "Ben", "body": "Yes"})
    assert said.json()["entry"]["body"] == "Yes"
    state = {"author": "Anna", "state": "resolved"}
    assert client.post(f"/api/threads/{thread}/state", json=state).status_code == 201
    detail = client.get(f"/api/threads/{thread}?reader=Anna").json()
    assert detail["thread"]["unread"] == 1
    assert [entry["kind"] for entry in detail["entries"]] == ["state", "comment", "state"]
    read = {"person": "Anna", "entry": detail["thread"]["last"]}
    client.post(f"/api/threads/{thread}/read", json=read)
    listed = client.get("/api/threads?reader=Anna&sample=2").json()["threads"]
    assert [(item["id"], item["unread"]) for item in listed] == [(thread, 0)]


def test_what_cannot_be_is_a_problem_with_a_reason(client: TestClient) -> None:
    missing = {"author": "A", "anchor": {"kind": "sample", "samples": [99]}, "title": "?"}
    answer = client.post("/api/threads", json=missing)
    assert (answer.status_code, answer.json()["type"]) == (404, "not-found")
    answer = client.post("/api/threads/7/entries", json={"author": "A", "body": "x"})
    assert answer.json()["detail"] == "there is no thread 7 in this book"
    answer = client.post("/api/threads/1/state", json={"author": "A", "state": "gone"})
    assert answer.status_code == 422


def test_a_proposal_is_applied_over_http_and_a_stale_one_is_refused(client: TestClient) -> None:
    thread = start(client)
    cell: dict[str, Any] = {"sample": 1, "before": "i", "after": "ii"}
    document = {"author": "Ben", "reason": "seen", "thread": thread, "cells": [cell]}
    first, second = (
        client.post("/api/proposals", json=document).json()["proposal"]["id"] for _ in range(2)
    )
    answer = client.post(f"/api/proposals/{first}/apply", json={"author": "Anna"})
    assert answer.json()["changeset"]["tool"] == "discuss"
    client.post(
        "/api/changesets",
        json={
            "author": "Carl",
            "edits": [{"field": "label", "samples": [1], "before": ["ii"], "after": "iii"}],
        },
    )
    answer = client.post(f"/api/proposals/{second}/apply", json={"author": "Anna"})
    assert answer.status_code == 409
    assert answer.json()["conflicts"][0]["author"] == "Carl"
    answer = client.post(f"/api/proposals/{second}/decline", json={"author": "Anna"})
    assert answer.status_code == 201
    assert client.get("/api/proposals?undecided=true").json() == {"proposals": []}


def test_what_is_said_anywhere_is_told_to_everybody_at_once(
    make_book: Callable[[], Path], serve: Callable[..., Served]
) -> None:
    place = make_book()
    server = serve(place)

    async def story() -> None:
        anna = await hello(server, "Anna")
        await await_frame(anna, "welcome")
        with labelbook.open(place) as book:
            thread = book.talk.start(Anchor("sample", (1,)), "An i?", author="Ben")
            book.talk.comment(thread.id, "Yes", author="Ben")
        for kind in ("state", "comment"):
            frame = await await_frame(anna, "talk")
            assert (frame["thread"], frame["kind"]) == (thread.id, kind)
        await anna.close()

    asyncio.run(story())


def test_a_viewer_reads_and_says_nothing(tiny_book: Book) -> None:
    rules = access.invited(tiny_book, 80, frozenset(), renew=False)
    with TestClient(create_app(tiny_book, rules), base_url="http://127.0.0.1") as client:
        client.get(f"/join/{rules.invitations['viewer']}")
        document = {"author": "V", "anchor": ANCHOR, "title": "?"}
        assert client.post("/api/threads", json=document).status_code == 403
        assert client.get("/api/threads").json() == {"threads": []}
