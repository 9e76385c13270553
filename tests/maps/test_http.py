"""Maps, neighbours and jobs over HTTP and the live channel."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path

import httpx
import numpy as np
from fastapi.testclient import TestClient

from labelbook import Book
from labelbook.server import access
from labelbook.server.app import create_app
from tests.server.fixtures import Served
from tests.server.test_live import hello


def columns(data: bytes) -> dict[str, np.ndarray[tuple[int], np.dtype[np.generic]]]:
    """Read a columns file as the page does."""
    assert data[:4] == b"LBC1"
    length = int.from_bytes(data[4:8], "little")
    header = json.loads(data[8 : 8 + length])
    return {
        item["name"]: np.frombuffer(data, item["type"], item["length"], item["offset"])
        for item in header["columns"]
    }


def test_the_map_is_a_columns_file(client: TestClient, tiny_book: Book) -> None:
    tiny_book.map.embed()
    tiny_book.map.build()
    answer = client.get("/api/map?lens=style")
    assert answer.status_code == 200
    found = columns(answer.content)
    assert {name: str(column.dtype) for name, column in found.items()} == {
        "id": "uint32",
        "x": "float32",
        "y": "float32",
        "typicality": "float32",
    }
    assert found["id"].tolist() == list(range(1, 13))
    assert np.array_equal(found["x"], tiny_book.map.chart("style").xy[:, 0])


def test_neighbours_are_named_with_their_distance(client: TestClient, tiny_book: Book) -> None:
    tiny_book.map.embed()
    tiny_book.map.build()
    found = client.get("/api/neighbours/7?lens=content&limit=3").json()["neighbours"]
    assert len(found) == 3
    assert [set(item) for item in found] == [{"sample", "distance"}] * 3
    assert client.get("/api/neighbours/99").status_code == 404


def test_what_is_not_computed_yet_is_a_problem_of_its_own_type(client: TestClient) -> None:
    for path in ("/api/map", "/api/map?lens=own-model", "/api/neighbours/1"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["type"]) == (409, "not-ready")
    assert client.get("/api/map?lens=smell").status_code == 400


def test_a_kind_that_there_is_not_is_refused(client: TestClient) -> None:
    answer = client.post("/api/jobs", json={"kind": "fly"})
    assert (answer.status_code, answer.json()["type"]) == (400, "bad-input")
    assert client.post("/api/jobs/5/cancel").status_code == 404
    assert client.get("/api/jobs").json() == {"jobs": []}


def test_a_viewer_starts_no_job(tiny_book: Book) -> None:
    rules = access.invited(tiny_book, 80, frozenset(), renew=False)
    with TestClient(create_app(tiny_book, rules), base_url="http://127.0.0.1") as client:
        client.get(f"/join/{rules.invitations['viewer']}")
        assert client.get("/api/jobs").status_code == 200
        assert client.post("/api/jobs", json={"kind": "embed"}).status_code == 403
        assert client.post("/api/jobs/1/cancel").status_code == 403
    assert tiny_book.jobs.list() == []


def test_everybody_is_told_how_a_job_goes_on(
    make_book: Callable[[], Path], serve: Callable[..., Served]
) -> None:
    server = serve(make_book())

    async def story() -> None:
        socket = await hello(server, "Anna")
        answer = await asyncio.to_thread(
            httpx.post, f"{server.url}/api/jobs", json={"kind": "embed"}
        )
        assert answer.status_code == 201
        states: list[str] = []
        async with asyncio.timeout(90):
            while "done" not in states:
                frame = json.loads(await socket.recv())
                if frame["type"] == "ping":
                    await socket.send('{"type": "pong"}')
                if frame["type"] == "job":
                    assert frame["job"]["id"] == answer.json()["id"]
                    states.append(frame["job"]["state"])
        assert "failed" not in states
        await socket.close()

    asyncio.run(story())
    answer = httpx.get(f"{server.url}/api/map")
    assert answer.status_code == 200
    assert answer.headers["content-encoding"] == "gzip"
    assert len(columns(answer.content)["id"]) == 12
    jobs = httpx.get(f"{server.url}/api/jobs").json()["jobs"]
    assert [job["state"] for job in jobs] == ["done"]
