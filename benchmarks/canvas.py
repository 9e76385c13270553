"""The canvas on an image of 1,000 x 1,000 pixels, in a headless Chromium that draws in software.

Promises: strokes of pen, eraser and the pen of the image's own hand follow the pointer at 30 frames
a second (on a screen with a graphics card: 60), and a saved drawing is seen by somebody else, in
another window, within 300 ms. While one draws, the model answers within 100 ms.

The book is the demo book, embedded, with one of its images enlarged to 1,000 x 1,000 on grainy
paper. Frames are what requestAnimationFrame sees while the pointer draws circles. "Seen" is the
time from the keydown that saves, in one window, until the other window counts one sample more:
encoding, sending, storing, telling, and the other window's fetching of the book are all in it.
Beside it stand the same figures for an image of the demo book as it is.

With --rows the book is one of so many rows over the demo's drawings, and only saving is measured:
until the row is in the sheet of the other window, and here.
"""

from __future__ import annotations

import argparse
import math
import shutil
import sys
import tempfile
from pathlib import Path

import million
import numpy as np
from page import RECORD, STOP, chromium
from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from serving import serving
from timing import Figure, machine, quantile, report

import labelbook
from labelbook.demo import numerals

SIDE = 1_000
SLOWEST_FRAME, SEEN, ANSWER = 1000 / 30, 300.0, 100.0
SAVES = 12
TOOLS = {"p": "pen", "h": "pen of this hand", "e": "eraser"}

# Notes when another count of samples is on the screen, by the clock that both windows share.
WATCH = """() => {
  const count = document.querySelector('.count[role=status]')
  window.seen_ = []
  new MutationObserver(() => window.seen_.push(performance.timeOrigin + performance.now()))
    .observe(count, { childList: true, characterData: true, subtree: true })
}"""

PRESS = """(key) => {
  const at = performance.timeOrigin + performance.now()
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  return at
}"""

ASKED = """() => performance.getEntriesByType('resource')
  .filter((entry) => entry.name.endsWith('/api/predict')).map((entry) => entry.duration)"""


def book_of(folder: Path) -> tuple[Path, int, int]:
    """Make the book; returns it with a large and a small sample, both of class viii."""
    made = numerals.write(folder / "images")
    source = sorted((made.images / "train" / "viii").glob("*.png"))[7]
    picture = Image.open(source).convert("L").resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    grain = np.random.default_rng(7).normal(-12, 5, (SIDE, SIDE))
    pixels = np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8)
    large = source.with_name("large.png")
    Image.fromarray(pixels).save(large)
    book, _ = labelbook.create(folder / "book", made.images, author="bench")
    with book:
        book.map.embed()
        book.map.build()
        samples = [book.sample(f"train/viii/{name}").id for name in (large.name, source.name)]
    return folder / "book", samples[0], samples[1]


