"""Images without a label get one on the page: by hand, by suggestion, many at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

import labelbook
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.server.fixtures import Served


@pytest.fixture
def bare(book: Path) -> Path:
    """Numerals of which none has a label, and no class is known."""
    with labelbook.open(book) as opened:
        opened.relabel(opened.samples()["sample"].to_list(), None, author="import")
        for name in opened.classes():
            opened.classes.remove(name, unlabel=True, author="import")
    return book


def truth(path: str) -> str:
    """What an image shows, by its path: train/iv/iv-03.png."""
    return path.split("/")[-2]


def path_of(page: Page) -> str:
    return page.locator("figcaption").inner_text()


def left(page: Page) -> Locator:
    return page.get_by_role("status").filter(has_text="left")


def label(page: Page, name: str) -> None:
    """Label the image on the screen by the button of a class, or name a new one."""
    before = path_of(page)
    known = page.get_by_role("group", name="Label").get_by_role("button", name=name, exact=True)
    with page.expect_response("**/api/changesets"):
        if known.count():
            known.click()
        else:
            page.keyboard.press("n")
            page.keyboard.type(name)
            page.keyboard.press("Enter")
    expect(page.locator("figcaption")).not_to_have_text(before)


def test_classes_are_named_in_place_and_suggestions_take_over(
    bare: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    with labelbook.open(bare) as opened:
        opened.map.embed()
    page = open_page(serve(bare).url, "Anna")
    notice = page.get_by_role("status", name="Images without a label")
    expect(notice).to_contain_text("120 images without a label")
    notice.get_by_role("button", name="Label them").click()
    expect(left(page)).to_have_text("120 left")
    expect(page.get_by_text("No classes yet")).to_be_visible()
    # Only some of the numerals, so that there are soon enough of each.
    for _ in range(40):
        name = truth(path_of(page))
        label(page, "short" if len(name) == 1 else "longer")
    expect(left(page)).to_contain_text(re.compile(r"80 left, about\s+\d+ (s|min) at this pace"))
    suggestion = page.get_by_role("region", name="Suggestion").get_by_role("button")
    expect(suggestion).to_contain_text(re.compile(r"(short|longer)\s*\d+ %"), timeout=10_000)
    similar = page.get_by_role("region", name="Most similar labelled images")
    expect(similar.get_by_role("listitem")).to_have_count(4)
    path, wanted = path_of(page), suggestion.locator("b").inner_text()
    with page.expect_response("**/api/changesets"):
        page.keyboard.press("Enter")
    expect(left(page)).to_contain_text("79 left")
    with labelbook.open(bare) as opened:
        assert opened.sample(path).label == wanted
    with page.expect_response("**/api/changesets/*/undo"):
        page.keyboard.press("Control+z")
    expect(left(page)).to_contain_text("80 left")
    expect(page.locator("figcaption")).to_have_text(path)
    page.keyboard.press("j")
    expect(page.locator("figcaption")).not_to_have_text(path)
    page.keyboard.press("k")
    expect(page.locator("figcaption")).to_have_text(path)
    assert violations(page) == []

    # A slip of a name is asked about before it becomes a class.
    page.keyboard.press("n")
    page.keyboard.type("longr")
    page.keyboard.press("Enter")
    question = page.get_by_role("alert").filter(has_text="longr is new and nearly longer")
    question.get_by_role("button", name="longer", exact=False).first.click()
    expect(left(page)).to_contain_text("79 left")

    # Many at once: what is unticked stays without a label.
    page.get_by_role("button", name="Many at once").click()
    tiles = page.get_by_role("list", name=re.compile("^Probably")).get_by_role("button")
    expect(tiles.first).to_have_attribute("aria-pressed", "true")
    count = tiles.count()
    kept = tiles.nth(1).get_attribute("title") or ""
    tiles.nth(1).click()
    expect(tiles.nth(1)).to_have_attribute("aria-pressed", "false")
    assert violations(page) == []
    with page.expect_response("**/api/changesets"):
        page.get_by_role("button", name=f"Label {count - 1} ").click()
    expect(left(page)).to_contain_text(f"{79 - count + 1} left")
    with labelbook.open(bare) as opened:
        assert opened.sample(kept).label is None
        assert set(opened.classes()) == {"short", "longer"}
        newest = opened.journal.changesets(limit=1)[0]
        assert (newest.author, newest.size, newest.message) == ("Anna", count - 1, "")


def test_without_embeddings_the_images_come_in_their_order_and_embedding_is_offered(
    bare: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    with labelbook.open(bare) as opened:
        rows = opened.samples().sort("path")
        opened.relabel(rows["sample"].to_list()[:100], "many", author="import")
        some = rows["sample"].to_list()[100:110]
        opened.relabel(some, "few", author="import")
    page = open_page(serve(bare).url, "Anna", search="?view=unlabelled", sheet=False)
    first = path_of(page)
    page.get_by_role("button", name="Skip").click()
    assert path_of(page) > first
    expect(page.get_by_role("button", name="Many at once")).to_be_disabled()
    page.get_by_role("button", name="Embed the images").click()
    suggestion = page.get_by_role("region", name="Suggestion").get_by_role("button")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(suggestion).to_contain_text(re.compile(r"(many|few)\s*\d+ %"), timeout=60_000)
    expect(page.get_by_role("button", name="Embed the images")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_phone_labels_with_the_thumb(
    bare: Path, serve: Callable[..., Served], open_page: Open, theme: str
) -> None:
    with labelbook.open(bare) as opened:
        opened.map.embed()
        rows = opened.samples()
        for name in ("i", "x"):
            of = [s for s, p in rows.select("sample", "path").iter_rows() if f"/{name}/" in p]
            opened.relabel(of, name, author="import")
    page = open_page(serve(bare).url, "Anna", width=390, theme=theme)
    page.get_by_role("button", name="Label them").click()
    expect(left(page)).to_have_text("96 left")
    suggestion = page.get_by_role("region", name="Suggestion").get_by_role("button")
    expect(suggestion).to_be_visible(timeout=20_000)
    for mode in ("One by one", "Many at once"):
        page.get_by_role("button", name=mode).click()
        expect(page.get_by_role("button", name=mode)).to_have_attribute("aria-pressed", "true")
        page.wait_for_timeout(300)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert violations(page) == []
    tiles = page.get_by_role("list", name=re.compile("^Probably")).get_by_role("button")
    # All that is accepted is on the screen.
    expect(tiles.last).to_be_in_viewport(ratio=1)
    with page.expect_response("**/api/changesets"):
        page.get_by_role("button", name=re.compile("^Label all")).click()


def test_the_button_is_gone_when_every_image_has_a_label(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    layouts = page.get_by_role("group", name="Layout")
    expect(layouts.get_by_role("button", name="Unlabelled")).to_have_count(0)
    expect(page.get_by_text("without a label")).to_have_count(0)
    page.keyboard.press("e")
    expect(page.get_by_role("heading", name="Every image has a label")).to_be_visible()
