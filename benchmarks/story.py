"""The canvas's story, as a person goes through it in the page, against two minutes.

Open a VIII from the sheet, make a III, a II and an I of it, compose a VI and a VII from the V, the
I and the II of the same hand, see all of them in the sheet and on the map, then name this state
and judge it with `linear` against the state before, until the page says what it was worth.

The hand takes the time of a person: 0.4 s before a key, 0.2 s before a letter, a second to look at
what is there, a pointer that moves at 900 px a second and aims for a quarter of a second. The book
is the demo book, embedded. The clock runs from the first look at the sheet to the verdict; that
the server and the model need their time is in it.
"""

from __future__ import annotations

import argparse
import io
import re
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from hand import PERSON, Canvas, Hand
from page import chromium
from PIL import Image
from playwright.sync_api import Locator, Page, expect, sync_playwright
from serving import serving
from timing import Figure, machine, report

import labelbook
from labelbook.core.arrays import Pixels
from labelbook.demo import numerals
from labelbook.images import pieces
from labelbook.images.pieces import Piece

TWO_MINUTES = 120.0
JUDGING = 120_000
"""Milliseconds that a verdict may take to come, on a machine that is busy."""
MADE = ("iii", "ii", "i", "vi", "vii")


@dataclass(frozen=True)
class Plain:
    """A sample whose strokes do not touch. strokes: from left to right."""

    sample: int
    file: str
    strokes: list[Piece]


def demo_book(folder: Path) -> Path:
    """Make the demo book, embedded; returns its place."""
    made = numerals.write(folder / "images")
    book, _ = labelbook.create(folder / "book", made.images, author="demo")
    with book:
        book.map.embed()
        book.map.build()
    return folder / "book"


def pixels_of(book: Path, sample: int) -> Pixels:
    """The grey pixels of a sample."""
    with labelbook.open(book) as opened:
        return np.asarray(Image.open(io.BytesIO(opened.image(sample).data)).convert("L"))


def plain(book: Path, label: str, strokes: int) -> Plain:
    """The first train sample of a class whose strokes do not touch."""
    with labelbook.open(book) as opened:
        table = opened.samples()
    chosen = table.filter((table["label"] == label) & (table["split"] == "train")).sort("path")
    for sample, path in chosen.select("sample", "path").iter_rows():
        found = pieces.find(pixels_of(book, sample))
        widths = [piece.width / piece.height for piece in found]
        if len(found) == strokes and widths[0] > 0.5 and max(widths[1:], default=0) < 0.35:
            return Plain(sample, path.rpartition("/")[2], found)
    raise AssertionError(f"no {label} has {strokes} strokes that lie apart")


def newest(book: Path, label: str) -> int:
    """The sample of a class that was drawn last."""
    with labelbook.open(book) as opened:
        table = opened.samples()
    return int(table.filter((table["label"] == label) & (table["origin"] == "drawn"))["sample"][-1])


def open_from_sheet(hand: Hand, start: Plain) -> Canvas:
    """Find a VIII in the sheet and open it."""
    page = hand.page
    labels = page.get_by_role("complementary", name="Filters").get_by_role("region", name="Label")
    hand.look()
    hand.click(labels.locator("button.value").filter(has=page.get_by_text("viii", exact=True)))
    row = page.get_by_role("row").filter(has_text=start.file)
    while row.count() == 0:
        page.mouse.move(640, 400)
        page.mouse.wheel(0, 400)
        hand.look()
    hand.look()
    hand.click(row)
    hand.press("c")
    return Canvas(hand)


def take_apart(canvas: Canvas, strokes: list[Piece]) -> None:
    """The V is kept as a piece, then it goes: a III is left. One more goes, and one more."""
    hand = canvas.hand
    hand.look()
    canvas.click(strokes[0])
    hand.press("t")
    hand.press("5")
    expect(canvas.page.get_by_text("Kept in the tray as v")).to_be_visible()
    hand.press("Delete")
    canvas.save("3", "iii")
    for gone, (key, label) in enumerate([("2", "ii"), ("1", "i")], start=1):
        hand.look()
        canvas.click(strokes[gone])
        hand.press("Delete")
        canvas.save(key, label)


