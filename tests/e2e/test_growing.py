"""Laws, recipe, plan and what needs a decision, on the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import labelbook
from labelbook.grow.plan import GrowOrder
from tests.e2e.conftest import Open, book_of_numerals
from tests.e2e.test_accessibility import violations
from tests.e2e.test_evaluate import spoil
from tests.server.fixtures import Served


def section(page: Page, name: str) -> None:
    page.get_by_label("Steps of growing").get_by_role("button", name=re.compile(name)).click()


def test_a_law_is_decided_beside_real_samples_and_seen_by_others(
    server: Served, open_page: Open, book: Path
) -> None:
    anna, ben = open_page(server.url, "Anna"), open_page(server.url, "Ben")
    for page in (anna, ben):
        page.keyboard.press("g")
    cell = "mirror-left-right x: "
    anna.get_by_role("button", name=f"{cell}undecided").click()
    pairs = anna.get_by_label("Evidence").get_by_role("img", name="after")
    expect(pairs).to_have_count(8)
    assert pairs.first.evaluate("image => image.complete || image.decode()") is not False
    anna.get_by_role("button", name="Keeps x").click()
    for page in (anna, ben):
        expect(page.get_by_role("button", name=f"{cell}keeps")).to_be_visible()
    assert violations(anna) == []
    ben.get_by_role("button", name=f"{cell}keeps").click()
    expect(ben.get_by_text(re.compile("Decided by Anna"))).to_be_visible()
    with labelbook.open(book) as opened:
        made = opened.journal.changesets(limit=1)[0]
        assert (made.tool, made.author) == ("laws", "Anna")
        opened.undo(made.id, author="Ben")
    expect(anna.get_by_role("button", name=f"{cell}undecided")).to_be_visible()


def test_a_slider_draws_the_recipe_anew_and_the_recipe_is_kept(
    server: Served, open_page: Open, book: Path
) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("g")
    section(page, "Recipe")
    preview = page.get_by_role("img", name=re.compile("Preview of the recipe on six samples"))
    expect(preview).to_be_visible()
    before = preview.get_attribute("src")
    page.get_by_role("slider", name="rotate: degrees").fill("36")
    expect(preview).not_to_have_attribute("src", before or "")
    page.get_by_role("checkbox", name=re.compile("^blur")).uncheck()
    page.get_by_role("button", name="Save this recipe").click()
    expect(page.get_by_role("button", name="Saved: default 2")).to_be_visible()
    assert violations(page) == []
    with labelbook.open(book) as opened:
        assert "degrees = 36" in opened.growth.recipe()
        assert "blur" not in opened.growth.recipe()


def test_the_plan_is_shown_made_and_undone(server: Served, open_page: Open, book: Path) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("g")
    section(page, "Plan")
    page.get_by_label("Size of train and val").fill("150")
    page.get_by_role("button", name="Make the plan").click()
    # Planning looks at every sample: on a busy machine that takes a while.
    table = page.get_by_role("table", name="The plan, class by class")
    expect(table).to_be_visible(timeout=60_000)
    expect(page.get_by_text("Children stay in train", exact=False)).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Make 30 samples").click()
    expect(page.get_by_text("150 samples").first).to_be_visible(timeout=60_000)
    page.get_by_role("button", name="Undo all").click()
    expect(page.get_by_text("120 samples").first).to_be_visible()
    with labelbook.open(book) as opened:
        assert [one.tool for one in opened.journal.changesets(limit=2)] == ["undo", "recipe"]


def test_children_of_an_excluded_parent_are_decided_and_the_family_is_shown(
    book: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    with labelbook.open(book) as opened:
        opened.growth.make(GrowOrder(total=150))
        child = opened.samples().filter(origin="augmented")["sample"].to_list()[0]
        parent = opened.growth.lineage(child).parents[0]
        opened.exclude(parent, author="Ben")
        children = opened.growth.lineage(parent).children
    page = open_page(serve(book).url, "Anna")
    page.keyboard.press("g")
    section(page, "Children to check")
    expect(page.get_by_role("heading", name=f"Sample {parent} was excluded")).to_be_visible()
    page.get_by_role("button", name="Exclude them too").click()
    expect(page.get_by_text("No children to check", exact=False)).to_be_visible()
    with labelbook.open(book) as opened:
        assert all(opened.sample(one).excluded for one in children)


@pytest.fixture(scope="module")
def mistaken_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A book that `linear` judged, and that has mistakes in val."""
    place = book_of_numerals(tmp_path_factory.mktemp("mistaken"))
    with labelbook.open(place) as book:
        book.map.embed()
        book.save_version("first", author="Anna")
        spoil(book)
        book.save_version("spoilt", author="Anna")
        for version in ("first", "spoilt"):
            book.runs.evaluate(version, model="linear", seeds=2)
    return place


def test_a_cell_of_the_confusion_matrix_leads_to_more_of_what_was_mistaken(
    mistaken_book: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    server = serve(mistaken_book)
    page, ben = (open_page(server.url, name) for name in ("Anna", "Ben"))
    page.keyboard.press("w")
    page.get_by_role("tab", name="Confusion").click()
    grid = page.get_by_role("grid", name="Confusion matrix of spoilt")
    grid.get_by_role("button", name=re.compile("[1-9].* mistaken for")).first.click()
    page.get_by_role("button", name=re.compile("^Make more of")).click()
    # Making and embedding images takes a while on a busy machine.
    sheet = page.get_by_role("listbox", name="Candidates")
    options = sheet.get_by_role("option")
    expect(options).to_have_count(48, timeout=60_000)
    expect(page.get_by_text("nearest first in the embedding", exact=False)).to_be_visible()
    apart = [float(text) for text in options.locator("small").all_inner_texts()]
    assert apart == sorted(apart)
    assert violations(page) == []
    expect(sheet).to_be_focused()
    for key in ("x", "ArrowRight", "x", "x", "ArrowLeft", "x"):
        page.keyboard.press(key)
    # Of the first, third and fourth, the last key has brought one back.
    out = sheet.locator(".out")
    expect(out).to_have_count(2)
    expect(page.get_by_role("button", name=re.compile("^Add 46 as"))).to_be_visible()
    ben.keyboard.press("g")
    section(ben, "Candidates")
    theirs = ben.get_by_role("listbox", name="Candidates")
    expect(theirs.locator(".out")).to_have_count(2)
    expect(theirs.locator(".out").first).to_have_attribute("title", "left out by Anna")
    page.keyboard.press("Enter")
    expect(page.get_by_text("46 samples added")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("166 samples").first).to_be_visible()
    expect(ben.get_by_text("166 samples").first).to_be_visible()
    expect(ben.get_by_text("No candidates")).to_be_visible()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(page.get_by_text("120 samples").first).to_be_visible()
    expect(options).to_have_count(48)
    expect(out).to_have_count(2)
    with labelbook.open(mistaken_book) as book:
        undo, added = book.journal.changesets(limit=2)
        assert (undo.tool, added.tool, added.added) == ("undo", "recipe", 46)
        assert added.message.startswith("near ")
