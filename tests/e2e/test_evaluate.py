"""What each change was worth: the timeline, the comparison, a run from the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Page, expect

import labelbook
from labelbook import Book
from tests.e2e.conftest import Open, book_of_numerals
from tests.e2e.test_accessibility import violations
from tests.e2e.test_first_minutes import shown
from tests.server.fixtures import Served


def spoil(book: Book) -> None:
    """Return a third of train a wrong label."""
    train = book.samples().filter(pl.col("split") == "train")
    for label, wrong in (("i", "x"), ("iv", "vi"), ("v", "ii")):
        some = train.filter(pl.col("label") == label)["sample"].to_list()
        book.relabel(some[:7], wrong, author="Spoiler", message=f"{label} spoilt")


@pytest.fixture(scope="module")
def judged_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two versions, spoilt and mended, judged by `linear`."""
    place = book_of_numerals(tmp_path_factory.mktemp("judged"))
    with labelbook.open(place) as book:
        book.map.embed()
        old = dict(book.samples().select("sample", "label").iter_rows())
        spoil(book)
        book.save_version("spoilt", author="Anna")
        samples = book.samples()
        for sample, label in samples.select("sample", "label").iter_rows():
            if old[sample] != label:
                book.relabel(sample, old[sample], author="Anna", message="mended")
        book.save_version("mended", author="Anna")
        for version in ("spoilt", "mended"):
            book.runs.evaluate(version, model="linear", seeds=3)
    return place


@pytest.fixture
def judged(judged_book: Path, serve: Callable[..., Served]) -> Served:
    return serve(judged_book)


def opened(open_page: Open, server: Served, name: str = "Anna", **options: str) -> Page:
    page = open_page(server.url, name, **options)
    page.keyboard.press("w")
    expect(page.get_by_role("heading", name="What each change was worth")).to_be_visible()
    return page


def test_the_timeline_tells_in_words_what_the_step_was_worth(
    judged: Served, open_page: Open, judged_book: Path
) -> None:
    page = opened(open_page, judged)
    with labelbook.open(judged_book) as book:
        found = book.runs.compare("spoilt", "mended", model="linear")
    timeline = page.get_by_role("region", name="Timeline of the versions")
    expect(timeline.get_by_role("listitem")).to_have_count(3)
    step = timeline.get_by_role("listitem").nth(1)
    expect(step).to_contain_text(found.verdict)
    expect(step).to_contain_text(f"points on {found.images} val images, 3 seeds")
    expect(step).to_contain_text("21 relabelled")
    accuracy = f"{found.accuracy[1].estimate * 100:.1f} %"
    expect(timeline.get_by_role("listitem").nth(2)).to_contain_text(accuracy)
    expect(page.get_by_role("status", name="Verdict")).to_contain_text("points on 20 val images")
    expect(page.get_by_text("there is no test split", exact=False).first).to_be_visible()
    step.get_by_role("button", name="21 relabelled").click()
    expect(page.get_by_role("heading", name="relabelled 21")).to_be_visible()
    page.keyboard.press("2")
    expect(page.get_by_role("tab", name="Classes")).to_have_attribute("aria-selected", "true")
    expect(page).to_have_url(re.compile("part=classes"))


def test_a_cell_of_the_confusion_opens_its_images_in_the_sheet(
    judged: Served, open_page: Open
) -> None:
    page = opened(open_page, judged)
    page.get_by_role("tab", name="Confusion").click()
    grid = page.get_by_role("grid", name="Confusion matrix of mended")
    cell = grid.get_by_role("button", name=re.compile("predicted right")).first
    name = cell.get_attribute("title") or ""
    count, label = name.split(" of ")[0], name.split(" of ")[1].split()[0]
    cell.click()
    page.get_by_role("button", name="In the sheet").click()
    expect(page.get_by_role("grid", name="Samples")).to_be_visible()
    expect(shown(page)).to_have_text(f"{count} of 120")
    expect(page.get_by_text(f"Only {label} predicted as {label} in mended")).to_be_visible()
    expect(page).to_have_url(re.compile("only="))
    page.reload()
    expect(shown(page)).to_have_text(f"{count} of 120")
    page.get_by_role("button", name="Show all again").click()
    expect(shown(page)).to_have_text("120 samples")