def compose(canvas: Canvas, key: str, label: str, part: str, beside: float) -> Locator:
    """A clear page, the V that was kept, and beside it a drawing of a class; returns its offer."""
    canvas.hand.press("Shift+N")
    canvas.drag_in(canvas.tray("saved", "v"), -70)
    offer = canvas.tray(part)
    canvas.drag_in(offer, beside)
    canvas.hand.look()
    canvas.save(key, label)
    return offer


def see(hand: Hand, samples: int) -> None:
    """See what was made in the sheet, then on the map. samples: in the book now."""
    page = hand.page
    region = page.get_by_role("region", name="Drawn in this session")
    hand.click(region.get_by_role("button", name="In the sheet"))
    for label in MADE:
        row = page.get_by_role("row").filter(has=page.get_by_text(label, exact=True))
        expect(row).to_have_count(1)
    hand.look()
    hand.press("m")
    placed = page.get_by_role("group", name=re.compile(f"^Map of {samples:,} samples"))
    expect(placed).to_be_visible(timeout=10_000)
    expect(page.locator(".count[role=status]")).to_have_text(f"{len(MADE)} of {samples:,}")
    hand.look()


def judge(hand: Hand, name: str) -> str:
    """Name this state, judge it with `linear`, and the state before it; returns the verdict."""
    page = hand.page
    hand.press("w")
    begin = page.get_by_role("button", name=re.compile("^(Name this state|Evaluate a version)"))
    expect(begin.first).to_be_visible()
    hand.look()
    hand.click(begin.first)
    dialog = page.get_by_role("dialog", name="Evaluate a version")
    hand.click(dialog.get_by_label("Name"))
    hand.write(name)
    hand.click(dialog.get_by_role("radio", name=re.compile("^linear")))
    expect(dialog.get_by_role("checkbox", name=re.compile("^Evaluate .* too"))).to_be_checked()
    expect(dialog.get_by_role("status", name="Estimated time")).to_contain_text("3 seeds")
    hand.look()
    hand.press("Enter")
    expect(dialog).to_have_count(0)
    verdict = page.get_by_role("status", name="Verdict")
    expect(verdict).to_contain_text("points on", timeout=JUDGING)
    hand.look()
    return verdict.inner_text()


def tell(hand: Hand, start: Plain, samples: int) -> str:
    """Go through the whole story on a book of so many samples; returns the verdict."""
    canvas = open_from_sheet(hand, start)
    take_apart(canvas, start.strokes)
    compose(canvas, "6", "vi", "i", 90)
    compose(canvas, "7", "vii", "ii", 100)
    see(hand, samples + len(MADE))
    return judge(hand, "strokes")


def opened(page: Page, url: str) -> None:
    """Open the page, and wait until the rows are there."""
    page.add_init_script("""localStorage.setItem('labelbook:preferences', '{"name": "Anna"}')""")
    page.goto(url)
    expect(page.locator(".dot[title^=Connected]")).to_be_visible(timeout=20_000)
    expect(page.get_by_role("row").nth(5)).to_be_visible()


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        book = demo_book(Path(temporary))
        start = plain(book, "viii", 4)
        with labelbook.open(book) as made:
            samples = made.samples().height
        with serving(book) as served, sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            opened(page, served.url)
            hand = Hand(page, PERSON)
            started = time.perf_counter()
            verdict = tell(hand, start, samples)
            seconds = time.perf_counter() - started
            browser.close()
    print(f"{hand.clicks} clicks, {hand.drags} drags, {hand.keys} keys; the page says: {verdict}")
    if not report(
        f"The canvas's story ({machine()})",
        [Figure("open, make five, see, judge: seconds", seconds, TWO_MINUTES)],
    ):
        sys.exit(1)


if __name__ == "__main__":
    main()
