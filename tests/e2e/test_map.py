"""The samples as a map."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import labelbook
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.e2e.test_first_minutes import shown
from tests.server.fixtures import Served


@pytest.fixture
def seen(book: Path, serve: Callable[..., Served]) -> Served:
    """A server of a book that has embeddings."""
    with labelbook.open(book) as opened:
        opened.map.embed()
        opened.map.build()
    return serve(book)


def stage(page: Page) -> Locator:
    return page.get_by_role("group", name=re.compile("^Map of"))


def open_map(page: Page) -> Locator:
    page.keyboard.press("m")
    expect(stage(page)).to_be_visible(timeout=15_000)
    page.wait_for_timeout(500)
    return stage(page)


def drag(page: Page, *, held: str) -> None:
    """Draw around the whole map."""
    box = stage(page).bounding_box()
    assert box is not None
    left, top = box["x"] + 4, box["y"] + 4
    right, bottom = box["x"] + box["width"] - 4, box["y"] + box["height"] - 4
    page.keyboard.down(held)
    page.mouse.move(left, top)
    page.mouse.down()
    for x, y in ((right, top), (right, bottom), (left, bottom)):
        page.mouse.move(x, y, steps=3)
    if held == "Alt":
        page.mouse.move(right, bottom)
    page.mouse.up()
    page.keyboard.up(held)


def test_what_a_lasso_catches_lies_beside_the_map_and_is_relabelled_there(
    seen: Served, open_page: Open, book: Path
) -> None:
    page = open_page(seen.url, "Anna")
    open_map(page)
    drag(page, held="Shift")
    strip = page.get_by_role("region", name="Images beside the map")
    expect(strip.get_by_role("heading")).to_have_text("120 selected")
    expect(strip.locator("img").first).to_be_visible()
    strip.get_by_role("gridcell").nth(1).click()
    strip.get_by_role("gridcell").nth(2).click(modifiers=["Control"])
    page.keyboard.press("4")
    expect(page.get_by_text(re.compile("Relabelled . samples? to iv"))).to_be_visible()
    expect(strip.get_by_role("heading")).to_have_text("120 selected")
    strip.get_by_role("button", name="Select all").click()
    page.keyboard.press("t")
    page.get_by_role("combobox", name="Tag").fill("seen")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Added the tag seen to 120 samples")).to_be_visible()
    with labelbook.open(book) as opened:
        assert opened.samples()["tags"].list.contains("seen").all()


def test_a_rectangle_takes_only_what_the_filters_show(seen: Served, open_page: Open) -> None:
    page = open_page(seen.url, "Anna")
    open_map(page)
    legend = page.get_by_role("group", name="Colours")
    legend.get_by_role("button", name=re.compile(r"^iv\b")).click()
    expect(shown(page)).to_have_text("12 of 120")
    drag(page, held="Alt")
    expect(
        page.get_by_role("region", name="Images beside the map").get_by_role("heading")
    ).to_have_text("12 selected")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="Images beside the map")).to_have_count(0)


def test_the_map_is_moved_by_keys_and_its_place_is_in_the_address(
    seen: Served, open_page: Open
) -> None:
    page = open_page(seen.url, "Anna")
    open_map(page)
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile(r"view=map.*at="))
    page.keyboard.press("z")
    expect(page).to_have_url(re.compile("at=0%2C0%2C1"))
    expect(stage(page).locator(".thumbnails img").first).to_be_visible()


def test_more_like_this_shows_the_neighbours_in_content_and_in_style(
    seen: Served, open_page: Open
) -> None:
    page = open_page(seen.url, "Anna")
    page.keyboard.press("n")
    strip = page.get_by_role("region", name="Images beside the map")
    expect(strip.get_by_role("heading")).to_have_text("Similar images")
    expect(strip.get_by_role("gridcell").first).to_be_visible()
    strip.get_by_role("button", name="by style").click()
    expect(strip.get_by_role("button", name="by style")).to_have_attribute("aria-pressed", "true")


def test_a_map_that_is_not_made_yet_is_made_from_the_page(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("m")
    page.get_by_role("button", name="Make the map").click()
    expect(stage(page)).to_be_visible(timeout=60_000)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_has_no_serious_violation(seen: Served, open_page: Open, theme: str) -> None:
    page = open_page(seen.url, "Anna", theme=theme)
    open_map(page)
    drag(page, held="Shift")
    expect(page.get_by_role("region", name="Images beside the map")).to_be_visible()
    page.wait_for_timeout(400)
    assert violations(page) == []
