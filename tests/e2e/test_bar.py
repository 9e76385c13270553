"""The bar at the top, down to a phone: every action can be reached, and nothing is cut."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.server.fixtures import Served

STICKS_OUT = """() => [...document.querySelectorAll('.page > header, .page > header *')]
  .map((node) => [node, node.getBoundingClientRect()])
  .filter(([, box]) => box.width > 0 && (box.left < -0.5 || box.right > innerWidth + 0.5))
  .map(([node]) => node.outerHTML.slice(0, 120))"""
SQUEEZED = """() => [...document.querySelectorAll('.page > header button')]
  .filter((node) => node.getBoundingClientRect().width < 26)
  .map((node) => node.getAttribute('aria-label'))"""
ACTIONS = ("Add images", "Versions", "Export", "History", "All keys")


def more(page: Page) -> None:
    page.get_by_role("button", name="More", exact=True).click()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 390, 640, 820, 1000, 1180, 1280])
def test_nothing_of_the_bar_is_cut(server: Served, open_page: Open, width: int, theme: str) -> None:
    page = open_page(server.url, "Anna Lovelace", width=width, theme=theme)
    expect(page.get_by_role("button", name="Enter your name")).to_have_count(0)
    assert page.evaluate(STICKS_OUT) == []
    assert page.evaluate(SQUEEZED) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width <= 1180:
        more(page)
    for name in ACTIONS:
        expect(page.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)


def test_everything_of_the_bar_works_on_a_phone(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna", width=390)
    for name in ("Gallery", "Map", "Issues", "Canvas", "Discuss", "Sheet"):
        page.get_by_role("group", name="Layout").get_by_role("button", name=name).click()
    more(page)
    assert violations(page) == []
    page.get_by_role("button", name="Add images").click()
    dialog = page.get_by_role("dialog", name="Add images")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    more(page)
    page.get_by_role("button", name="Versions").click()
    versions = page.get_by_role("dialog", name="Versions")
    versions.get_by_label("Name of the new version").fill("small")
    versions.get_by_role("button", name="Save").click()
    expect(versions.get_by_text("small")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="CSV").click()
    assert download.value.suggested_filename == "book.csv"
    page.keyboard.press("Escape")
    more(page)
    page.get_by_role("button", name="History").click()
    expect(page.get_by_role("complementary", name="History")).to_be_visible()
    expect(page.get_by_role("dialog", name="More")).to_be_hidden()


def test_on_a_phone_the_filters_lie_over_the_samples_and_go_again(
    server: Served, open_page: Open
) -> None:
    page = open_page(server.url, "Anna", width=390)
    expect(page.get_by_role("region", name="Label")).to_have_count(0)
    page.get_by_role("button", name="Filters").click()
    region = page.get_by_role("region", name="Label")
    region.get_by_role("button", name="iv 12").click()
    assert violations(page) == []
    page.get_by_role("button", name="Show 12 samples").click()
    expect(region).to_have_count(0)
    expect(page.locator(".count[role=status]")).to_have_text("12 of 120")
    expect(page.get_by_role("button", name="Filters: some are set")).to_be_visible()
