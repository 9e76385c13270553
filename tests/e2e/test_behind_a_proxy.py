"""The page works behind proxies as people have them, under another name and below a path."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Response, expect

import labelbook
from labelbook.discuss.records import Anchor
from tests.e2e.proxy import Proxy
from tests.server.fixtures import Served

HUB = "/user/ann/proxy/8737"
KINDS: dict[str, Callable[[], Proxy]] = {
    "nginx, which puts its own name for the server over the public one": Proxy,
    "Caddy, which keeps the name": lambda: Proxy(keeps_host=True, forwards=True),
    "JupyterHub, which takes the path away": lambda: Proxy(HUB, keeps_host=True),
    "a path that is passed on": lambda: Proxy("/labels", strips=False, keeps_host=True),
    "a path that is taken away, and the name too": lambda: Proxy(HUB, forwards=True),
}


@pytest.fixture(params=KINDS)
def proxy(request: pytest.FixtureRequest) -> Iterator[Proxy]:
    made = KINDS[request.param]()
    yield made
    made.close()


@pytest.fixture
def behind(book: Path, proxy: Proxy, serve: Callable[..., Served]) -> dict[str, str]:
    """Serve the book behind the proxy; the links that were printed, by role."""
    server = serve(book, "--public-url", proxy.url)
    proxy.upstream = server.port
    said = "".join(server.lines)
    return dict(re.findall(r"Invite (reviewers|viewers): +(\S+)", said))


@pytest.fixture
def stranger(browser: Browser) -> Iterator[Page]:
    """A browser that was never here; it takes the tests' certificate."""
    context = browser.new_context(ignore_https_errors=True)
    context.add_init_script("""localStorage.setItem('labelbook:preferences', '{"name": "Anna"}')""")
    yield context.new_page()
    context.close()


def watch(page: Page) -> list[str]:
    """Note whatever the page asked for and was refused."""
    refused: list[str] = []

    def note(response: Response) -> None:
        if response.status >= 400:
            refused.append(f"{response.status} {response.url}")

    page.on("response", note)
    return refused


def until(page: Page, holds: str) -> None:
    """Wait until something holds; Playwright's own waiting is eval, which the page forbids."""
    for _ in range(200):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never: {holds}")


def test_an_invited_reviewer_sees_images_edits_and_stays_connected(
    proxy: Proxy, behind: dict[str, str], stranger: Page
) -> None:
    link = behind["reviewers"]
    assert link.startswith(f"{proxy.url}/join/")
    refused = watch(stranger)
    stranger.goto(f"{link}?label=ii")
    expect(stranger.get_by_role("grid", name="Samples")).to_be_visible(timeout=10_000)
    assert stranger.url == f"{proxy.url}/?label=ii"
    expect(stranger.locator(".dot[title^=Connected]")).to_be_visible(timeout=10_000)
    expect(stranger.get_by_text("12 of 120")).to_be_visible()
    until(stranger, "[...document.querySelectorAll('[role=grid] img')].some((i) => i.naturalWidth)")
    stranger.keyboard.press("j")
    with stranger.expect_response(re.compile("/api/changesets$")) as edit:
        stranger.keyboard.press("x")
    assert edit.value.status == 201
    cookie = stranger.context.cookies(proxy.url + "/")[0]
    assert (cookie["secure"], cookie["httpOnly"], cookie["path"]) == (True, True, proxy.path + "/")
    assert cookie["name"].startswith("__Secure-" if proxy.path else "__Host-")
    assert (refused, proxy.refused) == ([], [])


def test_an_experts_link_opens(
    proxy: Proxy, behind: dict[str, str], book: Path, stranger: Page
) -> None:
    refused = watch(stranger)
    with labelbook.open(book) as opened:
        thread = opened.talk.start(Anchor("samples", (3,)), "An i?", author="Ben").id
        _, secret = opened.votes.make_link(thread, (3,), "An i?", author="Ben")
    stranger.goto(f"{proxy.url}/ask/{secret}")
    expect(stranger.get_by_role("heading", name="An i?")).to_be_visible()
    until(stranger, "[...document.images].some((i) => i.naturalWidth > 0)")
    assert (refused, proxy.refused) == ([], [])


def test_who_was_not_invited_is_told_so_and_sees_nothing(
    proxy: Proxy, behind: dict[str, str], stranger: Page
) -> None:
    stranger.goto(f"{proxy.url}/")
    expect(stranger.get_by_role("alert")).to_contain_text("shared by invitation")
    assert stranger.request.get(f"{proxy.url}/api/names", ignore_https_errors=True).status == 401
