"""`make screenshots` takes docs/images/: what the demo book looks like, 1280 x 800."""

from __future__ import annotations

import io
import json
import tempfile
from pathlib import Path

import polars as pl
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright

import labelbook
from labelbook import Book
from labelbook.demo import numerals
from tests.e2e.conftest import QUIET, chromium
from tests.server.fixtures import Served

OUT = Path(__file__).parents[2] / "docs" / "images"
SHEET = "?split=train&sort=-last_change"
WIDTH, HEIGHT = 1280, 800
ON_THE_CANVAS = 1534
"""A viii of the demo book whose strokes do not touch."""

COLOURS = 256


def main() -> None:
    """Make a demo book with a little history, open it, and keep what one sees."""
    with tempfile.TemporaryDirectory() as folder:
        book = make_book(Path(folder))
        served = Served(book)
        try:
            pictures = take(served.url)
        finally:
            served.kill()
    OUT.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        image = Image.open(io.BytesIO(picture)).convert("RGB")
        # A palette makes the file a third as large; nobody sees the difference.
        path = OUT / f"{name}.png"
        image.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        print(f"{path.name}: {path.stat().st_size:,} bytes")


def make_book(folder: Path) -> Path:
    """Return the demo book after two people have worked on it."""
    report = numerals.write(folder / "images")
    book, _ = labelbook.create(folder / "demo-book", report.images, author="demo")
    truth = pl.read_csv(report.truth, infer_schema=False)
    wrong = truth.filter(pl.col("path").str.starts_with("train/i"), kind="wrong_label")
    doodles = truth.filter(pl.col("path").str.starts_with("train/v"), kind="doodle")
    bars = truth.filter(pl.col("path").str.starts_with("train/iv"), hand="serif_pen")
    with book:
        book.tag(bars["path"].to_list()[:4], "crossbars", author="Ben")
        for path, label in wrong.select("path", "true_label").head(4).iter_rows():
            book.relabel(path, label, author="Ben", message=f"reads {label}")
        book.exclude(doodles["path"].to_list()[:2], author="Anna", message="no numeral")
        for path, label in wrong.select("path", "true_label").tail(3).iter_rows():
            book.relabel(path, label, author="Anna", message=f"reads {label}")
        book.save_version("first look", author="Anna")
        book.map.embed()
        book.map.build()
        book.issues.find()
        judge(book, truth)
    return folder / "demo-book"


def judge(book: Book, truth: pl.DataFrame) -> None:
    """Mend what is wrong in train and val, leave out what is no numeral, and judge each step."""
    ours = truth.filter(~pl.col("path").str.starts_with("label_book"))
    doodles = ours.filter(kind="doodle")["path"].to_list()
    book.exclude(doodles, author="Anna", message="no numerals")
    book.save_version("without doodles", author="Anna")
    for (label,), rows in ours.filter(kind="wrong_label").group_by("true_label"):
        book.relabel(rows["path"].to_list(), str(label), author="Ben", message="wrong labels")
    book.save_version("mended", author="Ben")
    for version in ("first look", "without doodles", "mended"):
        book.runs.evaluate(version, model="linear", seeds=5)


def take(url: str) -> dict[str, bytes]:
    """Return PNGs of the sheet with a colleague beside and of every other screen."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        ben = open_page(browser.new_page(), f"{url}/{SHEET}", "Ben")
        for _ in range(8):
            ben.keyboard.press("j")
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light")
        anna = open_page(page, f"{url}/{SHEET}", "Anna")
        for _ in range(2):
            anna.keyboard.press("j")
        pictures = {"sheet": still(anna)}
        anna.keyboard.press("m")
        expect(anna.get_by_role("toolbar", name="Map")).to_be_visible()
        pictures["map"] = still(anna)
        anna.keyboard.press("d")
        expect(anna.get_by_role("button", name="The label is right")).to_be_visible()
        pictures["issues"] = still(anna)
        anna.keyboard.press("w")
        expect(anna.get_by_role("status", name="Verdict")).to_be_visible(timeout=20_000)
        pictures["evaluate"] = still(anna)
        pictures["canvas"] = drawn(anna, url)
        browser.close()
    return pictures


def drawn(page: Page, url: str) -> bytes:
    """Return a PNG of the canvas: an viii whose V and one I have gone, composed into a VII."""
    page.goto(f"{url}/?view=canvas&sample={ON_THE_CANVAS}")
    stage = page.get_by_role("application", name="The canvas")
    tray = page.get_by_role("region", name="Tray of pieces")
    expect(page.get_by_role("region", name="Prediction of the model").locator("dd")).to_have_count(
        10, timeout=60_000
    )
    page.keyboard.press("Shift+N")
    for label, beside in (("v", -80), ("ii", 60)):
        tray.get_by_role("button", name=label, exact=True).click()
        box = stage.bounding_box()
        assert box is not None
        x, y = box["width"] / 2 + beside, box["height"] / 2
        offer = tray.get_by_role("button", name=f"Add this {label} to the canvas").first
        offer.drag_to(stage, target_position={"x": x, "y": y})
        page.wait_for_timeout(800)
    page.keyboard.press("7")
    return still(page)


def still(page: Page) -> bytes:
    """Return a PNG once everything has come to rest, the pointer out of the way."""
    page.mouse.move(WIDTH / 2, 2)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1_500)
    return page.screenshot()


def open_page(page: Page, url: str, name: str) -> Page:
    """Open a page as somebody."""
    stored = json.dumps(json.dumps({"name": name}))
    page.add_init_script(f"localStorage.setItem('labelbook:preferences', {stored})")
    page.goto(url)
    expect(page.get_by_role("grid", name="Samples")).to_be_visible()
    expect(page.locator(".dot[title^=Connected]")).to_be_visible()
    return page


if __name__ == "__main__":
    main()
