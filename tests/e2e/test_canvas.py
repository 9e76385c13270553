"""The canvas, driven by a real pointer through the story that it is made for."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

import labelbook
from labelbook.augment import pieces
from labelbook.augment.paper import Pixels
from labelbook.augment.pieces import Piece
from labelbook.demo import numerals
from tests.e2e.conftest import Open
from tests.e2e.test_accessibility import violations
from tests.server.conftest import Served


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo book, embedded."""
    folder = tmp_path_factory.mktemp("demo")
    report = numerals.write(folder / "images")
    made, _ = labelbook.create(folder / "book", report.images, author="demo")
    with made:
        made.embed()
        made.project()
    return folder / "book"


@pytest.fixture
def served(demo: Path, tmp_path: Path, serve: Callable[..., Served]) -> tuple[Served, Path]:
    shutil.copytree(demo, tmp_path / "demo")
    return serve(tmp_path / "demo"), tmp_path / "demo"


def pixels_of(book: Path, sample: int) -> Pixels:
    with labelbook.open(book) as opened:
        return np.asarray(Image.open(io.BytesIO(opened.image(sample).data)).convert("L"))


def plain(book: Path, label: str, strokes: int) -> tuple[int, list[Piece]]:
    """A train sample of a class whose strokes do not touch, with its strokes from left to right."""
    with labelbook.open(book) as opened:
        table = opened.samples()
    chosen = table.filter((table["label"] == label) & (table["split"] == "train"))
    for sample in chosen["sample"].to_list():
        found = pieces.find(pixels_of(book, sample))
        widths = [piece.width / piece.height for piece in found]
        if len(found) == strokes and widths[0] > 0.5 and max(widths[1:], default=0) < 0.35:
            return sample, found
    raise AssertionError(f"no {label} has {strokes} strokes that lie apart")


def strokes_of(book: Path, sample: int) -> int:
    return len(pieces.find(pixels_of(book, sample)))


def newest(book: Path, label: str) -> int:
    with labelbook.open(book) as opened:
        table = opened.samples()
    return int(table.filter((table["label"] == label) & (table["origin"] == "drawn"))["sample"][-1])


def pair(book: Path, sample: int) -> pl.DataFrame:
    with labelbook.open(book) as opened:
        return opened.samples().filter(pl.col("tags").list.contains(f"pair:{sample}"))


class Canvas:
    """The canvas of a page, as a hand uses it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.stage = page.get_by_role("application", name="The canvas")
        expect(self.stage).to_be_visible()
        expect(
            page.get_by_role("region", name="What the model sees").locator("dd")
        ).not_to_have_count(0, timeout=30_000)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a pixel of the page is on the screen."""
        box = self.stage.locator(".page").bounding_box()
        width = self.stage.locator("canvas").first.get_attribute("width")
        assert box is not None and width is not None
        zoom = box["width"] / int(width)
        return box["x"] + (x + 0.5) * zoom, box["y"] + (y + 0.5) * zoom

    def click(self, piece: Piece) -> None:
        """Click a stroke in its midst."""
        rows, columns = np.nonzero(piece.mask)
        middle = len(rows) // 2
        self.page.mouse.click(*self.at(columns[middle] + piece.left, rows[middle] + piece.top))

    def line(self, *points: tuple[float, float]) -> None:
        """Press, go along points of the page, let go."""
        self.page.mouse.move(*self.at(*points[0]))
        self.page.mouse.down()
        for x, y in points[1:]:
            self.page.mouse.move(*self.at(x, y), steps=8)
        self.page.mouse.up()

    def save(self, key: str, label: str) -> None:
        self.page.keyboard.press(key)
        expect(self.page.get_by_text(f"Saved as {label}").first).to_be_visible()
        expect(self.made(label)).to_be_enabled()

    def made(self, label: str) -> Locator:
        region = self.page.get_by_role("region", name="Made in this session")
        return region.get_by_role(
            "button", name=f"Compose with the {label} that was made here", exact=True
        ).first

    def tray(self, label: str) -> Locator:
        """Look into the tray for a class; gives its first offer."""
        region = self.page.get_by_role("region", name="Tray of pieces")
        region.get_by_role("button", name=label, exact=True).click()
        name = f"Add this {'v' if label == 'kept' else label} to the canvas"
        offer = region.get_by_role("button", name=name).first
        expect(offer).to_be_visible()
        return offer

    def drag_in(self, offer: Locator, beside: float) -> None:
        """Drag an offer onto the canvas, so far beside its middle."""
        box = self.stage.bounding_box()
        assert box is not None
        x, y = box["width"] / 2 + beside, box["height"] / 2
        steps = self.page.get_by_role("group", name=re.compile("^Steps")).get_by_role("button")
        before = steps.count()
        offer.drag_to(self.stage, target_position={"x": x, "y": y})
        expect(steps).not_to_have_count(before)


