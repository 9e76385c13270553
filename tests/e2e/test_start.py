"""A book begins on the page: it asks for images, shows how it reads them, and is there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import labelbook
from tests.e2e.conftest import Open, book_of_numerals
from tests.e2e.test_accessibility import violations
from tests.e2e.test_add_images import drop, zipped
from tests.server.fixtures import Served

PETS = [
    f"{split}/{pet}/{n}.png" for split in ("train", "val") for pet in ("cat", "dog") for n in (1, 2)
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Where there is no book yet."""
    return tmp_path / "pets"


@pytest.fixture
def start(place: Path, serve: Callable[..., Served], open_page: Open) -> Callable[..., Page]:
    """Serve a book that is not there yet, and open its page."""

    def start(**looks: object) -> Page:
        page = open_page(serve(place).url, "Anna", empty=True, **looks)
        expect(page.get_by_role("heading", name="What images do you have?")).to_be_visible()
        return page

    return start


def test_a_dropped_zip_becomes_the_book(start: Callable[..., Page], place: Path) -> None:
    page = start()
    drop(page, "pets.zip", zipped(*PETS))
    expect(page.get_by_role("heading", name="Does this look right?")).to_be_visible()
    cat = page.get_by_role("row", name="cat")
    expect(cat.locator("img")).to_have_count(4)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Import 8 images").click()
    made = page.get_by_role("dialog", name="pets is made")
    expect(made.get_by_text("8 images added")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("grid", name="Samples")).to_be_visible()
    made.get_by_role("button", name="Done").click()
    expect(page.locator(".count[role=status]")).to_contain_text("8 samples")
    with labelbook.open(place) as book:
        assert book.classes() == ["cat", "dog"]
        assert book.journal.changesets()[0].author == "Anna"


def test_a_folder_of_this_computer_becomes_the_book(
    start: Callable[..., Page], tmp_path: Path
) -> None:
    book_of_numerals(tmp_path)
    page = start()
    page.get_by_label("Or a folder on this computer").fill(str(tmp_path / "numerals"))
    page.get_by_role("button", name="Look at it").click()
    page.get_by_role("button", name="Import 120 images").click(timeout=30_000)
    made = page.get_by_role("dialog", name="pets is made")
    expect(made.get_by_text("120 images added")).to_be_visible(timeout=60_000)


def test_another_choice_leads_back_and_nothing_is_stored(
    start: Callable[..., Page], place: Path
) -> None:
    page = start()
    drop(page, "pets.zip", zipped(*PETS))
    page.get_by_role("button", name="Choose others").click()
    expect(page.get_by_role("heading", name="What images do you have?")).to_be_visible()
    with labelbook.open(place) as book:
        assert book.seq == 0


def test_classes_are_named_before_images_without_any_come(start: Callable[..., Page]) -> None:
    page = start()
    page.get_by_text("No labels yet?").click()
    page.get_by_label("Their names").fill("cat, dog,cat ,")
    page.get_by_role("button", name="Add 2 classes").click()
    expect(page.locator("details").get_by_text("dog", exact=True)).to_be_visible()
    page.get_by_label("Their names").fill("c\u0007t")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    drop(page, "new.zip", zipped("1.png", "2.png", "3.png"))
    page.get_by_role("button", name="Import 3 images").click(timeout=30_000)
    made = page.get_by_role("dialog", name="pets is made")
    expect(made.get_by_text("3 images without a label")).to_be_visible(timeout=30_000)
    made.get_by_role("button", name="Label them").click()
    expect(page.get_by_role("figure", name="1.png")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_text("2 left")).to_be_visible()


def test_what_is_no_image_set_is_told_and_asked_for_again(start: Callable[..., Page]) -> None:
    page = start()
    drop(page, "broken.zip", b"no zip at all")
    expect(page.get_by_role("alert")).to_contain_text("cannot be read as a zip")
    expect(page.get_by_role("button", name="Choose files …")).to_be_visible()
    drop(page, "pets.zip", zipped(*PETS))
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page.get_by_role("button", name="Import 8 images")).to_be_enabled()


def test_an_import_that_is_undone_leads_to_the_start_and_can_be_redone(
    start: Callable[..., Page],
) -> None:
    page = start()
    drop(page, "pets.zip", zipped(*PETS))
    page.get_by_role("button", name="Import 8 images").click()
    made = page.get_by_role("dialog", name="pets is made")
    made.get_by_role("button", name="Undo").click(timeout=30_000)
    expect(page.get_by_role("heading", name="What images do you have?")).to_be_visible()
    page.get_by_role("button", name="History").click()
    page.get_by_role("button", name=re.compile("Redo")).first.click()
    expect(page.get_by_role("grid", name="Samples")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_start_fits_and_is_usable_without_seeing_it(
    start: Callable[..., Page], width: int, theme: str
) -> None:
    page = start(width=width, theme=theme)
    page.get_by_text("No labels yet?").click()
    assert violations(page) == []
    drop(page, "pets.zip", zipped(*PETS))
    expect(page.get_by_role("button", name="Import 8 images")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_viewer_is_told_who_can_add_images(
    place: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    server = serve(place, "--share", "--host", "127.0.0.1")
    link = re.search(r"Invite viewers: +(\S+)", "".join(server.lines))
    assert link
    page = open_page(link[1], "Vera", empty=True)
    expect(page.get_by_text("This book has no samples")).to_be_visible()
    expect(page.get_by_text("What images do you have?")).to_have_count(0)