def opened(browser: Browser, url: str, search: str, name: str) -> Page:
    """Open a page as somebody."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    stored = f'{{"name": "{name}"}}'
    page.add_init_script(f"localStorage.setItem('labelbook:preferences', '{stored}')")
    page.goto(url + search)
    page.wait_for_selector(".count[role=status]")
    return page


def ready(page: Page, *, model: bool = True) -> None:
    """Wait until the canvas is open and the model, where there is one, has answered."""
    page.wait_for_selector(".stage canvas", timeout=60_000)
    if model:
        page.wait_for_selector("section[aria-label='Prediction of the model'] dd", timeout=120_000)
    page.wait_for_timeout(500)


def strokes(page: Page, key: str, moves: int) -> list[float]:
    """Frame times in ms while the pointer draws circles over the page with a tool."""
    page.keyboard.press(key)
    box = page.locator(".stage .page").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    radius = 0.35 * min(box["width"], box["height"])
    page.mouse.move(x + radius, y)
    page.mouse.down()
    page.evaluate(RECORD)
    for step in range(moves):
        angle = step / 11
        reach = radius * (0.6 + 0.4 * math.cos(angle * 0.37))
        page.mouse.move(x + reach * math.cos(angle), y + reach * math.sin(angle))
        page.wait_for_timeout(8)
    frames: list[float] = page.evaluate(STOP)
    page.mouse.up()
    return frames


def saves(page: Page, other: Page) -> tuple[list[float], list[float]]:
    """Milliseconds from the key that saves to the new count, here and in the other window."""
    for window in (page, other):
        window.evaluate(WATCH)
    times: tuple[list[float], list[float]] = ([], [])
    for save in range(SAVES):
        page.keyboard.press("p")
        box = page.locator(".stage .page").bounding_box()
        assert box is not None
        x, y = box["x"] + 30 + 9 * save, box["y"] + 40
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x, y + 60, steps=4)
        page.mouse.up()
        page.wait_for_timeout(400)
        before = [window.evaluate("() => window.seen_.length") for window in (page, other)]
        pressed = page.evaluate(PRESS, "8")
        for window, count, into in zip((page, other), before, times, strict=True):
            window.wait_for_function(f"() => window.seen_.length > {count}", timeout=60_000)
            into.append(window.evaluate(f"() => window.seen_[{count}]") - pressed)
        page.wait_for_timeout(900)
    return times


def measure(browser: Browser, url: str, large: int, small: int) -> bool:
    """Print the table; tell whether every promise is kept."""
    other = opened(browser, url, "?size=32", "Other")
    page = opened(browser, url, f"?view=canvas&sample={large}", "Bench")
    ready(page)
    figures = []
    for key, name in TOOLS.items():
        frames = strokes(page, key, 240)
        mean = sum(frames) / len(frames)
        print(
            f"{name}: {len(frames)} frames, median {quantile(frames, 50):.1f} ms, "
            f"95 % {quantile(frames, 95):.1f} ms; {1000 / mean:.0f} a second"
        )
        figures.append(Figure(f"{name}, a frame, mean, ms", mean, SLOWEST_FRAME))
    answers = page.evaluate(ASKED)
    _, times = saves(page, other)
    print("saves, ms: " + " ".join(f"{took:.0f}" for took in times))
    figures += [
        Figure(f"saved {SIDE} x {SIDE}, seen by others, median, ms", quantile(times, 50), SEEN),
        Figure(f"the model's answer, 95 % of {len(answers)}, ms", quantile(answers, 95), ANSWER),
    ]
    page.goto(f"{url}?view=canvas&sample={small}")
    ready(page)
    _, times = saves(page, other)
    print("saves of a demo image, ms: " + " ".join(f"{took:.0f}" for took in times))
    figures.append(
        Figure("saved demo image, seen by others, median, ms", quantile(times, 50), SEEN)
    )
    return report(f"The canvas on {SIDE:,} x {SIDE:,} ({machine()})", figures)


def measure_rows(browser: Browser, url: str, rows: int) -> bool:
    """Print what saving takes in a book of many rows; tell whether the promise is kept."""
    other = opened(browser, url, "?sort=-id&size=32", "Other")
    other.wait_for_selector("[role=row][aria-rowindex] .file", timeout=120_000)
    page = opened(browser, url, "?view=canvas&sample=1800", "Bench")
    ready(page, model=False)
    page.wait_for_timeout(2_000)
    here, there = saves(page, other)
    expect(other.get_by_role("row").nth(1)).to_contain_text("made/")
    for where, times in (("here", here), ("there", there)):
        print(f"saves, seen {where}, ms: " + " ".join(f"{took:.0f}" for took in times))
    return report(
        f"A drawing saved in a book of {rows:,} ({machine()})",
        [
            Figure("seen here, median, ms", quantile(here, 50), SEEN),
            Figure("seen by others, in the sheet, median, ms", quantile(there, 50), SEEN),
        ],
    )


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, help="samples in the book; only saving is measured")
    parser.add_argument("--work", type=Path, help="keep the book of many rows here, or take it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place, large, small = Path(temporary) / "drawn-on", 0, 0
        if options.rows:
            shutil.copytree(million.book_of(options.rows, options.work or Path(temporary)), place)
        else:
            place, large, small = book_of(Path(temporary))
        with serving(place) as served, sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
            kept = (
                measure_rows(browser, served.url, options.rows)
                if options.rows
                else measure(browser, served.url, large, small)
            )
            browser.close()
    if not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
