"""Everybody sees everything at once; what was missed is caught up with."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect

import labelbook
from tests.server.fixtures import Served, edit

Serve = Callable[..., Served]


async def hello(server: Served, name: str, since: int = 1) -> ClientConnection:
    socket = await connect(f"ws://127.0.0.1:{server.port}/api/live")
    document = {"type": "hello", "client": f"page-{name}", "name": name, "since": since}
    await socket.send(json.dumps(document))
    return socket


async def await_frame(socket: ClientConnection, kind: str, **fields: object) -> dict[str, Any]:
    """The next frame of a kind with these fields, whatever comes before it."""
    async with asyncio.timeout(5):
        while True:
            frame: dict[str, Any] = json.loads(await socket.recv())
            if frame["type"] == kind and all(frame[key] == fields[key] for key in fields):
                return frame


def post(server: Served, document: dict[str, object]) -> httpx.Response:
    return httpx.post(f"{server.url}/api/changesets", json=document)


def test_everybody_sees_a_change_at_once(make_book: Callable[[], Path], serve: Serve) -> None:
    server = serve(make_book())

    async def story() -> None:
        people = [await hello(server, name) for name in ("Anna", "Ben", "Cleo")]
        for person in people:
            await await_frame(person, "welcome")
        await asyncio.to_thread(post, server, edit(1, "i", "ii"))
        for person in people:
            frame = await await_frame(person, "changeset")
            assert frame["groups"] == [
                {"field": "label", "before": "i", "after": "ii", "samples": [1]}
            ]
            await person.close()

    asyncio.run(story())


def test_a_change_from_the_command_line_arrives_too(
    make_book: Callable[[], Path], serve: Serve, tmp_path: Path
) -> None:
    book = make_book()
    server = serve(book)
    (tmp_path / "edits.csv").write_text("sample,action,value\n1,relabel,iii\n")

    async def story() -> None:
        anna = await hello(server, "Anna")
        await await_frame(anna, "welcome")
        command = [sys.executable, "-m", "labelbook", "apply", str(book)]
        command += [str(tmp_path / "edits.csv"), "--author", "Cli"]
        await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
        frame = await await_frame(anna, "changeset")
        assert (frame["changeset"]["author"], frame["changeset"]["tool"]) == ("Cli", "apply")
        await anna.close()

    asyncio.run(story())


def test_who_comes_back_gets_what_was_missed_in_order(
    make_book: Callable[[], Path], serve: Serve
) -> None:
    server = serve(make_book())
    for number in range(5):
        post(server, edit(number + 1, ["i", "i", "i", "ii", "ii"][number], "iii"))

    async def story() -> None:
        anna = await hello(server, "Anna", since=3)
        assert (await await_frame(anna, "welcome"))["seq"] == 6
        got = [(await await_frame(anna, "changeset"))["changeset"]["id"] for _ in range(3)]
        assert got == [4, 5, 6]
        await anna.close()

    asyncio.run(story())


def test_people_come_look_and_leave(make_book: Callable[[], Path], serve: Serve) -> None:
    server = serve(make_book())

    async def story() -> None:
        anna = await hello(server, "Anna")
        await await_frame(anna, "welcome")
        ben = await hello(server, "Ben")
        welcome = await await_frame(ben, "welcome")
        assert [person["name"] for person in welcome["people"]] == ["Anna", "Ben"]
        colours = {person["colour"] for person in welcome["people"]}
        assert len(colours) == 2
        await ben.send(json.dumps({"type": "here", "sample": 7}))
        while (await await_frame(anna, "person"))["person"]["sample"] != 7:
            pass
        await ben.close()
        assert (await await_frame(anna, "left"))["client"] == "page-Ben"
        await anna.close()

    asyncio.run(story())


def test_followers_see_what_the_presenter_shows(
    make_book: Callable[[], Path], serve: Serve
) -> None:
    server = serve(make_book())

    async def story() -> None:
        anna, ben = await hello(server, "Anna"), await hello(server, "Ben")
        await await_frame(anna, "welcome")
        await await_frame(ben, "welcome")
        view = {"search": "?label=iv", "sample": 3, "top": 1}
        await ben.send(json.dumps({"type": "view", "view": view}))
        await anna.send(json.dumps({"type": "present", "on": True}))
        assert (await await_frame(ben, "presenting"))["client"] == "page-Anna"
        await anna.send(json.dumps({"type": "view", "view": view}))
        assert (await await_frame(ben, "view"))["view"] == view
        late = await hello(server, "Cleo")
        welcome = await await_frame(late, "welcome")
        assert (welcome["presenting"], welcome["view"]) == ("page-Anna", view)
        await anna.close()
        assert (await await_frame(ben, "presenting"))["client"] is None
        await ben.close()
        await late.close()

    asyncio.run(story())


def test_a_frame_that_makes_no_sense_is_answered(
    make_book: Callable[[], Path], serve: Serve
) -> None:
    server = serve(make_book())

    async def story() -> None:
        anna = await hello(server, "Anna")
        for text in ("no json", "[]", '{"type":"hello"}', '{"type":"here","sample":"x"}'):
            await anna.send(text)
            assert (await await_frame(anna, "error"))["detail"]
        await asyncio.to_thread(post, server, edit(1, "i", "ii"))
        await await_frame(anna, "changeset")
        await anna.close()

    asyncio.run(story())


def test_a_killed_server_keeps_what_it_has_acknowledged(
    make_book: Callable[[], Path], serve: Serve
) -> None:
    book = make_book()
    server = serve(book)
    made = post(server, edit(1, "i", "ii", key="request-1")).json()["changeset"]
    server.kill()
    again = serve(book, port=server.port)
    answer = post(again, edit(1, "i", "ii", key="request-1"))
    assert answer.json()["changeset"] == made, "the same request is not stored twice"
    with labelbook.open(book) as opened:
        assert (opened.seq, opened.sample(1).label) == (2, "ii")


def test_ctrl_c_ends_a_server_that_people_are_on(
    make_book: Callable[[], Path], serve: Serve
) -> None:
    server = serve(make_book())

    async def story() -> None:
        anna = await hello(server, "Anna")
        await await_frame(anna, "welcome")
        server.process.send_signal(2)
        assert await asyncio.to_thread(server.process.wait, 5) == 0
        await anna.close()

    asyncio.run(story())


def test_a_busy_port_is_named(make_book: Callable[[], Path], serve: Serve) -> None:
    book = make_book()
    server = serve(book)
    second = subprocess.run(
        [sys.executable, "-m", "labelbook", "serve", str(book), "--port", str(server.port)],
        capture_output=True,
        text=True,
    )
    assert second.returncode == 2
    assert f"port {server.port} at 127.0.0.1 cannot be used" in second.stderr


@pytest.mark.parametrize("share", [False, True])
def test_the_printed_link_opens_the_book(
    make_book: Callable[[], Path], serve: Serve, share: bool
) -> None:
    server = serve(make_book(), *(["--share"] if share else []))
    with httpx.Client(follow_redirects=True) as browser:
        assert browser.get(server.local).status_code in (200, 503)
        assert browser.get(f"{server.url}/api/book").json()["role"] == "reviewer"
    assert httpx.get(f"{server.url}/api/book").status_code == (401 if share else 200)
