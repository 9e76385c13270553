"""Drawings that are no numeral: set shapes, scribbles, hatching, and crossed-out numerals."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.random import Generator

from labelbook.demo import compose
from labelbook.demo.glyphs import DOODLES, shape
from labelbook.demo.hand import Handwriting
from labelbook.demo.pen import Points


def doodle(hand: Handwriting, rng: Generator) -> list[Points]:
    """Draw something that is no numeral, with this hand's lean. Strokes in letter heights."""
    if rng.random() < 0.4:
        name = tuple(DOODLES)[rng.integers(len(DOODLES))]
        wide = rng.uniform(0.8, 1.2)
        strokes = [stroke * (wide, 1.0) for stroke in shape(DOODLES[name])]
        return compose.lean(strokes, hand, rng)
    return _SCRIBBLES[rng.integers(len(_SCRIBBLES))](hand, rng)


def _zigzag(hand: Handwriting, rng: Generator) -> list[Points]:
    turns = int(rng.integers(8, 18))
    x = np.linspace(0, rng.uniform(0.6, 1.3), turns)
    y = np.where(np.arange(turns) % 2, 1.0, 0.0) + rng.normal(0, 0.12, turns)
    points = np.stack([x, y], axis=1)
    return compose.lean([points if rng.random() < 0.5 else points[:, ::-1].copy()], hand, rng)


def _hatching(hand: Handwriting, rng: Generator) -> list[Points]:
    lines = int(rng.integers(4, 9))
    strokes = []
    for k in range(lines):
        low = np.array([k * 0.16, 1.0]) + rng.normal(0, 0.05, 2)
        high = np.array([k * 0.16 + 0.7, 0.25]) + rng.normal(0, 0.06, 2)
        strokes.append(np.array([low, (low + high) / 2 + rng.normal(0, 0.02, 2), high]))
    return compose.lean(strokes, hand, rng)


def _scribble(hand: Handwriting, rng: Generator) -> list[Points]:
    points = rng.normal(0.5, 0.3, (int(rng.integers(12, 34)), 2))
    return [points * (rng.uniform(0.8, 1.4), 1.0)]


def _coil(hand: Handwriting, rng: Generator) -> list[Points]:
    t = np.linspace(0, rng.uniform(3, 6) * 2 * np.pi, 60)
    grow = np.linspace(0.1, 0.5, 60) + rng.normal(0, 0.03, 60)
    drift = np.linspace(0, rng.uniform(0, 0.8), 60)
    return [np.stack([grow * np.cos(t) + drift, 0.5 + grow * np.sin(t)], axis=1)]


def _crossed_out(hand: Handwriting, rng: Generator) -> list[Points]:
    word = ("i", "v", "x")
    glyphs = [word[rng.integers(3)] for _ in range(rng.integers(2, 4))]
    under = compose.numeral(glyphs, hand, rng)
    right = max(stroke[:, 0].max() for stroke in under)
    turns = int(rng.integers(7, 14))
    x = np.linspace(-0.1, right + 0.1, turns)
    y = np.where(np.arange(turns) % 2, 0.9, 0.1) + rng.normal(0, 0.15, turns)
    return [*under, np.stack([x + rng.normal(0, 0.08, turns), y], axis=1)]


_SCRIBBLES: tuple[Callable[[Handwriting, Generator], list[Points]], ...] = (
    _zigzag,
    _hatching,
    _scribble,
    _coil,
    _crossed_out,
    _crossed_out,
)
