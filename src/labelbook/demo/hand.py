"""What describes a hand: who writes, with which pen, on which paper, seen by which scanner.

A hand is data. A range `(low, high)` is drawn from evenly, once per drawing. Lengths are in
letter heights unless they say pixels; darkness runs from 0 (paper) to 255 (ink), and the scanner
turns it into white, grey (from `scan.GREY_FROM`) and black (from `scan.BLACK_FROM`).
"""

from __future__ import annotations

from dataclasses import dataclass

Range = tuple[float, float]


@dataclass(frozen=True)
class Letters:
    """How the letters look. i, v, x: names of shapes in `glyphs.SHAPES`, one is chosen at random.

    dots: shapes over every i, none for capitals. bars: "none", "joined" (two bars over the whole
    numeral), "each" (serifs on every letter), "box" or "swash" (curved bars). overhang: how far
    joined bars reach over the letters. gap: between a bar and the letters. spacing: between
    letters. link: chance that a v runs into the next i without lifting the pen.
    """

    i: tuple[str, ...] = ("i",)
    v: tuple[str, ...] = ("v",)
    x: tuple[str, ...] = ("x",)
    dots: tuple[str, ...] = ()
    bars: str = "none"
    overhang: Range = (0.04, 0.34)
    gap: Range = (-0.04, 0.13)
    spacing: Range = (0.22, 0.4)
    width: Range = (0.9, 1.1)
    link: float = 0.0
    lone_bars: float = 0.0


@dataclass(frozen=True)
class Motion:
    """How the pen moves. wander: slow drift off the line; tremor: fast shaking.

    slant: lean to the right (shear). tilt: rotation of the whole, radians. bounce: uneven height
    and baseline of the letters. rounding: how far corners are cut. passes: how often a stroke is
    drawn over. overshoot: how far ends run on or fall short.
    """

    wander: Range = (0.01, 0.03)
    tremor: Range = (0.001, 0.004)
    slant: Range = (-0.08, 0.15)
    tilt: Range = (-0.06, 0.06)
    bounce: Range = (0.02, 0.08)
    rounding: Range = (0.02, 0.06)
    overshoot: Range = (0.0, 0.05)
    passes: tuple[int, int] = (1, 1)


@dataclass(frozen=True)
class Pen:
    """What it leaves. width: pixels. pressure: how much the width varies along a stroke.

    taper: how far the ends thin out (0 blunt, 1 pointed). chisel: how much wider a stroke
    across the nib is than one along it. dark: darkness of the ink.
    """

    width: Range = (5.0, 8.0)
    pressure: Range = (0.05, 0.15)
    taper: Range = (0.0, 0.4)
    chisel: Range = (0.0, 0.1)
    dark: Range = (235, 255)


@dataclass(frozen=True)
class PaperStyle:
    """The paper and how it was cut out.

    side: geometric mean of width and height in pixels; aspect: width / height. height: the
    letters' height as a share of the page's. shift: how far the numeral sits from the middle, as
    a share of the page. cut: chance that the crop cuts into the numeral. neighbour: chance that
    the next numeral on the sheet reaches into the crop. grid: chance of squared paper. edge:
    chance of a line along one side. uneven: spread of the side's logarithm.
    """

    side: Range = (190, 330)
    aspect: Range = (0.85, 1.35)
    height: Range = (0.28, 0.45)
    shift: Range = (0.0, 0.22)
    cut: float = 0.02
    neighbour: float = 0.04
    grid: float = 0.0
    edge: float = 0.02
    uneven: float = 0.18


@dataclass(frozen=True)
class Scan:
    """What the scanner makes of it. blur: pixels. texture: slow, grain: fast loss of darkness.

    spread: every dark pixel grows to a square of this many pixels. specks: how many grains of
    dust. dirt: chance of a shadow that comes out as black noise.
    """

    blur: Range = (1.0, 1.7)
    texture: Range = (5, 25)
    grain: Range = (8, 38)
    spread: int = 1
    specks: Range = (0, 3)
    dirt: float = 0.0


@dataclass(frozen=True)
class Handwriting:
    """One way of writing. train, val, test: its weight in each split."""

    name: str
    letters: Letters
    motion: Motion
    pen: Pen
    page: PaperStyle
    scan: Scan
    train: float
    val: float
    test: float
