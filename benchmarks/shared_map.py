"""The file that `labelbook report` writes, with 10,000 samples of the demo, opened from the disk.

Promises: under 15 MB; interactive within 2 s in a headless Chromium that renders in software.

The file is opened afresh each time, from file:// and without a network. Interactive is when a
person's brush is answered: from the start of the navigation until a rectangle that is dragged with
the pointer as soon as the map is there has filled the strip, and the images in it are decoded. The
worst of the rounds counts. Told beside it, without a promise: until the map is drawn, and how long
the frames take while the map is moved and zoomed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from page import RECORD, STOP, chromium
from playwright.sync_api import Browser, sync_playwright
from timing import Figure, machine, quantile, report

import labelbook
from labelbook.demo import numerals

SAMPLES = 10_000
MEGABYTES, SECONDS = 15.0, 2.0
READY = "document.documentElement.dataset.ready === 'true'"
# The images of the visible tiles are pieces of sheets: decoded when these are.
FILLED = """() => {
  const heading = document.getElementById('selected').textContent
  const pictures = [...document.querySelectorAll('.tile .picture')]
  return heading.endsWith('selected') && pictures.length > 5
    && pictures.every((node) => node.style.backgroundImage.startsWith('url("blob:'))
}"""
DECODED = """async () => {
  const pictures = [...document.querySelectorAll('.tile .picture')]
  const urls = new Set(pictures.map((node) => node.style.backgroundImage.slice(5, -2)))
  await Promise.all([...urls].map((url) => {
    const image = new Image()
    image.src = url
    return image.decode()
  }))
  return urls.size
}"""


def book_of(samples: int, work: Path) -> Path:
    """Make the demo book with its map, or take that of an earlier run."""
    place = work / f"map-of-{samples}"
    if not place.exists():
        drawn = numerals.write(work / f"drawn-{samples}", samples=samples)
        labelbook.create(place, drawn.images, author="demo")[0].close()
    with labelbook.open(place) as book:
        book.map.embed()
        book.map.build()
    return place


def written(place: Path, out: Path) -> tuple[int, float]:
    """Write the report: its bytes, and seconds."""
    out.unlink(missing_ok=True)
    started = time.perf_counter()
    with labelbook.open(place) as book:
        made = book.report.write(out)
    seconds = time.perf_counter() - started
    print(
        f"{made.shown:,} samples, {made.bytes / 1e6:.2f} MB, thumbnails of {made.thumbnail} pixels "
        f"in quality {made.quality}, written in {seconds:.1f} s"
    )
    return made.bytes, seconds


def opened(browser: Browser, out: Path) -> tuple[float, float, list[float]]:
    """Open the file: seconds to the map, seconds to a filled strip, ms of moving frames."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, offline=True)
    page = context.new_page()
    started = time.perf_counter()
    page.goto(out.absolute().as_uri(), wait_until="commit")
    page.wait_for_function(READY, polling="raf")
    drawn = time.perf_counter() - started
    box = page.locator("#stage").bounding_box()
    assert box is not None
    x, y = box["x"], box["y"]
    page.mouse.move(x + box["width"] * 0.1, y + box["height"] * 0.1)
    page.mouse.down()
    page.mouse.move(x + box["width"] * 0.6, y + box["height"] * 0.6, steps=4)
    page.mouse.up()
    page.wait_for_function(FILLED, polling="raf")
    page.evaluate(DECODED)
    interactive = time.perf_counter() - started
    page.keyboard.press("Escape")
    page.evaluate(RECORD)
    for step in range(60):
        page.mouse.wheel(0, -60 if step % 20 < 10 else 60)
        page.wait_for_timeout(12)
    frames = page.evaluate(STOP)
    context.close()
    return drawn, interactive, frames


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--samples", type=int, default=SAMPLES)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, help="keep the made book here for the next run")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as temporary:
        place = book_of(options.samples, options.work or Path(temporary))
        out = Path(temporary) / "map.html"
        size, _ = written(place, out)
        with sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
            rounds = [opened(browser, out) for _ in range(options.rounds)]
            browser.close()
    drawn, interactive, frames = zip(*rounds, strict=True)
    print("map drawn, s: " + " ".join(f"{seconds:.2f}" for seconds in drawn))
    print("interactive, s: " + " ".join(f"{seconds:.2f}" for seconds in interactive))
    every = np.concatenate([np.asarray(times) for times in frames])
    print(f"zooming frames: median {quantile(every, 50):.0f}, 95 % {quantile(every, 95):.0f} ms")
    figures = [
        Figure("size, MB", size / 1e6, MEGABYTES),
        Figure("interactive, worst, s", max(interactive), SECONDS),
    ]
    if not report(f"shared map, {options.samples:,} samples", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
