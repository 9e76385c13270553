"""Put letters together to a numeral, as one hand writes it: control points in letter heights."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator

from labelbook.demo.glyphs import DOTS, SHAPES, shape
from labelbook.demo.hand import Handwriting
from labelbook.demo.pen import Points, pick


def numeral(glyphs: Sequence[str], hand: Handwriting, rng: Generator) -> list[Points]:
    """Write a numeral. glyphs: "i", "v" and "x", or shapes by name. Returns its strokes."""
    letters = hand.letters
    strokes: list[Points] = []
    spacing = pick(rng, letters.spacing)
    choices = {"i": letters.i, "v": letters.v, "x": letters.x}
    shape_of = {glyph: _one_of(names, rng) for glyph, names in choices.items()}
    right = 0.0
    previous = ""
    for glyph in glyphs:
        # Writers mostly repeat a shape within a numeral, not always.
        if glyph in choices and rng.random() < 0.3:
            shape_of[glyph] = _one_of(choices[glyph], rng)
        letter = _letter(shape(SHAPES[shape_of.get(glyph, glyph)]), hand, rng)
        linked = previous == "v" and glyph == "i" and rng.random() < letters.link
        left = min(stroke[:, 0].min() for stroke in letter)
        if strokes:
            room = spacing * rng.uniform(0.65, 1.35)
            move = right + room * (0.45 if linked else 1.0) - left
            letter = [stroke + np.array([move, 0.0]) for stroke in letter]
        top = letter[-1][0]
        if linked:
            # The pen stays down: the v runs on into the i over a corner.
            last = strokes.pop()
            letter[0] = np.vstack([last, last[-1:], letter[0][:1], letter[0]])
        strokes += letter
        right = max(stroke[:, 0].max() for stroke in letter)
        if glyph == "i" and letters.dots:
            strokes += _dot(top, letters.dots, rng)
        previous = glyph
    bars = letters.bars
    if (
        bars == "none"
        and len(glyphs) == 1
        and glyphs[0] == "i"
        and rng.random() < letters.lone_bars
    ):
        bars = "joined"
    if bars != "none":
        strokes += _bars(bars, strokes, hand, rng)
    return lean(strokes, hand, rng)


def _one_of(names: tuple[str, ...], rng: Generator) -> str:
    return names[rng.integers(len(names))]


def lean(strokes: list[Points], hand: Handwriting, rng: Generator) -> list[Points]:
    """Slant and tilt strokes as the hand does."""
    slant, tilt = pick(rng, hand.motion.slant), pick(rng, hand.motion.tilt)
    cos, sin = np.cos(tilt), np.sin(tilt)
    turn = np.array([[cos, sin], [-sin, cos]])
    shear = np.array([[1.0, 0.0], [-slant, 1.0]])
    return [(stroke - (0.0, 0.5)) @ shear @ turn + (0.0, 0.5) for stroke in strokes]


def _letter(strokes: list[Points], hand: Handwriting, rng: Generator) -> list[Points]:
    """One letter with this hand's unevenness: size, lean, baseline, and ends that miss."""
    motion = hand.motion
    bounce = pick(rng, motion.bounce)
    size = np.array([pick(rng, hand.letters.width), 1.0]) * (1 + rng.normal(0, (0.08, bounce)))
    drop = rng.normal(0, bounce * 0.6) + (1 - size[1]) * rng.uniform()
    lean_of_its_own = rng.normal(0, 0.03 + bounce * 0.7)
    letter = []
    for stroke in strokes:
        points = stroke * size + np.array([0.0, drop])
        points[:, 0] += (0.5 - points[:, 1]) * lean_of_its_own
        miss = rng.normal(0, 0.008 + bounce * 0.12, points.shape)
        for k in range(1, len(stroke)):
            if (stroke[k] == stroke[k - 1]).all():  # a corner stays one
                miss[k] = miss[k - 1]
        letter.append(_overshoot(points + miss, pick(rng, motion.overshoot), rng))
    return letter


def _overshoot(points: Points, most: float, rng: Generator) -> Points:
    """Let both ends run on, or fall short, by up to `most`."""
    run_on = rng.uniform(-0.4, 1.0, 2) * most
    for end, inner, far in ((0, 1, run_on[0]), (-1, -2, run_on[1])):
        way = points[end] - points[inner]
        points[end] += way / (np.hypot(*way) + 1e-9) * far
    return points


def _dot(top: Points, dots: tuple[str, ...], rng: Generator) -> list[Points]:
    where = top + np.array([rng.normal(0.02, 0.05), -rng.uniform(0.26, 0.44)])
    size = rng.uniform(0.8, 1.25)
    return [stroke * size + where for stroke in shape(DOTS[_one_of(dots, rng)])]


def _bars(kind: str, strokes: list[Points], hand: Handwriting, rng: Generator) -> list[Points]:
    """The bars over and under a numeral whose letters are `strokes`."""
    letters = hand.letters
    if kind == "each":
        return [_serif(end, hand, rng) for stroke in strokes for end in (stroke[0], stroke[-1])]
    left = min(stroke[:, 0].min() for stroke in strokes)
    right = max(stroke[:, 0].max() for stroke in strokes)
    if right - left < 0.3:
        left, right = left - 0.12, right + 0.12
    bars = []
    corners = []
    for edge, side in ((0.0, -1.0), (1.0, 1.0)):
        away = side * pick(rng, letters.gap)
        tilt = rng.normal(0, 0.3 * letters.gap[1] + 0.02)
        start = np.array([left - pick(rng, letters.overhang), edge + away - tilt])
        stop = np.array([right + pick(rng, letters.overhang), edge + away + tilt])
        middle = (start + stop) / 2 + (0.0, rng.normal(0, 0.02))
        if kind == "swash":
            reach = (stop[0] - start[0]) * rng.uniform(0.1, 0.2)
            bow = side * rng.uniform(0.02, 0.14)
            curl = stop + np.array([rng.uniform(0.0, 0.1), side * rng.uniform(0.12, 0.35)])
            bars.append(np.array([start, middle - (0, bow), stop - (reach, 0), curl]))
        else:
            bars.append(np.array([start, middle, stop]))
        corners.append((start, stop))
    if kind == "box":
        for end in (0, 1):
            if rng.random() < 0.4:
                top, bottom = corners[0][end], corners[1][end]
                inset = (0.08 if end == 0 else -0.08, 0.0)
                bars.append(np.array([top + inset, (top + bottom) / 2 + inset, bottom + inset]))
    return bars


def _serif(end: Points, hand: Handwriting, rng: Generator) -> Points:
    half = np.array([pick(rng, hand.letters.overhang), rng.normal(0, 0.02)])
    return np.array([end - half * rng.uniform(0.6, 1.1), end, end + half * rng.uniform(0.6, 1.1)])
