"""Lay a drawing out on a page: size, position, and what else lies on the paper."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from labelbook.demo import glyphs, pen
from labelbook.demo.hand import Handwriting, PaperStyle
from labelbook.demo.pen import Points, Trace, pick


@dataclass(frozen=True)
class Line:
    """A straight line that was there before the pen: ends (2, 2), thickness in pixels."""

    ends: Points
    thick: float
    dark: int


@dataclass(frozen=True)
class Sheet:
    """What lies on a page of `width` x `height` pixels. lines: the paper's own."""

    width: int
    height: int
    traces: list[Trace]
    lines: list[Line]


def lay_out(strokes: list[Points], hand: Handwriting, rng: Generator) -> Sheet:
    """Write strokes (in letter heights) on a page of this hand."""
    page = hand.page
    side = pick(rng, page.side) * np.exp(rng.normal(0, page.uneven))
    stretch = pick(rng, page.aspect) ** 0.5 * np.exp(rng.normal(0, page.uneven / 3))
    room = np.array([side * stretch, side / stretch]).astype(int)
    low = np.min([stroke.min(axis=0) for stroke in strokes], axis=0)
    high = np.max([stroke.max(axis=0) for stroke in strokes], axis=0)
    extent = np.maximum(high - low, 0.05)
    letter = min(pick(rng, page.height) * room[1], *(room * (0.88, 0.92) / extent))
    size = extent * letter
    corner = _corner(page, size, room, letter, rng)
    placed = [(stroke - low) * letter + corner for stroke in strokes]
    if rng.random() < page.neighbour:
        placed += _neighbour(corner, size, room, letter, rng)
    width = pick(rng, hand.pen.width)
    traces = []
    for time in range(int(rng.integers(hand.motion.passes[0], hand.motion.passes[1] + 1))):
        for stroke in placed:
            # Drawing over the same stroke misses it by a little.
            missed = rng.normal(0, 0.03 * letter, 2) if time else np.zeros(2)
            traces.append(pen.run(stroke + missed, letter, width, hand, rng))
    lines = _grid(room, rng) if rng.random() < page.grid else []
    if rng.random() < page.edge:
        lines.append(_edge(room, rng))
    return Sheet(int(room[0]), int(room[1]), traces, lines)


def _corner(page: PaperStyle, size: Points, room: Points, letter: float, rng: Generator) -> Points:
    """Where the drawing's upper left corner goes."""
    angle, far = rng.uniform(0, 2 * np.pi), pick(rng, page.shift)
    middle = room * (0.5 + far * np.array([np.cos(angle), np.sin(angle)]))
    free = np.maximum(room - size, 0)
    corner: Points = np.clip(middle - size / 2, free * 0.04, free * 0.96)
    if rng.random() < page.cut:
        # Above or below as a rule: at the sides little may go, or a whole i is lost.
        axis = 1 if rng.random() < 0.7 else 0
        lost = rng.uniform(0.08, 0.3) * size[1] if axis else rng.uniform(0, 0.04) * letter
        corner[axis] = -lost if rng.random() < 0.5 else room[axis] - size[axis] + lost
    return corner


def _neighbour(
    corner: Points, size: Points, room: Points, letter: float, rng: Generator
) -> list[Points]:
    """A letter of the next numeral on the sheet: most of it outside, clear of this drawing."""
    beside = 0 if rng.random() < 0.6 else 1
    # Beside the drawing an i would be read as part of it.
    name = ("v", "x", "i")[rng.integers(2 + beside)]
    strokes = [stroke * letter for stroke in glyphs.shape(glyphs.SHAPES[name])]
    along = 1 - beside
    reach = rng.uniform(3, 0.12 * room[beside])
    where = np.zeros(2)
    where[along] = corner[along] + rng.uniform(-0.2, 0.6) * size[along]
    if rng.random() < 0.5:
        where[beside] = reach - max(stroke[:, beside].max() for stroke in strokes)
        clear = corner[beside] > reach + 12
    else:
        where[beside] = room[beside] - reach
        clear = corner[beside] + size[beside] < room[beside] - reach - 12
    return [stroke + where for stroke in strokes] if clear else []


def _grid(room: Points, rng: Generator) -> list[Line]:
    """Lines of squared paper, fainter than the pencil: the scan breaks them up."""
    lines = []
    square = rng.uniform(85, 125)
    tilt = rng.normal(0, 0.015)
    for axis in (0, 1):
        faint = rng.uniform(74, 106)  # One direction often comes out stronger.
        at = rng.uniform(0, square)
        while at < room[axis]:
            ends = np.zeros((2, 2))
            ends[:, axis] = at, at + room[1 - axis] * (tilt if axis else -tilt)
            ends[1, 1 - axis] = room[1 - axis]
            lines.append(Line(ends, rng.uniform(1.5, 2.5), int(faint + rng.normal(0, 8))))
            at += square
    return lines


def _edge(room: Points, rng: Generator) -> Line:
    """The rim of the sheet, or a table's line, along one side of the crop."""
    axis = int(rng.integers(2))
    ends = np.zeros((2, 2))
    ends[:, axis] = rng.choice([0, room[axis]]) + rng.normal(0, 2, 2)
    ends[1, 1 - axis] = room[1 - axis] * rng.uniform(0.6, 1)
    return Line(ends, rng.uniform(3, 9), int(rng.uniform(190, 255)))
