"""The queue of what is probably wrong."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import labelbook
from labelbook.jobs.records import Cancelled
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.server.fixtures import Served

WRONG = "train/viii/viii-03.png"


@pytest.fixture
def doubted(book: Path, serve: Callable[..., Served]) -> Served:
    """A server of a book in which one sample is mislabelled, and that was searched for issues."""
    with labelbook.open(book) as opened:
        opened.relabel(WRONG, "x", author="Ben")
        opened.issues.find()
        assert WRONG in {
            opened.sample(issue.sample).path for issue in opened.issues.list("mislabelled")
        }
    return serve(book)


def left(page: Page) -> int:
    return int(page.locator(".queue .left").inner_text().split()[0].replace(",", ""))


def test_a_doubt_is_decided_by_one_key_undone_by_another_and_does_not_come_back(
    doubted: Served, open_page: Open, book: Path
) -> None:
    page = open_page(doubted.url, "Anna")
    page.keyboard.press("d")
    expect(page.get_by_role("heading", name="Mislabelled")).to_be_visible()
    expect(page.get_by_role("img", name="The sample with the issue")).to_be_visible()
    before = left(page)
    page.keyboard.press("o")
    expect(page.locator(".queue .left")).to_have_text(f"{before - 1} left")
    expect(page.get_by_text("1 right as they are", exact=False).first).to_be_visible()
    page.keyboard.press("u")
    expect(page.locator(".queue .left")).to_have_text(f"{before} left")
    page.keyboard.press("o")
    expect(
        page.get_by_text(re.compile("Added the tag kept:mislabelled to 1 sample"))
    ).to_be_visible()
    page.reload()
    expect(page.locator(".queue .left")).to_have_text(f"{before - 1} left")
    with labelbook.open(book) as opened:
        kept = opened.samples()["tags"].list.contains("kept:mislabelled")
        assert kept.sum() == 1


def test_the_suggestion_is_accepted_and_others_see_the_doubt_go(
    doubted: Served, open_page: Open, book: Path
) -> None:
    anna = open_page(doubted.url, "Anna")
    ben = open_page(doubted.url, "Ben")
    for page in (anna, ben):
        page.keyboard.press("d")
        expect(page.get_by_role("img", name="The sample with the issue")).to_be_visible()
    button = anna.get_by_role("button", name=re.compile("^Relabel to"))
    suggestion = button.inner_text().split()[2]
    anna.keyboard.press("Enter")
    expect(anna.get_by_text(f"Relabelled 1 sample to {suggestion}")).to_be_visible()
    expect(
        ben.get_by_text(f"Anna relabelled it to {suggestion}. Here is the next issue.")
    ).to_be_visible()


def test_a_book_that_nobody_searched_is_searched_from_the_page(
    server: Served, open_page: Open
) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("d")
    page.get_by_role("button", name="Find issues").click()
    expect(page.locator(".queue .left")).to_be_visible(timeout=90_000)


def test_a_better_split_is_shown_made_and_undone_as_one(
    doubted: Served, open_page: Open, book: Path
) -> None:
    def splits() -> list[str]:
        with labelbook.open(book) as opened:
            return opened.samples()["split"].to_list()

    before = splits()
    page = open_page(doubted.url, "Anna")
    page.keyboard.press("d")
    page.get_by_role("button", name="Better split").click()
    dialog = page.get_by_role("dialog", name="Better split")
    move = dialog.get_by_role("button", name=re.compile(r"^Move \d+ samples?$"))
    expect(move).to_be_enabled(timeout=90_000)
    expect(dialog.get_by_role("row", name="Duplicates in both splits")).to_be_visible()
    moving = int(move.inner_text().split()[1])
    move.click()
    expect(dialog).to_be_hidden(timeout=90_000)
    assert sum(a != b for a, b in zip(before, splits(), strict=True)) == moving
    page.keyboard.press("u")
    expect(page.get_by_text(re.compile("Undid|Undone"))).to_be_visible()
    assert splits() == before


def test_whatever_one_looks_at_a_job_is_seen_and_can_be_cancelled(
    server: Served, open_page: Open, book: Path
) -> None:
    page = open_page(server.url, "Anna")
    with labelbook.open(book) as opened, opened.jobs.here("embed") as tell:
        tell(3, 12, "embedding")
        page.get_by_role("button", name="Jobs").click()
        jobs = page.get_by_role("dialog", name="Jobs")
        expect(jobs.get_by_text("25 % · embedding")).to_be_visible()
        with pytest.raises(Cancelled):
            jobs.get_by_role("button", name="Cancel").click()
            for _ in range(200):
                time.sleep(0.05)
                tell(4, 12, "embedding")
            raise AssertionError("nobody cancelled it")
    expect(page.get_by_role("button", name="Jobs")).to_be_hidden()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_doubts_have_no_serious_violation(doubted: Served, open_page: Open, theme: str) -> None:
    page = open_page(doubted.url, "Anna", theme=theme)
    page.keyboard.press("d")
    expect(page.get_by_role("img", name="The sample with the issue")).to_be_visible()
    page.wait_for_timeout(300)
    assert violations(page) == []
