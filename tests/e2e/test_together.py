"""Several people on one book."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import expect

import labelbook
from tests.e2e.conftest import Open
from tests.e2e.test_first_minutes import row, rows, shown
from tests.server.fixtures import Served


def test_everybody_sees_who_is_there_and_where(server: Served, open_page: Open) -> None:
    anna = open_page(server.url, "Anna")
    ben = open_page(server.url, "Ben")
    expect(anna.get_by_role("button", name="Ben, at train/i/i-00.png")).to_be_visible()
    row(ben, "/i-03.png").click()
    expect(row(anna, "/i-03.png")).to_contain_text("Ben")
    ben.close()
    expect(row(anna, "/i-03.png")).not_to_contain_text("Ben")


def test_all_follow_the_presenter_until_they_stop(server: Served, open_page: Open) -> None:
    anna = open_page(server.url, "Anna")
    ben = open_page(server.url, "Ben")
    anna.get_by_role("button", name="Present").click()
    expect(ben.get_by_text("You follow Anna")).to_be_visible()
    anna.keyboard.press("/")
    anna.keyboard.type("viii")
    anna.keyboard.press("Enter")
    anna.keyboard.press("j")
    expect(shown(ben)).to_have_text("12 of 120")
    expect(rows(ben).nth(1)).to_have_attribute("aria-selected", "true")
    anna.keyboard.press("v")
    expect(ben.get_by_role("button", name="Gallery")).to_have_attribute("aria-pressed", "true")
    ben.get_by_role("button", name="Stop following").click()
    anna.keyboard.press("v")
    anna.keyboard.press("v")
    expect(anna.get_by_role("button", name="Sheet")).to_have_attribute("aria-pressed", "true")
    expect(ben.get_by_role("button", name="Gallery")).to_have_attribute("aria-pressed", "true")


def test_a_lost_connection_is_shown_edits_wait_and_all_is_caught_up(
    book: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    server = serve(book)
    page = open_page(server.url, "Anna")
    server.kill()
    expect(page.get_by_text("Connection lost")).to_be_visible(timeout=15_000)
    page.keyboard.press("2")
    expect(page.get_by_text("1 edit is not saved yet")).to_be_visible()
    with labelbook.open(book) as opened:
        opened.relabel("train/i/i-05.png", "x", author="Cli")
    again = serve(book, port=server.port)
    expect(page.get_by_text("Connection lost")).to_have_count(0, timeout=15_000)
    expect(row(page, "/i-05.png").get_by_title("x", exact=True)).to_be_visible()
    expect(row(page, "/i-00.png").get_by_title("ii", exact=True)).to_be_visible()
    with labelbook.open(book) as opened:
        assert opened.sample("train/i/i-00.png").label == "ii"
    assert again.process.poll() is None


def test_who_comes_too_late_sees_both_sides_and_decides(
    book: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    server = serve(book)
    page = open_page(server.url, "Anna")
    server.kill()
    expect(page.get_by_text("Connection lost")).to_be_visible(timeout=15_000)
    page.keyboard.press("2")
    with labelbook.open(book) as opened:
        opened.relabel("train/i/i-00.png", "x", author="Ben")
    serve(book, port=server.port)
    dialog = page.get_by_role("dialog", name="Changed by somebody else")
    expect(dialog).to_be_visible(timeout=15_000)
    expect(dialog.get_by_role("row").nth(1)).to_contain_text("Ben")
    dialog.get_by_role("button", name="Keep theirs").click()
    expect(row(page, "/i-00.png").get_by_title("x", exact=True)).to_be_visible()
    with labelbook.open(book) as opened:
        assert opened.seq == 2
