"""The menus of the page, walked by key."""

from __future__ import annotations

import csv
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Download, Locator, Page, expect

import labelbook
from tests.e2e.conftest import Open
from tests.server.fixtures import Served


def focused(page: Page) -> str:
    """The first line of what has the focus."""
    text = page.evaluate("document.activeElement.innerText")
    assert isinstance(text, str)
    return text.splitlines()[0]


def open_by_key(page: Page) -> Locator:
    """Open the menu of exports with Down, once the page knows the formats; return its button."""
    trigger = page.get_by_role("button", name="Export")
    trigger.click()
    expect(page.get_by_role("menuitem", name="CSV")).to_be_visible()
    page.keyboard.press("Escape")
    trigger.focus()
    page.keyboard.press("ArrowDown")
    return trigger


def test_arrows_home_end_and_letters_walk_the_formats_and_escape_gives_the_focus_back(
    server: Served, open_page: Open
) -> None:
    page = open_page(server.url, "Anna")
    trigger = open_by_key(page)
    items = page.get_by_role("menu", name="Formats").get_by_role("menuitem")
    expect(items.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(items.nth(1)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(items.last).to_be_focused()
    page.keyboard.press("Home")
    expect(items.first).to_be_focused()
    page.keyboard.press("End")
    expect(items.last).to_be_focused()
    page.keyboard.type("rep")
    assert focused(page) == "Report"
    page.keyboard.press("Escape")
    expect(items.first).to_be_hidden()
    expect(trigger).to_be_focused()


def test_enter_takes_the_item_that_has_the_focus(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    open_by_key(page)
    page.keyboard.type("csv")
    assert focused(page) == "CSV"
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")


def third_row(page: Page) -> Locator:
    """Put the cursor on the third row, wait until the address says so, and return the row."""
    page.get_by_role("row").nth(3).click()
    expect(page).to_have_url(re.compile(r"sample=3$"))
    return page.get_by_role("row", selected=True)


@pytest.mark.parametrize("key", ["ArrowDown", "j", "Home"])
def test_a_key_in_a_menu_does_nothing_to_the_sheet(
    server: Served, open_page: Open, key: str
) -> None:
    page = open_page(server.url, "Anna")
    row = third_row(page)
    before = row.inner_text()
    page.get_by_role("button", name="Versions").click()
    field = page.get_by_label("Name of the new version")
    field.focus()
    expect(field).to_be_focused()
    page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(field).to_be_hidden()
    assert row.inner_text() == before
    page.keyboard.press("ArrowDown")
    expect(row).not_to_have_text(before)


@pytest.mark.parametrize("key", ["ArrowDown", "j", "c"])
def test_a_key_does_nothing_to_the_sheet_while_a_menu_is_open_and_nothing_has_the_focus(
    server: Served, open_page: Open, key: str
) -> None:
    page = open_page(server.url, "Anna")
    row = third_row(page)
    before = row.inner_text()
    page.get_by_role("button", name="Versions").click()
    page.get_by_text("A version is a name for the current state").click()
    assert page.evaluate("document.activeElement === document.body")
    page.keyboard.press(key)
    page.keyboard.press("Escape")
    expect(page.get_by_label("Name of the new version")).to_be_hidden()
    assert row.inner_text() == before


@pytest.mark.parametrize(("name", "says"), [("Pen", "Penp"), ("Fit the page", "Fit the pagez")])
def test_an_icon_says_what_it_does_and_its_key_when_the_keyboard_comes_to_it(
    server: Served, open_page: Open, name: str, says: str
) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("c")
    icon = page.get_by_role("button", name=name, exact=True)
    expect(icon).to_be_enabled()
    page.keyboard.press("Tab")
    icon.focus()
    tip = page.get_by_role("tooltip")
    expect(tip).to_have_text(says)
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)
    icon.hover()
    expect(tip).to_be_visible()


def rows_of(download: Download) -> list[dict[str, str]]:
    with Path(download.path()).open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_download_is_of_all_samples_of_those_shown_or_of_those_selected(
    server: Served, open_page: Open, book: Path
) -> None:
    with labelbook.open(book) as there:
        there.save_version("first", author="Anna")
        there.relabel("train/iv/iv-00.png", "v", author="Anna")
    page = open_page(server.url, "Anna")
    page.get_by_role("region", name="Label").get_by_role("button", name="iv 11").click()
    expect(page.locator(".count[role=status]")).to_have_text("11 of 120")
    page.get_by_role("button", name="Export").click()
    menu = page.get_by_role("dialog", name="Export")
    samples = menu.get_by_label("Samples")
    expect(samples).to_have_value("")
    for choice, version, count in (
        ("all 120", "now", 120),
        ("the 11 shown", "now", 11),
        ("the 11 shown", "first", 11),
    ):
        if not menu.is_visible():
            page.get_by_role("button", name="Export").click()
        samples.select_option(choice)
        menu.get_by_label("Version").select_option(version)
        with page.expect_download() as download:
            menu.get_by_role("menuitem", name="CSV").click()
        rows = rows_of(download.value)
        assert len(rows) == count
        assert count == 120 or {row["label"] for row in rows} == {"iv"}
    expect(menu).to_be_hidden()
    page.get_by_role("row").nth(1).click()
    page.keyboard.press("Shift+ArrowDown")
    page.get_by_role("button", name="Export").click()
    samples.select_option("the 2 selected")
    expect(menu.get_by_text("the 2 selected.", exact=False).last).to_be_visible()
    menu.get_by_label("Version").select_option("now")
    with page.expect_download() as download:
        menu.get_by_role("menuitem", name="Zip", exact=False).first.click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert len(archive.namelist()) == 2
