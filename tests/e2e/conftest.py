"""A real Chromium on a real server with a real book."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, expect, sync_playwright

import labelbook
from tests.server.fixtures import Served

NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")
NAMES = ("CHROMIUM", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Without these, the browser looks for hosts of its own at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.e2e)


def chromium() -> str:
    named = os.environ.get("CHROMIUM")
    found = [named] if named else [path for name in NAMES[1:] if (path := shutil.which(name))]
    assert found, "no Chromium: install it, or set CHROMIUM=/path/to/it"
    return found[0]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """Ten classes with twelve images each, ten in train and two in val."""
    return book_of_numerals(tmp_path)


def book_of_numerals(folder: Path) -> Path:
    """Make the book of the fixture `book` in a folder."""
    generator = np.random.default_rng(1)
    for label in NUMERALS:
        for number in range(12):
            split = "train" if number < 10 else "val"
            path = folder / "numerals" / split / label / f"{label}-{number:02}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            _drawn(label, generator).save(path)
    made, _ = labelbook.create(folder / "book", folder / "numerals", author="import")
    made.close()
    return folder / "book"


def _drawn(label: str, generator: np.random.Generator) -> Image.Image:
    """Draw a numeral as no other is drawn: of its own size, slant and wobble."""
    image = Image.new("L", (120, 90), 255)
    place = (int(generator.integers(14, 40)), int(generator.integers(14, 36)))
    size = int(generator.integers(20, 34))
    ImageDraw.Draw(image).text(place, label, fill=0, font_size=size)
    slant = float(generator.uniform(-0.35, 0.35))
    image = image.transform(
        image.size,
        Image.Transform.AFFINE,
        (1, slant, -slant * 45, float(generator.uniform(-0.12, 0.12)), 1, 0),
        Image.Resampling.BILINEAR,
        fillcolor=255,
    )
    pixels = np.asarray(image).copy()
    waves = np.sin(np.arange(90) / float(generator.uniform(4, 9)) + generator.uniform(0, 6))
    for row, shift in enumerate(np.rint(waves * generator.uniform(0.5, 2)).astype(int)):
        pixels[row] = np.roll(pixels[row], shift)
    return Image.fromarray(pixels)


@pytest.fixture
def serve() -> Iterator[Callable[..., Served]]:
    running: list[Served] = []

    def start(book: Path, *options: str, port: int = 0) -> Served:
        running.append(Served(book, *options, port=port))
        return running[-1]

    yield start
    for server in running:
        server.kill()


@pytest.fixture
def server(book: Path, serve: Callable[..., Served]) -> Served:
    return serve(book)


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """Open the page as somebody; what the page complains about fails the test.

    empty: the book has no samples.
    """
    contexts = []
    complaints: list[str] = []

    def open_page(
        url: str,
        name: str = "",
        *,
        width: int = 1280,
        theme: str = "light",
        search: str = "",
        empty: bool = False,
        sheet: bool = True,
    ) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme="dark" if theme == "dark" else "light",
            accept_downloads=True,
        )
        contexts.append(context)
        if name:
            stored = json.dumps({"name": name})
            context.add_init_script(
                f"localStorage.getItem('labelbook:preferences') || "
                f"localStorage.setItem('labelbook:preferences', {json.dumps(stored)})"
            )
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(url + search)
        if sheet and not empty:
            expect(page.get_by_role("grid", name="Samples")).to_be_visible(timeout=10_000)
        expect(page.locator(".dot[title^=Connected]")).to_be_visible(timeout=10_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
