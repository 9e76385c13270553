"""A new user's first five minutes."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Locator, Page, expect

import labelbook
from tests.e2e.conftest import Open
from tests.server.fixtures import Served


def rows(page: Page) -> Locator:
    return page.locator("[role=row][aria-rowindex]:not([aria-rowindex='1'])")


def row(page: Page, path: str) -> Locator:
    return rows(page).filter(has_text=path)


def shown(page: Page) -> Locator:
    return page.locator(".count[role=status]")


def test_relabel_ten_see_it_live_undo_one_and_find_it_in_the_export(
    server: Served, open_page: Open, book: Path, tmp_path: Path
) -> None:
    anna = open_page(server.url, "Anna")
    ben = open_page(server.url, "Ben")
    for number in range(10):
        anna.keyboard.press("5")
        expect(row(anna, f"/i-0{number}.png").get_by_title("v", exact=True)).to_be_visible()
        anna.keyboard.press("j")
    expect(row(ben, "/i-00.png").get_by_title("v", exact=True)).to_be_visible()
    expect(row(ben, "/i-09.png").get_by_title("v", exact=True)).to_be_visible()
    expect(row(ben, "/i-09.png")).to_contain_text("Anna")
    anna.keyboard.press("u")
    expect(row(ben, "/i-09.png").get_by_title("i", exact=True)).to_be_visible()

    anna.get_by_role("button", name="Export").click()
    with anna.expect_download() as download:
        anna.get_by_role("menuitem", name="CSV every sample").click()
    download.value.save_as(tmp_path / "out.csv")
    exported = pl.read_csv(tmp_path / "out.csv")
    changed = exported.filter(pl.col("path").str.split("/").list.get(1) != pl.col("label"))
    assert changed["path"].to_list() == [f"train/i/i-0{number}.png" for number in range(9)]
    assert set(changed["label"]) == {"v"}
    assert set(changed["last_author"]) == {"Anna"}
    with labelbook.open(book) as opened:
        assert opened.seq == 12


def test_a_newcomer_looks_around_and_gives_a_name_before_changing_anything(
    server: Served, open_page: Open
) -> None:
    page = open_page(server.url)
    page.keyboard.press("j")
    page.get_by_role("textbox", name="Enter your name").fill("Dora")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("button", name="You are Dora")).to_be_visible()
    page.locator("main").click(position={"x": 300, "y": 100})
    page.keyboard.press("2")
    expect(page.get_by_text("Relabelled 1 sample to ii")).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="You are Dora")).to_be_visible()


def test_a_relabelled_row_stays_until_one_moves_on(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna", search="/?label=i")
    expect(shown(page)).to_have_text("12 of 120")
    page.keyboard.press("2")
    first = row(page, "/i-00.png")
    expect(first.get_by_title("ii", exact=True)).to_be_visible()
    expect(first).to_have_class(re.compile("held"))
    expect(shown(page)).to_have_text("12 of 120")
    page.keyboard.press("j")
    expect(shown(page)).to_have_text("11 of 120")
    expect(row(page, "/i-00.png")).to_have_count(0)


def test_the_toast_undoes_and_redo_brings_back(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("x")
    expect(row(page, "/i-00.png")).to_contain_text("excluded")
    page.get_by_role("button", name="Undo u").click()
    expect(row(page, "/i-00.png")).not_to_contain_text("excluded")
    page.keyboard.press("Shift+U")
    expect(row(page, "/i-00.png")).to_contain_text("excluded")


def test_a_range_is_changed_at_once_with_a_reason(
    server: Served, open_page: Open, book: Path
) -> None:
    page = open_page(server.url, "Anna")
    row(page, "/i-02.png").click()
    row(page, "/i-05.png").click(modifiers=["Shift"])
    expect(page.get_by_role("heading", name="4 samples selected")).to_be_visible()
    page.get_by_label("Reason (shown in the history)").fill("second look")
    page.get_by_role("group", name="Label").get_by_role("button", name="ix").click()
    expect(page.get_by_text("Relabelled 4 samples to ix")).to_be_visible()
    page.keyboard.press("Escape")
    row(page, "/i-07.png").click(modifiers=["Control"])
    row(page, "/i-09.png").click(modifiers=["Control"])
    page.keyboard.press("t")
    page.get_by_role("combobox", name="Tag").fill("dotted")
    page.keyboard.press("Enter")
    expect(row(page, "/i-09.png")).to_contain_text("dotted")
    page.keyboard.press("s")
    page.get_by_role("combobox", name="Move to split").fill("te")
    page.keyboard.press("Enter")
    expect(row(page, "/i-09.png")).to_contain_text("test")
    with labelbook.open(book) as opened:
        entry = opened.history("train/i/i-03.png")[0]
        assert (entry.changeset.message, entry.changeset.size) == ("second look", 4)
        assert opened.sample("train/i/i-07.png").tags == ("dotted",)


def test_filters_live_in_the_address_and_back_works(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    filters = page.get_by_role("complementary", name="Filters")
    filters.get_by_role("button", name=re.compile(r"^iv\b")).click()
    expect(shown(page)).to_have_text("12 of 120")
    expect(page).to_have_url(re.compile("label=iv"))
    filters.get_by_role("button", name=re.compile("^val")).click()
    expect(shown(page)).to_have_text("2 of 120")
    expect(page).to_have_url(re.compile("split=val"))
    copy = open_page(page.url, "Ben")
    expect(shown(copy)).to_have_text("2 of 120")
    page.go_back()
    expect(shown(page)).to_have_text("12 of 120")
    page.go_back()
    expect(shown(page)).to_have_text("120 samples")


def test_search_sort_and_an_answer_that_is_empty(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("/")
    page.keyboard.type("VIII-1")
    expect(shown(page)).to_have_text("2 of 120")
    page.keyboard.type("nothing")
    expect(page.get_by_role("heading", name="No sample matches")).to_be_visible()
    page.get_by_role("button", name="Clear all filters").click()
    expect(shown(page)).to_have_text("120 samples")
    header = page.get_by_role("columnheader").filter(has_text="Label")
    header.get_by_role("button").click()
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(page.locator("[aria-rowindex='2']").get_by_title("x", exact=True)).to_be_visible()


def test_the_gallery_shows_the_same_samples(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("v")
    tiles = page.get_by_role("gridcell")
    expect(tiles.first).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("3")
    expect(page.get_by_text("Relabelled 1 sample to iii")).to_be_visible()
    page.keyboard.press("+")
    expect(page).to_have_url(re.compile("size=64"))
    page.keyboard.press("v")
    expect(page.get_by_role("button", name="Map", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    page.keyboard.press("v")
    expect(page.get_by_role("columnheader").first).to_be_visible()


def test_the_inspector_tells_the_history_and_undoes(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("4")
    inspector = page.get_by_role("complementary", name="Inspector")
    expect(inspector.get_by_text("i → iv")).to_be_visible()
    expect(inspector.get_by_text("Imported as i", exact=True)).to_be_visible()
    inspector.get_by_role("button", name="Undo changeset 2").click()
    expect(inspector.get_by_text("iv → i")).to_be_visible()
    page.keyboard.press("h")
    history = page.get_by_role("complementary", name="History of the book")
    history.get_by_role("button", name="Redo changeset 2").click()
    expect(row(page, "/i-00.png").get_by_title("iv", exact=True)).to_be_visible()


def test_a_version_is_saved_and_exported(server: Served, open_page: Open, book: Path) -> None:
    page = open_page(server.url, "Anna")
    page.get_by_role("button", name="Versions").click()
    page.get_by_label("Name of the new version").fill("before review")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Anna, just now")).to_be_visible()
    page.keyboard.press("Escape")
    with labelbook.open(book) as opened:
        assert [version.name for version in opened.versions()] == ["before review"]


@pytest.mark.parametrize("key", ["?", "l", "t", "s"])
def test_dialogs_open_by_key_and_close_by_escape(server: Served, open_page: Open, key: str) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("2")
    expect(page.get_by_text("Relabelled 1 sample to ii")).to_be_visible()


def test_an_image_that_is_gone_is_said_to_be(
    book: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    (book.parent / "numerals" / "train" / "i" / "i-00.png").unlink()
    page = open_page(serve(book).url, "Anna")
    expect(page.get_by_text("The image cannot be shown")).to_be_visible()
    expect(rows(page).first.get_by_title("cannot be shown")).to_be_visible()


def test_a_viewer_sees_but_cannot_change(
    book: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    server = serve(book, "--share")
    link = next(line.split()[-1] for line in server.lines if re.search(r"\bviewers", line))
    secret = link.rsplit("/", 1)[1]
    page = open_page(f"{server.url}/join/{secret}", "Vera")
    expect(page.get_by_text("You are a viewer")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_role("alert")).to_be_visible()
    with labelbook.open(book) as opened:
        assert opened.seq == 1


def test_a_key_tells_why_a_sample_is_labelled_so(
    server: Served, open_page: Open, book: Path
) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("2")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("y")
    reasons = page.get_by_role("list", name="Reasons").get_by_role("listitem")
    expect(reasons).to_have_count(2)
    expect(reasons.first).to_contain_text("imported as")
    expect(reasons.last).to_contain_text(re.compile(r"Anna.*label: \w+ → ii"))
    page.keyboard.press("y")
    expect(page.get_by_role("list", name="Reasons")).to_be_hidden()
