"""People talk about what they see, and what they say becomes a change."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import labelbook
from labelbook.discuss.records import Anchor, CellChange
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.e2e.test_first_minutes import row
from tests.server.fixtures import Served

HOSTILE = (
    "<img src=x onerror=document.title='owned'> <script>document.title='owned'</script>\n"
    "[here](javascript:document.title='owned') **[a](data:text/html,x)**\n"
    f"\u202e\u2066 {'w' * 4000} ![x](https://evil.example/x.png)"
)


def say(page: Page, text: str) -> None:
    page.get_by_label("Say something").fill(text)
    page.get_by_role("button", name=re.compile("^Send")).click()


def first_thread(page: Page) -> None:
    page.keyboard.press("Shift+Q")
    expect(page.get_by_text("Choose a thread")).to_be_visible()
    page.keyboard.press("ArrowDown")


def test_a_question_is_asked_answered_and_seen_at_once_by_the_other(
    server: Served, open_page: Open
) -> None:
    anna, ben = open_page(server.url, "Anna"), open_page(server.url, "Ben")
    anna.keyboard.press("Shift+ArrowDown")
    anna.keyboard.press("q")
    anna.get_by_role("textbox", name="Question").fill("Is this an i?")
    anna.get_by_role("button", name="Ask", exact=True).click()
    expect(anna.get_by_role("article", name="Is this an i?")).to_be_visible()
    expect(ben.get_by_role("button", name="Discuss, 1 for you")).to_be_visible()
    ben.keyboard.press("Shift+Q")
    ben.get_by_role("button", name=re.compile("Is this an i")).click()
    expect(ben.get_by_role("button", name="Discuss", exact=True)).to_be_visible()
    ben.keyboard.press("Enter")
    ben.keyboard.type("Yes, @Anna: **look** at #2")
    ben.keyboard.press("Control+Enter")
    log = anna.get_by_role("log")
    expect(log.get_by_text("look", exact=True)).to_be_visible()
    expect(log.get_by_role("button", name="#2")).to_be_visible()
    anna.get_by_role("button", name="Resolved", exact=True).click()
    expect(ben.get_by_role("log")).to_contain_text("set it to “resolved”")


def test_samples_with_an_open_question_are_found_in_the_sheet_and_the_inspector(
    book: Path, server: Served, open_page: Open
) -> None:
    page = open_page(server.url, "Anna")
    with labelbook.open(book) as opened:
        opened.talk.start(Anchor("samples", (3, 4)), "Which one?", author="Ben")
    page.get_by_role("button", name=re.compile("open question")).click()
    expect(page.get_by_text("2 of 120")).to_be_visible()
    page.keyboard.press("j")
    inspector = page.get_by_role("region", name="Discussion")
    inspector.get_by_role("button", name=re.compile("Which one")).click()
    expect(page.get_by_role("article", name="Which one?")).to_be_visible()


def test_a_proposal_is_applied_by_one_key_and_leaves_what_moved_meanwhile(
    book: Path, server: Served, open_page: Open
) -> None:
    with labelbook.open(book) as opened:
        thread = opened.talk.start(Anchor("samples", (1, 2)), "Both x?", author="Ben").id
        wishes = [CellChange(id, "label", opened.sample(id).label, "x") for id in (1, 2)]
        opened.talk.propose(wishes, author="Ben", reason="I asked around", thread=thread)
        paths = [opened.sample(id).path for id in (1, 2)]
    page = open_page(server.url, "Anna")
    first_thread(page)
    card = page.get_by_role("region", name="Proposal")
    expect(card).to_contain_text("I asked around")
    with labelbook.open(book) as opened:
        opened.relabel(1, "v", author="Carl")
    expect(card).to_contain_text("1 sample was changed meanwhile")
    page.keyboard.press("a")
    expect(card).to_contain_text("Applied by Anna")
    with labelbook.open(book) as opened:
        assert [opened.sample(id).label for id in (1, 2)] == ["v", "x"]
    page.keyboard.press("Shift+Q")
    expect(row(page, paths[1]).get_by_title("x", exact=True)).to_be_visible()


def test_what_people_write_is_shown_and_never_run(
    book: Path, server: Served, open_page: Open
) -> None:
    with labelbook.open(book) as opened:
        thread = opened.talk.start(
            Anchor("sample", (1,)), "w" * 200, author="<b>M</b>\u202e", body=HOSTILE
        )
        opened.talk.comment(thread.id, "An **ordinary** word", author="Ben")
    page = open_page(server.url, "Anna")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    first_thread(page)
    log = page.get_by_role("log")
    expect(log.locator("strong", has_text="ordinary")).to_be_visible()
    expect(log).to_contain_text("<script>document.title='owned'</script>")
    assert page.title() == "book – labelbook"
    assert not any("evil" in url for url in asked)
    assert log.locator("img[src^=http], script, iframe, a:not([href^='https://evil'])").count() == 0
    wide = "() => document.scrollingElement.scrollWidth > innerWidth"
    assert not page.evaluate(wide)
    assert page.evaluate(
        "() => { const log = document.querySelector('[role=log]');"
        " return log.scrollWidth <= log.clientWidth }"
    )
    expect(log).to_contain_text("An ordinary word")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_discussion_has_no_serious_violation(
    book: Path, server: Served, open_page: Open, theme: str
) -> None:
    page = open_page(server.url, "Anna", theme=theme)
    page.keyboard.press("Shift+Q")
    expect(page.get_by_text("No question yet")).to_be_visible()
    assert violations(page) == []
    with labelbook.open(book) as opened:
        thread = opened.talk.start(Anchor("samples", (1, 2)), "Both x?", author="Ben").id
        wish = CellChange(1, "label", opened.sample(1).label, "x")
        opened.talk.propose([wish], author="Ben", reason="I asked around", thread=thread)
    page.get_by_role("button", name=re.compile("Both x")).click()
    expect(page.get_by_role("region", name="Proposal")).to_be_visible()
    page.wait_for_timeout(300)
    assert violations(page) == []
    page.keyboard.press("q")
    expect(page.get_by_role("textbox", name="Question")).to_be_visible()
    assert violations(page) == []
