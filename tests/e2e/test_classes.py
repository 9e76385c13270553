"""The classes are renamed, merged, removed, ordered and given keys on the page."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

import labelbook
from tests.e2e.conftest import Open
from tests.server.fixtures import Served


def opened(page: Page) -> Locator:
    """Open the dialog by the button of the class filter."""
    page.get_by_role("button", name="Classes: rename, merge, order").click()
    return page.get_by_role("dialog", name="Classes")


def names(dialog: Locator) -> list[str]:
    return [name.inner_text() for name in dialog.locator("li .chip").all()]


def test_a_class_is_renamed_in_place_and_the_undo_brings_it_back(
    server: Served, open_page: Open, book: Path
) -> None:
    page = open_page(server.url, "Anna")
    dialog = opened(page)
    dialog.get_by_role("button", name="Rename iv", exact=True).click()
    field = dialog.get_by_label("New name of iv", exact=True)
    field.fill("  four ")
    field.press("Enter")
    expect(dialog.get_by_text("Renamed the class iv to four (12 samples)")).to_be_visible()
    expect(dialog.locator("li .chip").nth(3)).to_have_text("four")
    with labelbook.open(book) as there:
        assert there.samples().filter(label="four").height == 12
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog.locator("li .chip").nth(3)).to_have_text("iv")
    field = dialog.get_by_role("button", name="Rename v", exact=True)
    field.click()
    dialog.get_by_label("New name of v", exact=True).press("Escape")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(page.get_by_role("region", name="Label").get_by_text("iv", exact=True)).to_be_visible()


def test_classes_are_merged_removed_and_ordered(
    server: Served, open_page: Open, book: Path
) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("Shift+l")
    dialog = page.get_by_role("dialog", name="Classes")
    dialog.get_by_role("button", name="More about ix").click()
    dialog.get_by_label("Merge into").select_option("x")
    dialog.get_by_role("button", name="Give 12 samples the class x").click()
    expect(dialog.get_by_text("Merged the class ix into x (12 samples)")).to_be_visible()
    dialog.get_by_role("button", name="More about viii").click()
    remove = dialog.get_by_role("button", name="Remove the class")
    expect(remove).to_be_disabled()
    dialog.get_by_label("Remove; its 12 samples").select_option("lose their label")
    remove.click()
    expect(dialog.get_by_text("Removed the class viii (12 samples unlabelled)")).to_be_visible()
    with page.expect_response("**/api/classes/order"):
        dialog.get_by_role("button", name="Move ii up").click()
    expect(dialog.locator("li .chip").first).to_have_text("ii")
    with page.expect_response("**/api/classes/order"):
        dialog.get_by_role("button", name="Rename i", exact=True).press("Alt+ArrowDown")
    expect(dialog.locator("li .chip").nth(2)).to_have_text("i")
    with labelbook.open(book) as there:
        assert there.classes() == ["ii", "iii", "i", "iv", "v", "vi", "vii", "x"]
        assert there.samples().filter(label="x").height == 24


def test_a_key_and_a_colour_are_used_at_once(server: Served, open_page: Open, book: Path) -> None:
    page = open_page(server.url, "Anna")
    dialog = opened(page)
    dialog.get_by_label("Key of x", exact=True).select_option("1")
    expect(dialog.get_by_label("Key of i", exact=True)).to_have_value("")
    dialog.get_by_label("Colour of ii", exact=True).fill("#d94f30")
    expect(dialog.get_by_text("Class ii: colour #d94f30")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    filters = page.get_by_role("region", name="Label")
    dot = filters.get_by_role("button", name=re.compile("^ii ")).first.locator(".dot")
    expect(dot).to_have_attribute("style", re.compile(r"oklch\(0\.61"))
    with page.expect_response("**/api/changesets"):
        page.keyboard.press("1")
    expect(filters.get_by_role("button", name="x 13")).to_be_visible()
    with labelbook.open(book) as there:
        first = there.journal.changesets(limit=1)[0]
        assert first.summary == "Relabelled 1 sample from i to x"


def test_a_new_class_that_is_nearly_an_old_one_is_asked_about(
    server: Served, open_page: Open, book: Path
) -> None:
    with labelbook.open(book) as there:
        there.classes.rename("x", "zebra", author="Anna")
    page = open_page(server.url, "Anna")
    page.keyboard.press("l")
    page.get_by_role("combobox", name="Label").fill("zebr ")
    page.get_by_text("New class “zebr”").click()
    question = page.get_by_role("dialog", name="Label this sample")
    expect(question).to_contain_text("zebr is new and nearly zebra (12 samples)")
    with page.expect_response("**/api/changesets"):
        question.get_by_role("button", name="Label it zebra").click()
    expect(page.get_by_role("button", name="zebra 13")).to_be_visible()
    with labelbook.open(book) as there:
        assert "zebr" not in there.classes()


def test_on_a_phone_nothing_sticks_out(server: Served, open_page: Open, book: Path) -> None:
    with labelbook.open(book) as there:
        there.classes.rename(
            "viii", "a name of a class that is rather long for a phone", author="A"
        )
        there.classes.change("i", description="one stroke, upright or slanting", author="A")
    page = open_page(server.url, "Anna")
    page.set_viewport_size({"width": 390, "height": 800})
    page.keyboard.press("Shift+l")
    dialog = page.get_by_role("dialog", name="Classes")
    dialog.get_by_role("button", name="More about iii", exact=True).click()
    sticks_out = "node => [...node.querySelectorAll('*')].some(e => e.scrollWidth > 0 && \
e.getBoundingClientRect().right > innerWidth)"
    assert dialog.evaluate(sticks_out) is False


def test_a_class_is_dragged_to_another_place_and_alt_moves_it_step_by_step(
    server: Served, open_page: Open, book: Path
) -> None:
    page = open_page(server.url, "Anna")
    dialog = opened(page)
    grips = dialog.locator(".grip")
    start, end = grips.nth(0).bounding_box(), grips.nth(3).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 5, start["y"] + 10)
    page.mouse.down()
    for step in range(1, 9):
        page.mouse.move(start["x"] + 5, start["y"] + (end["y"] - start["y"] + 24) * step / 8)
    page.mouse.up()
    expect(dialog.locator("li .chip").nth(3)).to_have_text("i")
    expect(dialog.get_by_text("Ordered the classes")).to_be_visible()
    with labelbook.open(book) as there:
        assert there.classes()[:5] == ["ii", "iii", "iv", "i", "v"]
        assert there.seq == 2
    # The focus stays on the class that moves, so that it can go on.
    name = dialog.get_by_role("button", name="Rename i", exact=True)
    name.focus()
    for place in (2, 1):
        with page.expect_response("**/api/classes"):
            page.keyboard.press("Alt+ArrowUp")
        expect(dialog.locator("li .chip").nth(place)).to_have_text("i")
        expect(name).to_be_focused()
    dialog.get_by_role("button", name="Undo").click()
    expect(dialog.locator("li .chip").nth(2)).to_have_text("i")