def test_a_new_version_is_judged_from_the_page_and_arrives_in_another_window(
    tmp_path: Path, serve: Callable[..., Served], open_page: Open
) -> None:
    place = book_of_numerals(tmp_path)
    with labelbook.open(place) as book:
        book.map.embed()
    server = serve(place)
    anna, ben = opened(open_page, server), opened(open_page, server, "Ben")
    expect(ben.get_by_text("Nothing has been evaluated yet")).to_be_visible()
    anna.get_by_role("button", name="Name this state and evaluate it").click()
    dialog = anna.get_by_role("dialog", name="Evaluate a version")
    dialog.get_by_label("Name").fill("raw")
    dialog.get_by_role("radio", name=re.compile("^linear")).check()
    told = dialog.get_by_role("status", name="Estimated time")
    expect(told).to_contain_text("3 seeds to train")
    dialog.get_by_role("button", name="Name and evaluate").click()
    for page in (anna, ben):
        line = page.get_by_role("listitem").filter(has_text="raw")
        expect(line).to_contain_text("20 images, 3 seeds", timeout=60_000)


def test_what_did_it_is_told_by_a_job(judged: Served, open_page: Open) -> None:
    page = opened(open_page, judged)
    page.get_by_role("tab", name="Which change did it").click()
    told = page.get_by_role("status", name="Estimated time")
    expect(told).to_contain_text("6 trainings are already done", timeout=20_000)
    expect(page.get_by_label("The model that is trained again")).to_have_value("linear")
    page.get_by_role("button", name="Find which change did it").click()
    row = page.get_by_role("row").filter(has_text="relabelling")
    expect(row).to_contain_text("21", timeout=60_000)
    expect(page.get_by_text("Each part was left out once")).to_contain_text("3 seeds")
    page.get_by_label("The model that is trained again").select_option("contest")
    expect(told).to_contain_text("3 seeds each", timeout=20_000)
    expect(told).to_contain_text("judging by typical runs")


def test_a_change_is_forecast_before_it_is_made(
    judged: Served, open_page: Open, judged_book: Path
) -> None:
    page = open_page(judged.url, "Anna", search="?label=iv")
    page.keyboard.press("Control+a")
    page.get_by_label("Change to forecast").select_option("label them vi")
    page.get_by_role("button", name="Forecast the gain").click()
    forecast = page.get_by_role("status", name="Forecast")
    expect(forecast).to_contain_text("points", timeout=60_000)
    expect(forecast).to_contain_text("Nothing was changed")
    with labelbook.open(judged_book) as book:
        assert book.samples().filter(pl.col("label") == "iv").height == 12
    page.get_by_role("button", name="How good were forecasts?").click()
    row = page.get_by_role("row").filter(has_text="Relabelled 12 samples from iv to vi")
    expect(row).to_contain_text("not made")
    with labelbook.open(judged_book) as book:
        some = book.samples().filter(pl.col("label") == "iv")["sample"].to_list()
        made = book.relabel(some, "vi", author="Ben")
        assert made
    expect(row).to_contain_text("as forecast, by the same model", timeout=20_000)
    row.get_by_role("button", name="made", exact=True).click()
    expect(shown(page)).to_have_text("12 of 120")
    expect(page.get_by_role("complementary", name="History of the book")).to_be_visible()
    with labelbook.open(judged_book) as book:
        book.undo(made.id, author="Ben")


def test_keys_change_no_sample_that_is_not_seen(
    judged: Served, open_page: Open, judged_book: Path
) -> None:
    page = opened(open_page, judged)
    with labelbook.open(judged_book) as book:
        seq = book.seq
    for key in ("x", "t", "s", "9"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("tab", name="Images", exact=True).click()
    page.get_by_role("button", name=re.compile("^Show val")).first.click()
    expect(page.get_by_role("complementary", name="Inspector")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary", name="Inspector")).to_have_count(0)
    with labelbook.open(judged_book) as book:
        assert book.seq == seq


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_judged_has_no_serious_violation(
    judged: Served, open_page: Open, theme: str
) -> None:
    page = opened(open_page, judged, theme=theme)
    for part in ("Images", "Classes", "Confusion", "Which change did it", "Forecasts"):
        page.get_by_role("tab", name=part, exact=True).click()
        page.wait_for_timeout(400)
        assert violations(page) == [], part
