"""The hands that draw the demo numerals: who writes, with which pen, on which paper.

A hand is data. A range `(low, high)` is drawn from evenly, once per drawing. Lengths are in
letter heights unless they say pixels; darkness runs from 0 (paper) to 255 (ink), and the scanner
turns it into white, grey (from `scan.GREY_FROM`) and black (from `scan.BLACK_FROM`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
    overhang: Range = (0.1, 0.3)
    gap: Range = (-0.02, 0.08)
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
    bounce: Range = (0.01, 0.05)
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
class Page:
    """The paper and how it was cut out.

    side: geometric mean of width and height in pixels; aspect: width / height. height: the
    letters' height as a share of the page's. shift: how far the numeral sits from the middle, as
    a share of the page. cut: chance that the crop cuts into the numeral. neighbour: chance that
    the next numeral on the sheet reaches into the crop. grid: chance of squared paper.
    """

    side: Range = (190, 330)
    aspect: Range = (0.85, 1.35)
    height: Range = (0.28, 0.45)
    shift: Range = (0.0, 0.14)
    cut: float = 0.02
    neighbour: float = 0.04
    grid: float = 0.0


@dataclass(frozen=True)
class Scan:
    """What the scanner makes of it. blur: pixels. texture: slow, grain: fast loss of darkness.

    spread: every dark pixel grows to a square of this many pixels. specks: how many grains of
    dust. dirt: chance of a shadow that comes out as black noise.
    """

    blur: Range = (1.0, 1.7)
    texture: Range = (5, 25)
    grain: Range = (5, 25)
    spread: int = 1
    specks: Range = (0, 3)
    dirt: float = 0.0


@dataclass(frozen=True)
class Hand:
    """One way of writing. train, val, test: its weight in each split."""

    name: str
    letters: Letters
    motion: Motion
    pen: Pen
    page: Page
    scan: Scan
    train: float
    val: float
    test: float


_SERIF = Hand(
    "serif_pen",
    Letters(v=("v", "v", "v.round"), x=("x", "x.arcs"), bars="joined"),
    Motion(wander=(0.015, 0.05), tilt=(-0.09, 0.07), bounce=(0.02, 0.06)),
    Pen(width=(4.5, 7.5), taper=(0.1, 0.6), pressure=(0.08, 0.25)),
    Page(side=(180, 310), aspect=(1.05, 1.6), height=(0.26, 0.42), shift=(0.02, 0.18)),
    Scan(specks=(0, 4), dirt=0.03),
    train=12,
    val=10,
    test=9,
)

_PENCIL = Hand(
    "tall_pencil",
    Letters(
        i=("i", "i", "i.foot", "i.cane", "i.bow"),
        v=("v.cane", "v.cane", "v", "v.round", "v.reach"),
        x=("x.tall", "x.tall", "x", "x.arcs"),
        spacing=(0.25, 0.42),
        width=(0.8, 1.15),
        link=0.25,
        lone_bars=0.75,
    ),
    Motion(
        wander=(0.02, 0.045),
        tremor=(0.002, 0.006),
        slant=(-0.2, 0.12),
        bounce=(0.04, 0.12),
        rounding=(0.03, 0.1),
        overshoot=(0.0, 0.12),
    ),
    Pen(width=(3.6, 6.5), pressure=(0.1, 0.3), taper=(0.0, 0.4), dark=(112, 148)),
    Page(
        side=(205, 275),
        aspect=(0.82, 1.25),
        height=(0.5, 0.82),
        shift=(0.0, 0.09),
        cut=0.08,
        neighbour=0.3,
    ),
    Scan(blur=(0.6, 1.0), texture=(10, 40), grain=(6, 16), spread=5, specks=(0, 3)),
    train=24,
    val=1,
    test=5,
)

HANDS: tuple[Hand, ...] = (
    _SERIF,
    replace(
        _SERIF,
        name="serif_marker",
        motion=replace(_SERIF.motion, passes=(1, 2), wander=(0.01, 0.04)),
        pen=Pen(width=(10, 17), chisel=(0.0, 0.3), pressure=(0.05, 0.15), taper=(0, 0.15)),
        page=replace(_SERIF.page, side=(200, 330), aspect=(0.95, 1.45), height=(0.28, 0.46)),
        scan=replace(_SERIF.scan, blur=(1.2, 2.0), grain=(15, 45)),
        train=6,
        val=8,
        test=5,
    ),
    replace(
        _SERIF,
        name="boxed_marker",
        letters=replace(
            _SERIF.letters, v=("v",), bars="box", overhang=(0.02, 0.3), spacing=(0.16, 0.28)
        ),
        motion=replace(_SERIF.motion, passes=(2, 4), wander=(0.02, 0.06), overshoot=(0, 0.12)),
        pen=Pen(width=(5.0, 9.5), taper=(0, 0.3)),
        page=replace(_SERIF.page, side=(160, 290), height=(0.24, 0.38)),
        train=6,
        val=1.5,
        test=4,
    ),
    replace(
        _SERIF,
        name="swash",
        letters=replace(
            _SERIF.letters, bars="swash", overhang=(0.2, 0.6), gap=(0.04, 0.16), dots=()
        ),
        motion=replace(_SERIF.motion, wander=(0.03, 0.06), tilt=(-0.15, 0.1)),
        pen=Pen(width=(5, 9), pressure=(0.15, 0.35), taper=(0.2, 0.8)),
        page=replace(_SERIF.page, height=(0.24, 0.4)),
        train=2,
        val=1,
        test=5,
    ),
    Hand(
        "printed_serif",
        Letters(bars="each", overhang=(0.1, 0.2), spacing=(0.34, 0.5)),
        Motion(wander=(0.005, 0.02), bounce=(0.0, 0.03)),
        Pen(width=(5, 9), pressure=(0.05, 0.2), taper=(0, 0.3)),
        Page(side=(200, 330), aspect=(1.0, 1.6), height=(0.22, 0.42)),
        Scan(),
        train=0,
        val=9,
        test=3,
    ),
    Hand(
        "plain_pen",
        Letters(v=("v", "v", "v.check", "v.cane"), x=("x", "x", "x.arcs", "x.tall"), link=0.1),
        Motion(wander=(0.01, 0.035), bounce=(0.02, 0.09), overshoot=(0, 0.1)),
        Pen(width=(4.5, 9), taper=(0.0, 0.5)),
        Page(aspect=(0.9, 1.35), height=(0.24, 0.42), shift=(0, 0.15)),
        Scan(specks=(0, 2)),
        train=12,
        val=26,
        test=5,
    ),
    Hand(
        "round_felt",
        Letters(v=("v.round",), i=("i", "i.bow"), x=("x.arcs",), spacing=(0.3, 0.5)),
        Motion(wander=(0.01, 0.03), rounding=(0.08, 0.16)),
        Pen(width=(8, 13), pressure=(0.03, 0.1), taper=(0, 0.1)),
        Page(aspect=(0.95, 1.3), height=(0.26, 0.42)),
        Scan(blur=(1.2, 2.0), grain=(15, 40)),
        train=0,
        val=12,
        test=2,
    ),
    Hand(
        "dotted_pen",
        Letters(
            i=("i", "i.foot", "i.hook", "i.tick"),
            v=("v", "v.curl", "v.round"),
            x=("x", "x.arcs"),
            dots=("dot", "dot", "tick"),
            spacing=(0.28, 0.5),
        ),
        Motion(slant=(-0.05, 0.3), bounce=(0.02, 0.08)),
        Pen(width=(4.5, 8), taper=(0, 0.6), pressure=(0.1, 0.25)),
        Page(aspect=(0.85, 1.4), height=(0.2, 0.34), shift=(0, 0.16)),
        Scan(texture=(10, 60), specks=(0, 3)),
        train=7,
        val=18,
        test=3,
    ),
    Hand(
        "thick_marker",
        Letters(
            i=("i", "i", "i.hook"),
            x=("x", "x.arcs"),
            dots=("dot",),
            spacing=(0.42, 0.6),
            width=(1.0, 1.2),
        ),
        Motion(wander=(0.005, 0.03), rounding=(0.04, 0.1)),
        Pen(width=(14, 24), chisel=(0, 0.25), pressure=(0.05, 0.15), taper=(0, 0.1)),
        Page(side=(210, 340), aspect=(0.85, 1.3), height=(0.26, 0.42), neighbour=0.08),
        Scan(blur=(1.5, 2.4), grain=(20, 50)),
        train=5,
        val=9,
        test=4,
    ),
    Hand(
        "cursive",
        Letters(
            i=("i.hook", "i.jay", "i.loop"),
            v=("v.curl", "v.round"),
            x=("x.alpha", "x.arcs"),
            dots=("ring", "dot"),
            spacing=(0.26, 0.42),
            link=0.3,
        ),
        Motion(wander=(0.02, 0.05), slant=(0.0, 0.35), rounding=(0.05, 0.1)),
        Pen(width=(5, 11), pressure=(0.1, 0.3), taper=(0, 0.6)),
        Page(aspect=(0.8, 1.5), height=(0.2, 0.36)),
        Scan(),
        train=4,
        val=1.5,
        test=4,
    ),
    Hand(
        "slanted_fast",
        Letters(
            i=("i", "i.foot", "i.cane"),
            v=("v.check", "v", "v.reach"),
            x=("x", "x.alpha", "x.tall"),
            spacing=(0.2, 0.36),
            link=0.6,
        ),
        Motion(
            wander=(0.02, 0.06),
            slant=(0.3, 0.7),
            tilt=(-0.2, 0.05),
            bounce=(0.05, 0.15),
            overshoot=(0, 0.18),
        ),
        Pen(width=(4, 7), pressure=(0.2, 0.4), taper=(0.4, 1.0)),
        Page(aspect=(1.0, 1.6), height=(0.26, 0.42), shift=(0.02, 0.18)),
        Scan(texture=(10, 50)),
        train=5,
        val=3,
        test=2,
    ),
    _PENCIL,
    replace(
        _PENCIL,
        name="grid_pencil",
        page=replace(_PENCIL.page, grid=1.0),
        train=7,
        val=0,
        test=3,
    ),
    replace(
        _PENCIL,
        name="eroded",
        letters=replace(_PENCIL.letters, bars="none", link=0.1),
        pen=replace(_PENCIL.pen, width=(2.2, 3.6), dark=(96, 112)),
        scan=replace(_PENCIL.scan, texture=(20, 60), grain=(14, 26)),
        train=4,
        val=0,
        test=1,
    ),
    replace(
        _PENCIL,
        name="cropped",
        page=replace(_PENCIL.page, cut=1.0, height=(0.6, 0.9), neighbour=0.55),
        train=6,
        val=1,
        test=1,
    ),
)

BY_NAME = {hand.name: hand for hand in HANDS}
