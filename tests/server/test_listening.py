"""Every address that is printed answers."""

from __future__ import annotations

import re
import socket
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fastapi.testclient import TestClient

from labelbook import Book
from labelbook.errors import BadInput
from labelbook.server import access
from labelbook.server.app import create_app
from labelbook.server.listening import listen, own_addresses
from tests.server.fixtures import Served

BOTH = {socket.AF_INET, socket.AF_INET6}


def printed(server: Served) -> list[str]:
    """The addresses in what the server said."""
    said = "".join(server.lines)
    found = re.findall(r"http://\S+", said)
    also = re.search(r"The links work at (.*) too", said)
    secret = urlsplit(found[0]).path
    return found + [f"http://{host}{secret}" for host in (also[1].split(" and ") if also else ())]


@pytest.mark.parametrize(
    "options",
    [(), ("--share",), ("--share", "--host", "127.0.0.2"), ("--root-path", "/user/ann")],
    ids=["alone", "shared", "at one address", "below a path"],
)
def test_every_printed_address_opens_the_page(
    make_book: Callable[[], Path], serve: Callable[..., Served], options: tuple[str, ...]
) -> None:
    for url in printed(serve(make_book(), *options)):
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert answer.status == 200
            assert b'id="app"' in answer.read()


def test_a_shared_book_answers_on_all_own_addresses(
    make_book: Callable[[], Path], serve: Callable[..., Served]
) -> None:
    server = serve(make_book(), "--share")
    said = " ".join(printed(server))
    for address in own_addresses(BOTH):
        assert address in said
        socket.create_connection((address, server.port), 5).close()


def test_ipv6_stands_in_brackets(
    make_book: Callable[[], Path], serve: Callable[..., Served]
) -> None:
    if not socket.has_ipv6:
        return
    server = serve(make_book(), "--host", "::1")
    assert server.local == f"http://[::1]:{server.port}/"
    with urllib.request.urlopen(server.local, timeout=10) as answer:
        assert answer.status == 200


def test_own_addresses_are_ones_that_others_can_open() -> None:
    for address in own_addresses(BOTH):
        assert not address.startswith(("127.", "::1", "fe80"))
    assert own_addresses({socket.AF_INET6}) == [a for a in own_addresses(BOTH) if ":" in a]


def test_the_next_free_port_is_free_at_every_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=f"port {port}"):
            listen(("127.0.0.1", "::1"), port)
    listeners = listen(("127.0.0.1", "::1"), 0)
    assert len({listener.getsockname()[1] for listener in listeners}) == 1
    for listener in listeners:
        listener.close()
    with pytest.raises(BadInput, match="no address of this computer"):
        listen(("192.0.2.200",), 0)


def test_a_name_with_capitals_is_known(tiny_book: Book) -> None:
    rules = access.invited(tiny_book, 80, frozenset({"Studio.local"}), renew=False)
    with TestClient(create_app(tiny_book, rules), base_url="http://127.0.0.1") as client:
        for host in ("studio.local:80", "STUDIO.local", "studio.local."):
            assert client.get("/api/book", headers={"host": host}).status_code == 401
