"""The transforms that labelbook has, with the bounds of their strengths."""

from __future__ import annotations

from dataclasses import replace

from labelbook.grow.records import RandomValues, Rng, Strength, Transform, Values
from labelbook.grow.transforms import exact, shapes, strokes, surface, transforms


def _up_to(name: str) -> RandomValues:
    def values(rng: Rng, most: float) -> Values:
        return {name: round(float(rng.uniform(0, most)), 3)}

    return values


def _hole(rng: Rng, most: float) -> Values:
    right, down = rng.uniform(0, 100, 2)
    share = rng.uniform(most / 2, most)
    return {
        "percent": round(float(share), 3),
        "right": round(float(right), 3),
        "down": round(float(down), 3),
    }


def _degrees(low: float, high: float, usual: float) -> Strength:
    return Strength("degrees", "degrees", low, high, usual)


def _percent(of: str, low: float, high: float, usual: float) -> Strength:
    return Strength("percent", f"percent of {of}", low, high, usual)


_ALL = (
    Transform(
        "mirror-left-right",
        "mirrored left to right",
        exact.mirror_left_right,
        governed=True,
    ),
    Transform(
        "mirror-top-bottom",
        "mirrored top to bottom",
        exact.mirror_top_bottom,
        governed=True,
    ),
    Transform("rotate-90", "a quarter turn, clockwise", exact.rotate_90, governed=True),
    Transform("rotate-180", "upside down", exact.rotate_180, governed=True),
    Transform("rotate-270", "a quarter turn, anticlockwise", exact.rotate_270, governed=True),
    Transform("invert", "dark becomes light", surface.invert, governed=True),
    Transform("erase-left", "without its first stroke", strokes.erase_left, governed=True),
    Transform("erase-right", "without its last stroke", strokes.erase_right, governed=True),
    Transform(
        "rotate",
        "turned a little, either way",
        shapes.by(shapes.turned),
        _degrees(0, 45, 12),
        shapes.either_way("degrees"),
        shapes.turned,
    ),
    Transform(
        "zoom",
        "larger or smaller",
        shapes.by(shapes.zoomed),
        _percent("its size", 0, 60, 12),
        shapes.random_zoom,
        shapes.zoomed,
    ),
    Transform(
        "shift",
        "moved on its paper",
        shapes.by(shapes.shifted),
        _percent("its sides", 0, 40, 8),
        shapes.either_way("right", "down"),
        shapes.shifted,
    ),
    Transform(
        "shear",
        "slanted, either way",
        shapes.by(shapes.sheared),
        _degrees(0, 40, 10),
        shapes.either_way("degrees"),
        shapes.sheared,
    ),
    Transform(
        "perspective",
        "seen from the side",
        shapes.by(shapes.tilted),
        _percent("an edge", 0, 30, 8),
        shapes.either_way("across", "along"),
        shapes.tilted,
    ),
    Transform(
        "crop",
        "less paper around it; ink is never cut",
        shapes.crop,
        _percent("its sides", 0, 50, 15),
        shapes.random_crop,
    ),
    Transform(
        "elastic",
        "stretched at a few places, like rubber",
        shapes.elastic,
        _percent("its side", 0, 12, 3),
        _up_to("percent"),
    ),
    Transform(
        "thicken",
        "a broader pen",
        strokes.thicken,
        _percent("a stroke's width", 0, 200, 50),
        _up_to("percent"),
    ),
    Transform(
        "thin",
        "a finer pen, never to nothing",
        strokes.thin,
        _percent("a stroke's width", 0, 60, 35),
        _up_to("percent"),
    ),
    Transform(
        "blur",
        "less sharp",
        surface.blur,
        _percent("its longer side", 0, 5, 0.8),
        _up_to("percent"),
    ),
    Transform(
        "noise",
        "grain",
        surface.noise,
        Strength("levels", "grey levels", 0, 60, 8),
        _up_to("levels"),
    ),
    Transform(
        "contrast",
        "paler or stronger ink",
        surface.contrast,
        _percent("its contrast", 0, 80, 25),
        shapes.either_way("percent"),
    ),
    Transform(
        "cut-out",
        "a square covered with paper",
        surface.cut_out,
        _percent("its shorter side", 0, 50, 12),
        _hole,
    ),
    Transform(
        "background",
        "on the paper of a drawing in another style",
        surface.background,
        others=1,
    ),
)

for _place, _transform in enumerate(_ALL):
    transforms.add(replace(_transform, place=_place))
