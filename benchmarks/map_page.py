"""The map of 1,000,000 samples, in a real headless Chromium that draws in software.

Promises: the first frame (a fair sample of all points) in under 3 s after the places are there,
panning above 20 frames a second, and a lasso of 100,000 samples answered (selected, and listed
beside the map) in under 300 ms. Told too: when all points were drawn, and how soon one relabelled
sample has its colour.

The book is that of benchmarks/page.py. Its places come from this file, not from the server: ten
clouds of a fixed seed for each label, given as the server gives a map. Frames are what
requestAnimationFrame sees while the map is dragged by pointer events, as from a hand.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from million import book_of
from page import RECORD, STOP, chromium
from playwright.sync_api import Page, Route, sync_playwright
from serving import serving
from timing import Figure, machine, quantile, report

import labelbook

FIRST_FRAME, SLOWEST_FRAME, LASSO = 3.0, 50.0, 300.0
SEED = 7
CLOUDS = 10
CAUGHT = 100_000

# Marks when the canvas first showed points, and when it last changed.
WATCH = """
window.marks_ = {}
const draw = WebGL2RenderingContext.prototype.drawArrays
WebGL2RenderingContext.prototype.drawArrays = function (...how) {
  draw.apply(this, how)
  window.marks_.composed = (window.marks_.composed ?? 0) + 1
  window.marks_.first ??= performance.now()
  window.marks_.last = performance.now()
}
"""

# When the last byte of the places had come.
ARRIVED = """() => performance.getEntriesByType('resource')
  .find((entry) => entry.name.includes('/api/map')).responseEnd"""

# From the end of the lasso to the frame after the one that shows the number under the brush.
LASSO_END = """() => new Promise((resolve) => {
  const surface = document.querySelector('.surface')
  surface.addEventListener('pointerup', () => {
    const started = performance.now()
    const look = () => {
      const title = document.querySelector('section[aria-label="Images beside the map"] h2')
      if (!title) return requestAnimationFrame(look)
      requestAnimationFrame(() => resolve([performance.now() - started, title.textContent]))
    }
    requestAnimationFrame(look)
  }, { once: true, capture: true })
})"""

RELABEL = """() => new Promise((resolve) => {
  const before = window.marks_.composed
  const started = performance.now()
  const look = () => window.marks_.composed > before
    ? resolve(performance.now() - started) : requestAnimationFrame(look)
  document.body.dispatchEvent(new KeyboardEvent('keydown', { key: '4', bubbles: true }))
  requestAnimationFrame(look)
})"""


def places_of(book: Path) -> bytes:
    """Make a map of all samples, as GET /api/map gives one."""
    with labelbook.open(book) as opened:
        labels = opened.samples()["label"].fill_null("").to_numpy()
        ids = opened.samples()["sample"].to_numpy().astype(np.uint32)
    generator = np.random.default_rng(SEED)
    codes = np.unique(labels, return_inverse=True)[1]
    centres = generator.uniform(-0.85, 0.85, (codes.max() + 1, CLOUDS, 2))
    middle = centres[codes, generator.integers(0, CLOUDS, len(ids))]
    xy = np.clip(middle + generator.normal(0, 0.05, (len(ids), 2)), -1, 1).astype(np.float32)
    typicality = generator.random(len(ids)).astype(np.float32)
    return _packed({"id": ids, "x": xy[:, 0], "y": xy[:, 1], "typicality": typicality})


def _packed(columns: dict[str, np.ndarray]) -> bytes:
    """Write a columns file: "LBC1", the header's length, the header, the columns."""

    def header(start: int) -> tuple[bytes, list[int]]:
        offsets, offset = [], start
        for column in columns.values():
            offsets.append(offset)
            offset = -(-(offset + column.nbytes) // 8) * 8
        entries = [
            {"name": name, "type": str(column.dtype), "offset": at, "length": len(column)}
            for (name, column), at in zip(columns.items(), offsets, strict=True)
        ]
        rows = len(next(iter(columns.values())))
        rest = {"seq": 0, "rows": rows, "classes": [], "tags": [], "authors": []}
        return json.dumps({**rest, "columns": entries}).encode(), [*offsets, offset]

    start = -(-(8 + len(header(10**12)[0])) // 8) * 8
    text, offsets = header(start)
    packed = bytearray(offsets[-1])
    packed[:8] = b"LBC1" + (start - 8).to_bytes(4, "little")
    packed[8:start] = text.ljust(start - 8)
    for column, offset in zip(columns.values(), offsets, strict=False):
        packed[offset : offset + column.nbytes] = np.ascontiguousarray(column).tobytes()
    return bytes(packed)


def drag(page: Page, times: int) -> list[float]:
    """Frame times in ms while a hand drags the map to and fro."""
    box = page.locator("[aria-roledescription=map]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(RECORD)
    for step in range(times):
        angle = step / 9
        page.mouse.move(x + 140 * np.sin(angle), y + 90 * np.sin(angle * 0.7))
        page.wait_for_timeout(8)
    frames: list[float] = page.evaluate(STOP)
    page.mouse.up()
    return frames


def lasso(page: Page, part: float) -> tuple[float, int]:
    """Draw a round lasso of this part of the map's side: ms to the answer, and how many."""
    box = page.locator("[aria-roledescription=map]").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    radius = part * min(box["width"], box["height"]) / 2
    page.evaluate(f"() => {{ window.answer_ = ({LASSO_END})() }}")
    page.keyboard.down("Shift")
    for step in range(121):
        angle = step / 120 * 2 * np.pi
        page.mouse.move(x + radius * np.cos(angle), y + radius * np.sin(angle))
        if step == 0:
            page.mouse.down()
    page.mouse.up()
    page.keyboard.up("Shift")
    took, title = page.evaluate("() => window.answer_")
    return float(took), int("".join(filter(str.isdigit, title)))


def settle(page: Page) -> None:
    """Wait until nothing is drawn any more."""
    page.wait_for_function("() => performance.now() - window.marks_.last > 1500", timeout=60_000)


def measure(page: Page, url: str, places: bytes) -> bool:
    """Print the table; tell whether every promise is kept."""

    def answer(route: Route) -> None:
        route.fulfill(body=places, content_type="application/octet-stream")

    page.route("**/api/map?*", answer)
    page.add_init_script(WATCH)
    page.add_init_script(
        "localStorage.setItem('labelbook:preferences', JSON.stringify({ name: 'Bench' }))"
    )
    page.goto(f"{url}?view=map", wait_until="commit")
    page.wait_for_function("() => window.marks_.first", timeout=120_000)
    settle(page)
    marks = page.evaluate("() => window.marks_")
    there = page.evaluate(ARRIVED)
    first = (marks["first"] - there) / 1000
    whole = (marks["last"] - there) / 1000
    frames = drag(page, 400)
    settle(page)
    part, caught, times = 0.3, 0, []
    for _ in range(8):
        took, caught = lasso(page, part)
        settle(page)
        if 0.9 < caught / CAUGHT < 1.3:
            times.append(took)
        else:
            part *= float(np.sqrt(CAUGHT * 1.1 / max(caught, 1)))
    print("lassos, ms: " + " ".join(f"{took:.0f}" for took in times))
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    settle(page)
    relabelled = page.evaluate(RELABEL)
    print(f"all points drawn after {whole:.2f} s; one relabelled sample after {relabelled:.0f} ms")
    print(
        f"{len(frames)} frames of a drag: median {quantile(frames, 50):.1f} ms, "
        f"95 % {quantile(frames, 95):.1f} ms; {1000 * len(frames) / sum(frames):.0f} a second"
    )
    return report(
        f"The map of {len(places) // 16:,} samples ({machine()})",
        [
            Figure("first frame after the places are there, s", first, FIRST_FRAME),
            Figure("a frame of panning, mean, ms", sum(frames) / len(frames), SLOWEST_FRAME),
            Figure(f"lasso of {caught:,} samples, median, ms", quantile(times, 50), LASSO),
        ],
    )


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--work", type=Path, help="keep the made book here for the next run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        book = book_of(options.rows, options.work or Path(temporary))
        places = places_of(book)
        with serving(book) as served, sync_playwright() as playwright:
            flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
            browser = playwright.chromium.launch(executable_path=chromium(), args=flags)
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            kept = measure(page, served.url, places)
            browser.close()
    if not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
