"""Behind a proxy those get in who were invited, and nobody who only says where he comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from labelbook import Book
from labelbook.errors import BadInput
from labelbook.server import access
from labelbook.server.app import create_app
from labelbook.server.public_address import clean_path, parse_public_address
from labelbook.server.reached import Proxies, parse_proxies
from tests.server.fixtures import Served, edit

PUBLIC = "https://labels.example.org"
HERE = "http://127.0.0.1:8737"


@contextmanager
def behind(
    book: Book,
    pages: Path,
    url: str = PUBLIC,
    *,
    root: str = "",
    believed: tuple[str, ...] = (),
    peer: str = "127.0.0.1",
    base: str = HERE,
) -> Iterator[tuple[TestClient, str, str]]:
    """A client as it looks through a proxy, with the reviewers' and the viewers' secret."""
    proxies = Proxies(parse_public_address(url), root, parse_proxies(believed))
    rules = access.invited(book, 8737, frozenset(), renew=False, proxies=proxies)
    with TestClient(
        create_app(book, rules, pages=pages), base_url=base, client=(peer, 5)
    ) as client:
        yield client, rules.invitations["reviewer"], rules.invitations["viewer"]


def join(client: TestClient, secret: str, path: str = "", **headers: str) -> str:
    """Open an invitation; returns the cookie that it set, which is sent from now on."""
    answer = client.get(f"{path}/join/{secret}", headers=headers, follow_redirects=False)
    assert answer.status_code == 303
    cookie: str = answer.headers["set-cookie"]
    client.headers["cookie"] = cookie.partition(";")[0]
    return cookie


@pytest.mark.parametrize(
    ("text", "url", "origin"),
    [
        ("https://labels.example.org", "https://labels.example.org/", PUBLIC),
        ("https://Labels.example.org:443/", "https://labels.example.org/", PUBLIC),
        ("http://10.0.0.5:8080/a/b/", "http://10.0.0.5:8080/a/b/", "http://10.0.0.5:8080"),
        ("https://[fd00::2]:8443/x", "https://[fd00::2]:8443/x/", "https://[fd00::2]:8443"),
    ],
)
def test_a_public_address_is_read(text: str, url: str, origin: str) -> None:
    address = parse_public_address(text)
    assert (address.url, address.origin) == (url, origin)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "labels.example.org",
            "ftp://x",
            "https://",
            "https://a b/",
            "https://u:p@x/",
            "https://[",
        ),
        *("https://x/?a=b", "https://x/#a", "https://x/../y", "https://x/api", "https://x:99999/"),
        *("https://x/a;b", "https://x/a\r\nb", 'https://x"/', "*", "https://*.example.org"),
    ],
)
def test_what_is_no_public_address_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadInput, match="--public-url"):
        parse_public_address(text)


def test_a_root_path_and_a_proxy_are_checked() -> None:
    assert clean_path("user/ann/proxy/8737/", "--root-path") == "/user/ann/proxy/8737"
    with pytest.raises(BadInput, match="--root-path"):
        clean_path("/a/../b", "--root-path")
    with pytest.raises(BadInput, match="--proxy"):
        parse_proxies(("nginx.example.org",))


@pytest.mark.parametrize(
    "sent", [{"host": "labels.example.org"}, {"host": "127.0.0.1:8737"}], ids=["kept", "rewritten"]
)
def test_the_public_page_may_write_and_another_may_not(
    tiny_book: Book, pages: Path, sent: dict[str, str]
) -> None:
    with behind(tiny_book, pages) as (client, secret, _):
        client.headers.update(sent)
        assert client.get("/").status_code == 200
        own = {"origin": PUBLIC}
        assert client.post("/api/changesets", json={}, headers=own).status_code == 401
        cookie = join(client, secret)
        change = edit(1, "i", "ii")
        for origin in ("http://labels.example.org", "https://evil.example", "null"):
            refused = client.post("/api/changesets", json=change, headers={"origin": origin})
            assert refused.status_code == 403
            with (
                pytest.raises(WebSocketDisconnect),
                client.websocket_connect("/api/live", headers={"origin": origin}),
            ):
                pass
        done = client.post("/api/changesets", json=change, headers=own)
        assert done.status_code == 201
        with client.websocket_connect("/api/live", headers=own):
            pass
    assert cookie.startswith("__Host-labelbook-8737=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_behind_a_proxy_nobody_counts_as_this_computer(tiny_book: Book, pages: Path) -> None:
    with behind(tiny_book, pages) as (client, _, viewer):
        assert client.get("/api/book").status_code == 401
        assert client.post("/api/jobs", json={"kind": "embed"}).status_code == 401
        join(client, viewer)
        assert client.get("/api/book").json()["role"] == "viewer"
        assert client.post("/api/changesets", json=edit(1, "i", "ii")).status_code == 403


@pytest.mark.parametrize(
    "header", ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"]
)
def test_an_unshared_book_takes_nobody_behind_a_proxy_for_its_owner(
    client: TestClient, header: str
) -> None:
    assert client.get("/api/book").status_code == 200
    answer = client.get("/api/book", headers={header: "203.0.113.7"})
    assert answer.status_code == 403
    assert "--public-url" in answer.json()["detail"]


def test_a_proxy_that_is_named_in_any_way_asks_for_an_invitation(
    make_book: Callable[[], Path], serve: Callable[..., Served]
) -> None:
    book = make_book()
    for options in (("--root-path", "/user/ann"), ("--proxy", "127.0.0.1")):
        server = serve(book, *options)
        with httpx.Client(base_url=server.url) as stranger:
            assert stranger.get("/api/book").status_code == 401
            assert stranger.get(server.local).status_code == 303
            assert stranger.get(f"{urlsplit(server.local).path}/../../api/book").status_code == 200


def test_a_cookie_without_tls_is_none_for_the_public_address(tiny_book: Book, pages: Path) -> None:
    with behind(tiny_book, pages) as (client, secret, _):
        value = join(client, secret).partition(";")[0].partition("=")[2]
        assert client.get("/api/book").status_code == 200
        client.headers["cookie"] = f"labelbook-8737={value}"
        assert client.get("/api/book").status_code == 401


@pytest.mark.parametrize("host", ["evil.example", "labels.example.org.evil.example", ""])
def test_a_name_that_was_not_given_is_refused_also_behind_a_proxy(
    tiny_book: Book, pages: Path, host: str
) -> None:
    for believed in ((), ("127.0.0.1",)):
        with behind(tiny_book, pages, believed=believed) as (client, _, _):
            assert client.get("/", headers={"host": host}).status_code == 403
    with behind(tiny_book, pages, believed=("127.0.0.1",)) as (client, _, _):
        answer = client.get("/", headers={"x-forwarded-host": host or "-"})
        assert answer.status_code == 403


def test_a_name_that_is_passed_on_without_its_port_is_known(tiny_book: Book, pages: Path) -> None:
    with behind(tiny_book, pages, f"{PUBLIC}:8443") as (client, secret, _):
        client.headers["host"] = "labels.example.org"
        join(client, secret)
        answer = client.get("/api/book", headers={"origin": f"{PUBLIC}:8443"})
        assert answer.status_code == 200
        assert client.get("/api/book", headers={"origin": PUBLIC}).status_code == 403


def test_forwarded_headers_count_from_a_named_proxy_alone(tiny_book: Book, pages: Path) -> None:
    told = {"x-forwarded-host": "labels.example.org", "x-forwarded-proto": "https"}
    far = "http://192.168.1.5:8737"
    with behind(tiny_book, pages, peer="192.168.1.9", base=far) as (client, secret, _):
        assert join(client, secret, **told).startswith("labelbook-8737=")
        answer = client.get("/api/book", headers={**told, "origin": PUBLIC})
        assert answer.status_code == 403
    with behind(tiny_book, pages, peer="192.168.1.9", believed=("192.168.1.0/24",), base=far) as (
        client,
        secret,
        _,
    ):
        assert join(client, secret, **told).startswith("__Host-labelbook-8737=")
        answer = client.get("/api/book", headers={**told, "origin": PUBLIC})
        assert answer.status_code == 200


def test_a_colleague_in_the_same_network_comes_in_beside_the_proxy(
    tiny_book: Book, pages: Path
) -> None:
    lan = "http://192.168.1.5:8737"
    with behind(tiny_book, pages, peer="192.168.1.9", base=lan) as (client, secret, _):
        cookie = join(client, secret)
        assert (cookie.startswith("labelbook-8737="), "Secure" in cookie) == (True, False)
        change = edit(1, "i", "ii")
        done = client.post("/api/changesets", json=change, headers={"origin": lan})
        assert done.status_code == 201


@pytest.mark.parametrize("passed_on", ["", "/user/ann/proxy/8737", "/inner"])
def test_a_path_may_be_taken_away_passed_on_or_replaced(
    tiny_book: Book, pages: Path, passed_on: str
) -> None:
    url = f"{PUBLIC}/user/ann/proxy/8737"
    with behind(tiny_book, pages, url, root="/inner") as (client, secret, _):
        cookie = join(client, secret, passed_on)
        assert cookie.startswith("__Secure-labelbook-8737=")
        assert "Path=/user/ann/proxy/8737/;" in cookie
        assert client.get(f"{passed_on}/api/book").status_code == 200
        assert client.get(f"{passed_on}/assets/page.js").text == "page()"
        assert client.get(f"{passed_on}/").text == (pages / "index.html").read_text()
        with client.websocket_connect(f"ws://127.0.0.1:8737{passed_on}/api/live"):
            pass
        assert client.get("/elsewhere/api/book").status_code == 404


def test_a_path_without_its_slash_leads_to_the_page(tiny_book: Book, pages: Path) -> None:
    with behind(tiny_book, pages, f"{PUBLIC}/a/labels") as (client, _, _):
        answer = client.get("/a/labels?view=map", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (308, "labels/?view=map")


def test_links_that_are_made_name_the_public_address(tiny_book: Book, pages: Path) -> None:
    with behind(tiny_book, pages, f"{PUBLIC}/labels") as (client, secret, _):
        join(client, secret)
        started = client.post(
            "/api/threads",
            json={"anchor": {"kind": "samples", "samples": [1]}, "title": "?", "author": "Anna"},
        )
        assert started.status_code == 201, started.text
        made = client.post(
            f"/api/threads/{started.json()['id']}/links",
            json={"author": "Anna", "samples": [1], "question": "An i?"},
        ).json()
        assert made["url"].startswith(f"{PUBLIC}/labels/ask/")
        assert made["reachable"]
        assert client.get(made["url"].removeprefix(PUBLIC)).status_code in (200, 503)


def test_the_page_may_talk_to_the_public_address_alone(tiny_book: Book, pages: Path) -> None:
    with behind(tiny_book, pages) as (client, _, _):
        policy = client.get("/", headers={"host": "labels.example.org"}).headers[
            "content-security-policy"
        ]
    assert "connect-src 'self' ws://labels.example.org wss://labels.example.org;" in policy


def test_what_is_printed_names_the_public_address_and_where_the_proxy_finds_the_server(
    make_book: Callable[[], Path], serve: Callable[..., Served]
) -> None:
    said = "".join(serve(make_book(), "--public-url", f"{PUBLIC}/labels").lines)
    assert said.count(f"{PUBLIC}/labels/join/") == 3
    assert "The proxy finds it at http://127.0.0.1:" in said
