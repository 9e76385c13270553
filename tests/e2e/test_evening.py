"""An evening of a team: two reviewers, a projector, and an expert with a phone."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

import labelbook
from labelbook.discuss.records import Anchor
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.server.fixtures import Served

PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True)
class Planted:
    """The demo book. wrong: a planted mistake; true: what it is; like: a right sample near it.

    ten: samples to vote on, `like` the fourth of them.
    """

    place: Path
    wrong: int
    true: str
    like: int
    ten: tuple[int, ...]


@pytest.fixture
def planted(searched: Path, drawn: Path, tmp_path: Path) -> Planted:
    shutil.copytree(searched, tmp_path / "numerals")
    truth = pl.read_csv(drawn / "truth.csv")
    with labelbook.open(tmp_path / "numerals") as book:
        book.map.build()
        samples = book.samples().join(truth, on="path")
        kind_of = {row["sample"]: row for row in samples.iter_rows(named=True)}
        for row in samples.filter(pl.col("kind") == "wrong_label").iter_rows(named=True):
            near = [kind_of[item.sample] for item in book.map.neighbours(row["sample"], limit=12)]
            alike = [
                other["sample"]
                for other in near
                if other["label"] == other["true_label"] == row["true_label"]
            ]
            if len(alike) >= 7:
                break
        others = [
            other["sample"]
            for other in kind_of.values()
            if other["kind"] == "clean" and other["sample"] not in (row["sample"], alike[0])
        ]
    ten = (*others[:3], alike[0], *others[3:9])
    return Planted(tmp_path / "numerals", row["sample"], row["true_label"], alike[0], ten)


def key_of(place: Path, label: str) -> str:
    with labelbook.open(place) as book:
        return str((book.classes().index(label) + 1) % 10)


def open_thread(page: Page, title: str) -> None:
    page.get_by_role("button", name=re.compile("^Discuss")).click()
    threads = page.get_by_role("complementary", name="Threads")
    threads.get_by_role("button", name=re.compile(r"^All \d")).click()
    threads.get_by_role("button", name=re.compile(re.escape(title))).click()
    expect(page.get_by_role("article", name=title)).to_be_visible()


def test_a_team_asks_an_expert_votes_argues_and_writes_the_rule(
    planted: Planted, serve: Callable[..., Served], open_page: Open, browser: Browser
) -> None:
    server = serve(planted.place, "--share")
    anna = open_page(server.local, "Anna")
    ben = open_page(server.local, "Ben")
    projector = open_page(server.local, "Projector", width=1920)

    # Anna asks about a sample that looks wrong, and sends it to an expert.
    anna.goto(f"{server.url}/?sample={planted.wrong}")
    expect(anna.get_by_role("region", name="Discussion")).to_be_visible()
    anna.get_by_role("button", name="Ask about it q").click()
    anna.get_by_role("textbox", name="Question").fill("What do you see?")
    anna.get_by_role("button", name="Ask", exact=True).click()
    anna.get_by_role("button", name="Ask an expert …").click()
    anna.get_by_role("button", name="Create the link").click()
    address = anna.get_by_label("The link (shown only once)").input_value()
    anna.get_by_role("button", name="Done").click()

    # The expert answers on a phone, without an account.
    context = browser.new_context(viewport=PHONE, has_touch=True)  # type: ignore[arg-type]
    phone = context.new_page()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(urlsplit(request.url).path))
    phone.goto(server.url + urlsplit(address).path)
    expect(phone.get_by_role("heading", name="What do you see?")).to_be_visible()
    expect(phone.get_by_role("img", name="Number 1 of 1")).to_be_visible()
    assert violations(phone) == []
    phone.get_by_role("button", name=planted.true, exact=True).tap()
    phone.get_by_label("Why? What do you see? (optional)").fill("Look at the strokes")
    phone.get_by_role("button", name="To the summary").tap()
    phone.get_by_label("Your name (optional)").fill("Dr. Vera")
    phone.get_by_role("button", name="Send my answers").tap()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not any("snapshot" in path or path.startswith("/assets/index") for path in asked)
    context.close()

    # The answer is in the thread at once; the other reviewer applies it.
    link = anna.get_by_role("region", name="Link for an expert")
    expect(link).to_contain_text("Look at the strokes")
    expect(anna.get_by_role("region", name="Proposal")).to_contain_text("Dr. Vera")
    open_thread(ben, "What do you see?")
    ben.get_by_role("button", name=re.compile("^Apply")).click()
    expect(anna.get_by_role("region", name="Proposal")).to_contain_text("Applied by Ben")
    with labelbook.open(planted.place) as book:
        assert book.sample(planted.wrong).label == planted.true
        # So that the rule has something to find, the mistake comes back.
        book.undo(author="Ben")
        thread = book.talk.start(Anchor("samples", planted.ten), "Ten to vote on", author="Ben")

    # Ten images at the projector, blindly.
    right, other = key_of(planted.place, planted.true), "1" if planted.true != "i" else "2"
    open_thread(projector, thread.title)
    projector.get_by_role("button", name="Start a blind vote …").click()
    projector.get_by_role("button", name="Start the vote").click()
    whole = projector.get_by_role("dialog", name="Blind vote")
    for page in (anna, ben):
        open_thread(page, thread.title)
        page.get_by_role("region", name="Blind vote").get_by_role("button", name="Vote").click()
    for place, sample in enumerate(planted.ten):
        for page in (anna, ben):
            expect(page.get_by_text(f"image {place + 1} of 10")).to_be_visible()
            differs = sample == planted.like and page is ben
            page.keyboard.press(other if differs else right)
            mine = page.get_by_role("group", name="My vote").locator("[aria-pressed=true]")
            expect(mine).to_have_count(1)
        expect(whole.locator(".count")).to_have_text("2 have voted")
        assert whole.get_by_text("Anna", exact=False).count() == 0
        projector.keyboard.press("Enter")
        said = whole.get_by_role("status", name="Votes")
        expect(said).to_contain_text("Anna")
        assert ("The votes differ" in said.inner_text()) == (sample == planted.like)
        if place < 9:
            projector.keyboard.press("Enter")
    projector.get_by_role("button", name="Close the vote").click()
    expect(projector.get_by_role("heading", name="Where the votes differ")).to_be_visible()
    expect(projector.get_by_label("Agreement")).to_contain_text("90 %")
    assert violations(projector) == []

    # The disagreement becomes a question, and the question a rule.
    projector.get_by_role("button", name="Ask", exact=True).last.click()
    expect(projector.get_by_role("textbox", name="Question")).to_have_value(
        re.compile("^Our votes differ: ")
    )
    projector.get_by_role("dialog").get_by_role("button", name="Ask", exact=True).click()
    expect(projector.get_by_role("article", name=re.compile("^Our votes differ"))).to_be_visible()
    projector.get_by_label("Your answer").fill(f"It is **{planted.true}**: count the strokes.")
    projector.keyboard.press("Control+Enter")
    expect(projector.get_by_role("log")).to_contain_text("count the strokes")
    projector.get_by_role("button", name="Make it a rule …").click()
    projector.get_by_role("button", name="Save the rule").click()

    # The rule finds the planted mistake; one key mends it, for everybody.
    queue = projector.get_by_role("article", name="Samples that contradict the rule")
    expect(queue.get_by_text(re.compile(rf"#{planted.wrong} is\b"))).to_be_visible()
    item = queue.get_by_role("listitem").filter(has_text=re.compile(rf"#{planted.wrong} is\b"))
    item.get_by_role("button", name=re.compile(f"^Relabel to {planted.true}")).click()
    expect(item).to_have_count(0)
    with labelbook.open(planted.place) as book:
        # The page shows it before the server has stored it.
        for _ in range(100):
            if book.sample(planted.wrong).label == planted.true:
                break
            projector.wait_for_timeout(50)
        assert book.sample(planted.wrong).label == planted.true
        (rule,) = book.rules.list(planted.true)
        assert rule.samples == (planted.like,)
        assert book.talk.thread(rule.thread or 0).state == "resolved"
    assert violations(projector) == []
