"""The canvas on a tablet: a finger and a pen draw, two fingers zoom, a palm does nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.server.fixtures import Served

DARK = """() => {
  const { data } = document.querySelector('.stage canvas').getContext('2d')
    .getImageData(0, 0, 256, 256)
  let dark = 0
  for (let at = 0; at < data.length; at += 4) if (data[at] < 128) dark++
  return dark
}"""


class Tablet:
    """A page with a touch screen, on a blank canvas."""

    def __init__(self, page: Page, session: CDPSession) -> None:
        self.page = page
        self.session = session
        box = page.locator(".stage .page").bounding_box()
        assert box is not None
        self.left, self.top = box["x"], box["y"]

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """points: of all fingers that are down, from the page's corner."""
        listed = [
            {"x": self.left + x, "y": self.top + y, "id": number}
            for number, (x, y) in enumerate(points)
        ]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": listed})

    def pen(self, kind: str, x: float, y: float, force: float) -> None:
        self.session.send(
            "Input.dispatchMouseEvent",
            {
                "type": kind,
                "x": self.left + x,
                "y": self.top + y,
                "button": "left",
                "buttons": 0 if kind == "mouseReleased" else 1,
                "clickCount": 1,
                "pointerType": "pen",
                "force": force,
            },
        )

    def dark(self) -> int:
        self.page.wait_for_timeout(150)
        return int(self.page.evaluate(DARK))

    def zoom(self) -> float:
        box = self.page.locator(".stage .page").bounding_box()
        assert box is not None
        return box["width"] / 256


@pytest.fixture
def tablet(server: Served, browser: Browser) -> Iterator[Tablet]:
    context = browser.new_context(
        viewport={"width": 1180, "height": 820}, has_touch=True, is_mobile=True
    )
    stored = json.dumps(json.dumps({"name": "Anna"}))
    context.add_init_script(f"localStorage.setItem('labelbook:preferences', {stored})")
    page = context.new_page()
    page.goto(f"{server.url}?view=canvas&sample=1")
    expect(page.get_by_role("application", name="The canvas")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Blank page").tap()
    expect(page.locator(".stage canvas").first).to_have_attribute("width", "256")
    page.keyboard.press("p")
    yield Tablet(page, context.new_cdp_session(page))
    context.close()


def test_a_finger_draws_and_two_zoom_without_drawing(tablet: Tablet) -> None:
    assert tablet.dark() == 0
    tablet.touch("touchStart", (60, 60))
    tablet.touch("touchMove", (120, 60))
    tablet.touch("touchEnd")
    drawn = tablet.dark()
    assert drawn > 100
    before = tablet.zoom()
    tablet.touch("touchStart", (100, 120))
    tablet.touch("touchStart", (100, 120), (160, 120))
    for step in range(1, 6):
        tablet.touch("touchMove", (100 - 8 * step, 120), (160 + 8 * step, 120))
    tablet.touch("touchEnd", (60, 120))
    tablet.touch("touchMove", (60, 200))
    tablet.touch("touchEnd")
    assert tablet.dark() == drawn
    assert tablet.zoom() == pytest.approx(before * 140 / 60, rel=0.1)
    # One finger draws again.
    box = tablet.page.locator(".stage").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2 - tablet.left, box["y"] + box["height"] / 2 - tablet.top
    tablet.touch("touchStart", (x, y))
    tablet.touch("touchMove", (x + 80, y))
    tablet.touch("touchEnd")
    assert tablet.dark() > drawn


def test_a_pen_that_is_pressed_harder_draws_thicker_and_a_palm_does_nothing(
    tablet: Tablet,
) -> None:
    drawn = []
    for y, force in ((50, 0.1), (120, 0.9)):
        before = tablet.dark()
        tablet.pen("mousePressed", 40, y, force)
        for x in range(50, 150, 10):
            tablet.pen("mouseMoved", x, y, force)
        tablet.pen("mouseReleased", 150, y, 0)
        drawn.append(tablet.dark() - before)
    assert drawn[1] > 2 * drawn[0] > 0
    before = tablet.dark()
    tablet.pen("mousePressed", 40, 190, 0.5)
    tablet.pen("mouseMoved", 60, 190, 0.5)
    mid = tablet.dark()
    tablet.touch("touchStart", (150, 230))
    tablet.touch("touchMove", (190, 230))
    assert tablet.dark() == mid > before
    tablet.touch("touchEnd")
    tablet.pen("mouseMoved", 100, 190, 0.5)
    tablet.pen("mouseReleased", 100, 190, 0)
    assert tablet.dark() > mid