def test_an_viii_becomes_iii_ii_and_i_and_its_pieces_vi_and_vii(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, book = served
    sample, strokes = plain(book, "viii", 4)
    ben = open_page(server.url, "Ben")
    expect(ben.get_by_text("2,400 samples")).to_be_visible()
    anna = open_page(server.url, "Anna", search=f"?sample={sample}")
    anna.keyboard.press("c")
    canvas = Canvas(anna)

    # The V is kept as a piece, then it goes: a III is left.
    canvas.click(strokes[0])
    anna.keyboard.press("t")
    anna.keyboard.press("5")
    expect(anna.get_by_text("Kept in the tray as v")).to_be_visible()
    anna.keyboard.press("Delete")
    canvas.save("3", "iii")
    for gone, (key, label) in enumerate([("2", "ii"), ("1", "i")], start=1):
        canvas.click(strokes[gone])
        anna.keyboard.press("Delete")
        canvas.save(key, label)
    assert [strokes_of(book, newest(book, label)) for label in ("iii", "ii", "i")] == [3, 2, 1]

    # Compose: the V of that hand, with the I and the II that were just drawn of it.
    for key, label, part, beside in (("6", "vi", "i", 90), ("7", "vii", "ii", 100)):
        anna.keyboard.press("Shift+N")
        canvas.drag_in(canvas.tray("kept"), -70)
        offer = canvas.tray(part)
        # Nearest in style is what comes of the same sample.
        expect(offer).to_have_attribute("title", re.compile(f"sample {newest(book, part)};"))
        canvas.drag_in(offer, beside)
        canvas.save(key, label)
    assert strokes_of(book, newest(book, "vi")) == 2
    assert strokes_of(book, newest(book, "vii")) == 3
    with labelbook.open(book) as opened:
        assert opened.lineage(newest(book, "i")).parents == (sample,)
        assert opened.lineage(newest(book, "vii")).parents == (sample, newest(book, "ii"))
        made = opened.sample(newest(book, "vii"))
        assert (made.split, made.mode, made.origin) == ("train", "L", "drawn")

    # Ben has all of it, in the sheet and on the map.
    expect(ben.get_by_text("2,405 samples")).to_be_visible()
    ben.goto(f"{server.url}?sort=-id")
    for label in ("vii", "vi", "i", "ii", "iii"):
        place = ("vii", "vi", "i", "ii", "iii").index(label)
        expect(ben.get_by_role("row").nth(place + 1)).to_contain_text(label)
    with labelbook.open(book) as opened:
        assert newest(book, "vii") in opened.projection("content").samples

    # Anna takes the VII back, and it is gone for Ben too.
    region = anna.get_by_role("region", name="Made in this session")
    region.get_by_role("button", name="Undo this vii", exact=True).click()
    expect(ben.get_by_text("2,404 samples")).to_be_visible()
    expect(region.get_by_role("button", name="Undo this vii", exact=True)).to_have_count(0)


def test_eraser_pen_and_undo_follow_the_pointer(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, book = served
    sample, strokes = plain(book, "viii", 4)
    page = open_page(server.url, "Anna", search=f"?sample={sample}")
    page.keyboard.press("c")
    canvas = Canvas(page)
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
    sample, strokes = plain(book, "viii", 4)
    page = open_page(server.url, "Anna", search=f"?sample={sample}")
    page.keyboard.press("c")
    canvas = Canvas(page)
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
    canvas = Canvas(page)
    expect(page.get_by_text("What you had drawn here is back.")).to_be_visible()
    # Without a connection the drawing waits; with one it is sent, once.
    page.context.set_offline(True)
    page.keyboard.press("3")
    expect(page.get_by_text(re.compile("One drawing waits"))).to_be_visible()
    page.context.set_offline(False)
    expect(canvas.made("iii")).to_be_enabled(timeout=15_000)
    assert strokes_of(book, newest(book, "iii")) == 3
    with labelbook.open(book) as opened:
        assert (opened.samples()["origin"] == "drawn").sum() == 1


def test_strokes_that_touch_are_split_and_the_models_change_of_mind_is_kept_as_a_pair(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, book = served
    sample, strokes = plain(book, "viii", 4)
    page = open_page(server.url, "Anna", search=f"?sample={sample}")
    page.keyboard.press("c")
    canvas = Canvas(page)
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
    page.keyboard.press("f")
    expect(page.get_by_text(f"Tagged 1 sample pair:{sample}")).to_be_visible()
    tagged = pair(book, sample)
    while tagged.height < 2:
        # The tag is on its way; the test's own limit ends this where it never comes.
        page.wait_for_timeout(50)
        tagged = pair(book, sample)
    assert tagged["label"].n_unique() == 2


def test_the_queue_says_why_and_goes_on_by_key(
    served: tuple[Served, Path], open_page: Open
) -> None:
    server, _ = served
    page = open_page(server.url, "Anna")
    page.keyboard.press("c")
    Canvas(page)
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
    expect(page.get_by_role("button", name="Embed the book")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("d")
    page.keyboard.press("2")
    expect(page.get_by_text("121 samples")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_canvas_has_no_serious_violation(
    served: tuple[Served, Path], open_page: Open, theme: str
) -> None:
    server, book = served
    sample, strokes = plain(book, "viii", 4)
    page = open_page(server.url, "Anna", theme=theme, search=f"?sample={sample}")
    page.keyboard.press("c")
    canvas = Canvas(page)
    canvas.tray("v")
    canvas.click(strokes[0])
    page.wait_for_timeout(300)
    assert violations(page) == []
