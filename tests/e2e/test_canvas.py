"""The canvas, driven by a real pointer through the story that it is made for."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import story
from hand import Canvas, Hand
from playwright.sync_api import expect
from story import newest, pixels_of, plain

import labelbook
from labelbook.images import pieces
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.server.fixtures import Served


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo book, embedded."""
    return story.demo_book(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def served(demo: Path, tmp_path: Path, serve: Callable[..., Served]) -> tuple[Served, Path]:
    shutil.copytree(demo, tmp_path / "demo")
    return serve(tmp_path / "demo"), tmp_path / "demo"


def strokes_of(book: Path, sample: int) -> int:
    return len(pieces.find(pixels_of(book, sample)))


def pair(book: Path, sample: int) -> pl.DataFrame:
    with labelbook.open(book) as opened:
        return opened.samples().filter(pl.col("tags").list.contains(f"pair:{sample}"))


def test_an_viii_becomes_iii_ii_and_i_and_its_pieces_vi_and_vii_and_all_is_judged(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, book = served
    start = plain(book, "viii", 4)
    ben = open_page(server.url, "Ben")
    expect(ben.get_by_text("2,400 samples")).to_be_visible()
    hand = Hand(open_page(server.url, "Anna"))
    canvas = story.open_from_sheet(hand, start)
    story.take_apart(canvas, start.strokes)
    assert [strokes_of(book, newest(book, label)) for label in ("iii", "ii", "i")] == [3, 2, 1]

    # Compose: the V of that hand, with the I and the II that were just drawn of it.
    for key, label, part, beside in (("6", "vi", "i", 90), ("7", "vii", "ii", 100)):
        offer = story.compose(canvas, key, label, part, beside)
        # Nearest in style is what comes of the same sample.
        expect(offer).to_have_attribute("title", re.compile(f"sample {newest(book, part)};"))
    assert strokes_of(book, newest(book, "vi")) == 2
    assert strokes_of(book, newest(book, "vii")) == 3
    with labelbook.open(book) as opened:
        assert opened.growth.lineage(newest(book, "i")).parents == (start.sample,)
        assert opened.growth.lineage(newest(book, "vii")).parents == (
            start.sample,
            newest(book, "ii"),
        )
        made = opened.sample(newest(book, "vii"))
        assert (made.split, made.mode, made.origin) == ("train", "L", "drawn")

    # Ben has all of it in his sheet, Anna in hers and on the map.
    expect(ben.get_by_text("2,405 samples")).to_be_visible()
    ben.goto(f"{server.url}?sort=-id")
    for place, label in enumerate(reversed(story.MADE)):
        expect(ben.get_by_role("row").nth(place + 1)).to_contain_text(label)
    story.see(hand, 2_405)
    with labelbook.open(book) as opened:
        assert newest(book, "vii") in opened.map.chart("content").samples

    # The version is judged against the book before anything was drawn, and Ben sees it too.
    verdict = story.judge(hand, "strokes")
    with labelbook.open(book) as opened:
        assert [version.name for version in opened.versions()] == ["imported", "strokes"]
        found = opened.runs.compare("imported", "strokes", model="linear")
    step = hand.page.get_by_role("region", name="Timeline of the versions").get_by_role("listitem")
    expect(step.nth(1)).to_contain_text(found.verdict)
    expect(step.nth(1)).to_contain_text("5 added")
    assert re.search(r"points on \d+ test images, 3 seeds", verdict)
    ben.keyboard.press("w")
    expect(ben.get_by_role("status", name="Verdict")).to_have_text(verdict)

    # Anna takes the VII back, and it is gone for Ben too.
    ben.get_by_role("button", name="Sheet", exact=True).click()
    hand.page.get_by_role("button", name="Canvas", exact=True).click()
    region = hand.page.get_by_role("region", name="Drawn in this session")
    region.get_by_role("button", name="Undo this vii", exact=True).click()
    expect(ben.get_by_text("2,404 samples")).to_be_visible()
    expect(region.get_by_role("button", name="Undo this vii", exact=True)).to_have_count(0)


def test_eraser_pen_and_undo_follow_the_pointer(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, book = served
    start = plain(book, "viii", 4)
    sample, strokes = start.sample, start.strokes
    page = open_page(server.url, "Anna", search=f"?sample={sample}")
    page.keyboard.press("c")
    canvas = Canvas(Hand(page))
    data = "() => document.querySelector('.stage canvas').toDataURL()"
    before = page.evaluate(data)
    last = strokes[-1]
    page.keyboard.press("e")
    for _ in range(8):
        page.keyboard.press("]")
    columns = np.nonzero(last.mask)[1] + last.left
    top = (columns[0], last.top - 6)
    bottom = (columns[-1], last.top + last.height + 6)
    canvas.line(top, bottom)
    canvas.save("7", "vii")
    assert strokes_of(book, newest(book, "vii")) == 3
    # Draw it again with the pen of this hand.
    page.keyboard.press("h")
    canvas.line((top[0], last.top + 4), (bottom[0], last.top + last.height - 4))
    page.wait_for_timeout(100)
    assert page.evaluate(data) != before
    page.keyboard.press("u")
    page.keyboard.press("Control+z")
    # The pixels are painted with the next frame.
    same = "(before) => document.querySelector('.stage canvas').toDataURL() === before"
    page.wait_for_function(same, arg=before, timeout=10_000)
    page.keyboard.press("Shift+U")
    page.keyboard.press("Shift+U")
    page.keyboard.press("8")
    expect(canvas.made("viii")).to_be_enabled()
    assert strokes_of(book, newest(book, "viii")) == 4


def test_what_cannot_be_saved_says_why_and_a_reload_loses_nothing(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, book = served
    start = plain(book, "viii", 4)
    sample, strokes = start.sample, start.strokes
    page = open_page(server.url, "Anna", search=f"?sample={sample}")
    page.keyboard.press("c")
    canvas = Canvas(Hand(page))
    page.keyboard.press("3")
    expect(page.get_by_role("alert").get_by_text("Nothing has changed yet")).to_be_visible()
    page.keyboard.press("Shift+N")
    page.keyboard.press("3")
    expect(page.get_by_role("alert").get_by_text("The canvas is empty")).to_be_visible()
    page.keyboard.press("u")
    canvas.click(strokes[0])
    page.keyboard.press("Delete")
    page.wait_for_timeout(500)
    page.reload()
    canvas = Canvas(Hand(page))
    expect(page.get_by_text("What you had drawn here is back.")).to_be_visible()
    # Without a connection the drawing waits; with one it is sent, once.
    page.context.set_offline(True)
    page.keyboard.press("3")
    expect(page.get_by_text(re.compile("1 drawing is not saved yet"))).to_be_visible()
    page.context.set_offline(False)
    expect(canvas.made("iii")).to_be_enabled(timeout=15_000)
    assert strokes_of(book, newest(book, "iii")) == 3
    with labelbook.open(book) as opened:
        assert (opened.samples()["origin"] == "drawn").sum() == 1


def test_strokes_that_touch_are_split_and_the_models_change_of_mind_is_kept_as_a_pair(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, book = served
    start = plain(book, "viii", 4)
    sample, strokes = start.sample, start.strokes
    page = open_page(server.url, "Anna", search=f"?sample={sample}")
    page.keyboard.press("c")
    canvas = Canvas(Hand(page))
    page.keyboard.press("s")
    # Across the last stroke: its lower half becomes a piece of its own, and goes.
    last = strokes[-1]
    middle = last.top + last.height / 2
    canvas.line((last.left - 12, middle), (last.left + last.width + 12, middle))
    page.keyboard.press("w")
    rows, columns = np.nonzero(last.mask)
    low = len(rows) * 9 // 10
    page.mouse.click(*canvas.at(columns[low] + last.left, rows[low] + last.top))
    page.keyboard.press("Delete")
    page.wait_for_timeout(300)
    canvas.save("8", "viii")
    left = pieces.find(pixels_of(book, newest(book, "viii")))
    assert len(left) == 4
    assert left[-1].height < 0.6 * last.height
    # All strokes but one gone: whatever the model saw, now it sees something else.
    for stroke in (*strokes[1:3], left[-1]):
        canvas.click(stroke)
        page.keyboard.press("Delete")
        page.wait_for_timeout(250)
    with labelbook.open(book) as opened:
        before = opened.seq
    page.keyboard.press("f")
    made = page.get_by_role("region", name="Drawn in this session")
    expect(made.get_by_role("button", name=re.compile("^Undo this"))).to_have_count(2)
    # Both get the tag in one changeset, and one undo takes all of it back.
    assert pair(book, sample)["label"].n_unique() == 2
    with labelbook.open(book) as opened:
        assert opened.seq == before + 1
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(made.get_by_role("button", name=re.compile("^Undo this"))).to_have_count(1)
    assert pair(book, sample).height == 0


def test_a_piece_that_was_put_away_is_brought_back_by_whoever_sees_it(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, book = served
    start = plain(book, "viii", 4)
    anna, ben = (
        open_page(server.url, name, search=f"?sample={start.sample}") for name in ("Anna", "Ben")
    )
    for page in (anna, ben):
        page.keyboard.press("c")
    canvas = Canvas(Hand(anna))
    canvas.click(start.strokes[0])
    anna.keyboard.press("t")
    anna.keyboard.press("5")
    tray, other = (page.get_by_role("region", name="Tray of pieces") for page in (anna, ben))
    offers = [part.get_by_role("button", name="Add this v to the canvas") for part in (tray, other)]
    expect(offers[1]).to_have_count(1)
    # To keep can be undone, and to put away too.
    anna.locator(".toast").get_by_role("button", name="Undo").click()
    expect(offers[1]).to_have_count(0)
    anna.locator(".toast").get_by_role("button", name="Undo").click()
    expect(offers[1]).to_have_count(1)
    offers[1].hover()
    other.get_by_role("button", name="Remove this piece").click()
    expect(offers[0]).to_have_count(0)
    tray.get_by_role("button", name="Removed pieces", exact=True).click()
    back = tray.get_by_role("button", name="restore")
    expect(back).to_have_attribute("title", re.compile("^Saved by Anna, removed by Ben"))
    back.click()
    expect(offers[1]).to_have_count(1)


def test_the_queue_says_why_and_goes_on_by_key(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, _ = served
    page = open_page(server.url, "Anna")
    page.keyboard.press("c")
    Canvas(Hand(page))
    page.keyboard.press("j")
    place = page.get_by_role("group", name="Queue").get_by_role("status")
    expect(place).to_have_text(re.compile("^1 of [0-9]+$"))
    expect(page.get_by_text(re.compile("^Among [0-9]+ samples of this style"))).to_be_visible()
    page.keyboard.press("j")
    expect(place).to_have_text(re.compile("^2 of "))
    page.keyboard.press("k")
    expect(place).to_have_text(re.compile("^1 of "))


def test_a_book_without_embeddings_is_drawn_on_too(server: Served, open_page: Open) -> None:
    page = open_page(server.url, "Anna")
    page.keyboard.press("c")
    expect(page.get_by_role("button", name="Embed the images")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("d")
    page.keyboard.press("2")
    expect(page.get_by_text("121 samples")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_canvas_has_no_serious_violation(
    served: tuple[Served, Path], open_page: Open, theme: str
) -> None:
    server, book = served
    start = plain(book, "viii", 4)
    sample, strokes = start.sample, start.strokes
    page = open_page(server.url, "Anna", theme=theme, search=f"?sample={sample}")
    page.keyboard.press("c")
    canvas = Canvas(Hand(page))
    canvas.tray("v")
    canvas.click(strokes[0])
    page.wait_for_timeout(300)
    assert violations(page) == []


def test_a_name_that_is_nearly_a_class_is_asked_about_before_a_drawing_is_saved(
    server: Served, open_page: Open, book: Path
) -> None:
    with labelbook.open(book) as opened:
        opened.classes.rename("x", "zebra", author="Anna")
    page = open_page(server.url, "Anna")
    page.keyboard.press("c")
    stage = page.get_by_role("application", name="The canvas")
    expect(stage).to_be_visible()
    page.keyboard.press("p")
    box = stage.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x - 30, y)
    page.mouse.down()
    page.mouse.move(x + 30, y + 20, steps=6)
    page.mouse.up()
    field = page.get_by_role("combobox", name="Save as another class")
    field.fill("zebr ")
    field.press("Enter")
    question = page.get_by_role("alert").filter(has_text="zebr is new and nearly zebra")
    expect(question).to_contain_text("12 samples")
    with page.expect_response("**/api/drawn"):
        field.press("Enter")
    field.fill("giraffe")
    page.mouse.move(x - 30, y - 20)
    page.mouse.down()
    page.mouse.move(x + 20, y + 30, steps=6)
    page.mouse.up()
    field.press("Enter")
    expect(page.get_by_role("button", name="giraffe").first).to_be_visible()
    with labelbook.open(book) as opened:
        assert opened.samples().filter(label="zebra").height == 13
        assert "zebr" not in opened.classes()
