"""A person's hand at the page: it counts what it does, and takes the time that a hand takes."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

import numpy as np
from playwright.sync_api import Locator, Page, expect

from labelbook.images.pieces import Piece

FRAME = 1 / 60


@dataclass(frozen=True)
class Pace:
    """How long a person takes, in seconds.

    key: before each key; letter: before each letter of a word; look: to see what is there;
    aim: to hit a place when the pointer has come near. speed: of the pointer, px a second.
    """

    key: float
    letter: float
    look: float
    aim: float
    speed: float


AT_ONCE = Pace(key=0, letter=0, look=0, aim=0, speed=math.inf)
PERSON = Pace(key=0.4, letter=0.2, look=1.0, aim=0.25, speed=900)


class Hand:
    """Pointer and keyboard of a page."""

    def __init__(self, page: Page, pace: Pace = AT_ONCE) -> None:
        self.page = page
        self.pace = pace
        self.clicks = self.drags = self.keys = 0
        self._at = (640.0, 400.0)

    def look(self) -> None:
        """See what is there."""
        self._wait(self.pace.look)

    def press(self, key: str) -> None:
        """Strike a key."""
        self._wait(self.pace.key)
        self.page.keyboard.press(key)
        self.keys += 1

    def write(self, text: str) -> None:
        """Type a word."""
        for letter in text:
            self._wait(self.pace.letter)
            self.page.keyboard.type(letter)
        self.keys += len(text)

    def click(self, target: Locator) -> None:
        """Click the middle of something."""
        self.click_at(*middle(target))

    def click_at(self, x: float, y: float) -> None:
        """Click a place of the screen."""
        self.move(x, y)
        self._wait(self.pace.aim)
        self.page.mouse.down()
        self.page.mouse.up()
        self.clicks += 1

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press at one place of the screen, let go at another."""
        self.move(*start)
        self._wait(self.pace.aim)
        self.page.mouse.down()
        self.move(*end, least=4)
        self._wait(self.pace.aim)
        self.page.mouse.up()
        self.drags += 1

    def move(self, x: float, y: float, least: int = 1) -> None:
        """Bring the pointer to a place of the screen; least: so many moves."""
        (from_x, from_y), self._at = self._at, (x, y)
        seconds = math.hypot(x - from_x, y - from_y) / self.pace.speed
        steps = max(least, round(seconds / FRAME))
        for step in range(1, steps + 1):
            share = step / steps
            self.page.mouse.move(from_x + share * (x - from_x), from_y + share * (y - from_y))
            self._wait(seconds / steps)

    def _wait(self, seconds: float) -> None:
        if seconds > 0:
            self.page.wait_for_timeout(1000 * seconds)


def middle(target: Locator) -> tuple[float, float]:
    """Where the middle of something is on the screen."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


class Canvas:
    """The canvas of a page, as a hand uses it."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.page = hand.page
        self.stage = self.page.get_by_role("application", name="The canvas")
        expect(self.stage).to_be_visible()
        expect(
            self.page.get_by_role("region", name="Prediction of the model").locator("dd")
        ).not_to_have_count(0, timeout=30_000)

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a pixel of the page is on the screen."""
        box = self.stage.locator(".page").bounding_box()
        width = self.stage.locator("canvas").first.get_attribute("width")
        assert box is not None
        assert width is not None
        zoom = box["width"] / int(width)
        return box["x"] + (x + 0.5) * zoom, box["y"] + (y + 0.5) * zoom

    def click(self, piece: Piece) -> None:
        """Click a stroke in its midst."""
        rows, columns = np.nonzero(piece.mask)
        place = len(rows) // 2
        self.hand.click_at(*self.at(columns[place] + piece.left, rows[place] + piece.top))

    def line(self, *points: tuple[float, float]) -> None:
        """Press, go along points of the page, let go."""
        self.page.mouse.move(*self.at(*points[0]))
        self.page.mouse.down()
        for x, y in points[1:]:
            self.page.mouse.move(*self.at(x, y), steps=8)
        self.page.mouse.up()

    def save(self, key: str, label: str) -> None:
        """Save as a class, and wait until the server has it."""
        self.hand.press(key)
        expect(self.page.get_by_text(f"Saved as {label}").first).to_be_visible()
        expect(self.made(label)).to_be_enabled()

    def made(self, label: str) -> Locator:
        """What was made last of a class in this session."""
        region = self.page.get_by_role("region", name="Drawn in this session")
        return region.get_by_role(
            "button", name=f"Add this drawn {label} to the canvas", exact=True
        ).first

    def tray(self, label: str, what: str | None = None) -> Locator:
        """Look into the tray for a class, or for what is "saved"; returns its first offer.

        what: the label of that offer, where it is not the class that was looked for.
        """
        region = self.page.get_by_role("region", name="Tray of pieces")
        chosen = region.get_by_role("button", name=label, exact=True)
        if chosen.get_attribute("aria-pressed") != "true":
            self.hand.click(chosen)
        offer = region.get_by_role("button", name=f"Add this {what or label} to the canvas").first
        expect(offer).to_be_visible()
        self.hand.look()
        return offer

    def drag_in(self, offer: Locator, beside: float) -> None:
        """Drag an offer onto the canvas, so far beside its middle."""
        x, y = middle(self.stage)
        steps = self.page.get_by_role("group", name=re.compile("^Steps")).get_by_role("button")
        before = steps.count()
        self.hand.drag(middle(offer), (x + beside, y))
        expect(steps).not_to_have_count(before)
