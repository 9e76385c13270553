"""Only those get in who may."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

import labelbook
from labelbook import Book
from labelbook.errors import BadInput, Forbidden
from labelbook.server import access, run
from labelbook.server.app import create_app
from tests.server.fixtures import edit


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::"])
def test_a_foreign_host_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/api/book", headers={"host": host})
    assert answer.status_code == 403
    assert answer.json()["type"] == "forbidden"


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "http://127.0.0.1:9999", "http://[", ""]
)
def test_a_foreign_origin_is_refused(client: TestClient, origin: str) -> None:
    headers = {"origin": origin}
    assert client.get("/api/book", headers=headers).status_code == 403
    assert (
        client.post("/api/changesets", json=edit(1, "i", "ii"), headers=headers).status_code == 403
    )
    with (
        pytest.raises(WebSocketDisconnect),
        client.websocket_connect("/api/live", headers=headers),
    ):
        pass


def test_the_page_may_not_be_framed_and_runs_only_its_own_code(client: TestClient) -> None:
    headers = client.get("/api/book").headers
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "default-src 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    answer = client.post("/api/changesets", headers={"content-length": str(access.MAX_BODY + 1)})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "path",
    [
        "/../book.db",
        "/assets/../../../book.db",
        "/assets/%2e%2e/%2e%2e/book.db",
        "/assets/..%2f..%2fpyproject.toml",
        "/assets/../../secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "/assets//../../secret.txt",
        "/api/thumbnails/1/..%2f..%2fbook.db",
        "/book.db",
    ],
)
def test_no_path_leads_out(client: TestClient, path: str) -> None:
    assert client.get("/assets/page.js").text == "page()"
    answer = client.get(path)
    assert answer.status_code in (404, 422)
    assert b"SQLite" not in answer.content
    assert b"secret" not in answer.content.replace(b"secret.txt", b"")


def test_a_page_that_was_not_built_is_said_to_be(tiny_book: Book, tmp_path: Path) -> None:
    app = create_app(tiny_book, access.local(80), pages=tmp_path / "nothing")
    with TestClient(app, base_url="http://127.0.0.1") as client:
        assert client.get("/assets/page.js").status_code == 404
        answer = client.get("/")
    assert answer.status_code == 503
    assert "make demo" in answer.text


def test_a_link_that_leads_out_of_the_source_is_not_followed(
    tiny_book: Book, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.png"
    secret.write_bytes(b"secret")
    image = tiny_book.image_path(1)
    image.unlink()
    image.symlink_to(secret)
    with pytest.raises(Forbidden, match="leads outside"):
        tiny_book.image_path(1)


@pytest.fixture
def shared(tiny_book: Book) -> Iterator[tuple[access.Access, TestClient]]:
    rules = access.invited(tiny_book, 80, frozenset({"studio.local"}), renew=False)
    app = create_app(tiny_book, rules)
    with TestClient(app, base_url="http://192.168.1.5", raise_server_exceptions=False) as client:
        yield rules, client


def test_without_an_invitation_nobody_gets_in(shared: tuple[access.Access, TestClient]) -> None:
    _, client = shared
    answer = client.get("/api/book")
    assert (answer.status_code, answer.json()["type"]) == (401, "sign-in")
    assert "invitation" in client.get("/book.db").text
    with pytest.raises(WebSocketDisconnect), client.websocket_connect("/api/live"):
        pass
    client.cookies.set("labelbook-80", "guess")
    assert client.get("/api/book").status_code == 401


def test_the_page_without_the_book_opens_for_all_and_says_whom_to_ask(
    tiny_book: Book, pages: Path
) -> None:
    app = create_app(
        tiny_book, access.invited(tiny_book, 80, frozenset(), renew=False), pages=pages
    )
    with TestClient(app, base_url="http://192.168.1.5") as client:
        assert client.get("/").text == (pages / "index.html").read_text()
        assert "invitation" in client.get("/api/book").json()["detail"]


def test_an_invitation_leads_to_the_view_in_its_address(
    shared: tuple[access.Access, TestClient],
) -> None:
    rules, client = shared
    link = f"/join/{rules.invitations['viewer']}?label=i&view=map"
    joined = client.get(link, follow_redirects=False)
    assert joined.headers["location"] == "../?label=i&view=map"


def test_a_reviewer_comes_in_by_the_link_and_may_edit(
    shared: tuple[access.Access, TestClient],
) -> None:
    rules, client = shared
    secret = rules.invitations["reviewer"]
    assert len(secret) >= 32
    joined = client.get(f"/join/{secret}", follow_redirects=False)
    assert (joined.status_code, joined.headers["location"]) == (303, "../")
    cookie = joined.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert secret not in cookie
    assert client.get("/api/book").json()["role"] == "reviewer"
    assert client.post("/api/changesets", json=edit(1, "i", "ii")).status_code == 201


def test_a_viewer_looks_on(shared: tuple[access.Access, TestClient]) -> None:
    rules, client = shared
    client.get(f"/join/{rules.invitations['viewer']}")
    assert client.get("/api/book").json()["role"] == "viewer"
    answer = client.post("/api/changesets", json=edit(1, "i", "ii"))
    assert (answer.status_code, answer.json()["type"]) == (403, "forbidden")
    assert client.post("/api/changesets/1/undo", json={"author": "V"}).status_code == 403
    assert client.post("/api/versions", json={"name": "v", "author": "V"}).status_code == 403
    # A question that is too long for an address is one all the same.
    answer = client.post("/api/export", json={"format": "csv", "samples": [1, 2]})
    assert (answer.status_code, answer.text.count("\n")) == (200, 3)


def test_a_wrong_link_opens_nothing(shared: tuple[access.Access, TestClient]) -> None:
    _, client = shared
    answer = client.get("/join/wrong")
    assert answer.status_code == 403
    assert "ask for a new link" in answer.text
    assert "set-cookie" not in answer.headers


def test_links_outlive_a_restart_until_they_are_renewed(tiny_book: Book) -> None:
    first = access.invited(tiny_book, 80, frozenset(), renew=False)
    with labelbook.open(tiny_book.directory) as again:
        assert access.invited(again, 80, frozenset(), renew=False) == first
    renewed = access.invited(tiny_book, 80, frozenset(), renew=True)
    assert not set(renewed.invitations.values()) & set(first.invitations.values())
    assert renewed.role_of_cookies(f"c={first.token('reviewer')}", "c") is None
    assert first.role_of_cookies(f"c={first.token('reviewer')}", "c") == "reviewer"


def test_a_name_that_was_not_printed_is_refused_when_shared(
    shared: tuple[access.Access, TestClient],
) -> None:
    _, client = shared
    assert client.get("/api/book", headers={"host": "evil.example"}).status_code == 403
    assert client.get("/api/book", headers={"host": "studio.local"}).status_code == 401


def test_others_are_let_in_only_with_share(tiny_book: Book) -> None:
    with pytest.raises(BadInput, match="add --share"):
        run.serve(tiny_book, run.Door(host="192.168.1.5"))
