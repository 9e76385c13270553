"""The schema says all that the server can do: the page's types and scripts are made from it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from labelbook import Book
from labelbook.server import access
from labelbook.server.app import create_app
from labelbook.server.openapi import main, schema

NOT_DESCRIBED = {"/assets", "/api/live"}
"""The page's files, and the websocket: its messages are among the schema's components."""
ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(tiny_book: Book, pages: Path) -> FastAPI:
    return create_app(tiny_book, access.local(80), pages=pages)


def operations(app: FastAPI) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every operation."""
    for path, methods in schema(app)["paths"].items():
        for method, described in methods.items():
            yield method.upper(), path, described


def reached(routes: Iterable[BaseRoute]) -> Iterator[BaseRoute]:
    """The routes; FastAPI keeps a router that was included as one of them."""
    for route in routes:
        included = getattr(route, "original_router", None)
        if included is None:
            yield route
        else:
            yield from reached(included.routes)


def test_every_route_is_in_the_schema(app: FastAPI) -> None:
    described = {(method, path) for method, path, _ in operations(app)}
    paths = {path for _, path in described}
    routes = [route for route in reached(app.routes) if hasattr(route, "path")]
    assert len(routes) > 90
    missing = {route.path for route in routes if route.path not in paths}
    assert missing == NOT_DESCRIBED
    for route in routes:
        if isinstance(route, APIRoute):
            for method in route.methods or ():
                assert (method, route.path) in described


def test_an_operation_is_called_as_its_function_is(app: FastAPI) -> None:
    names = [described["operationId"] for _, _, described in operations(app)]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert [name for name in names if not re.fullmatch("[a-z]+(_[a-z]+)*", name)] == []
    assert not any(name.endswith(("_get", "_post")) for name in names)


def test_an_operation_says_what_it_answers(app: FastAPI) -> None:
    for method, path, described in operations(app):
        told = [each for status, each in described["responses"].items() if status.startswith("2")]
        assert len(told) == 1, (method, path)
        for media_type, content in told[0].get("content", {"nothing": {}}).items():
            assert media_type != "nothing", (method, path)
            if media_type == "application/json":
                assert "$ref" in content["schema"], (method, path)


def test_an_operation_has_one_room_and_a_sentence(app: FastAPI) -> None:
    for method, path, described in operations(app):
        assert len(described["tags"]) == 1, (method, path)
        assert described["description"].split("\n")[0].endswith((".", ";", ":")), (method, path)


def test_the_messages_of_the_live_channel_are_described(app: FastAPI) -> None:
    components = schema(app)["components"]["schemas"]
    assert {"ClientMessage", "ServerMessage", "Welcome", "ChangesetMade"} <= set(components)


def test_no_two_classes_of_one_name_travel(app: FastAPI) -> None:
    assert [name for name in schema(app)["components"]["schemas"] if "__" in name] == []


def test_the_schema_in_the_repository_is_the_servers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["openapi", str(tmp_path / "openapi.json")])
    main()
    assert (tmp_path / "openapi.json").read_text() == (ROOT / "web/openapi.json").read_text()
