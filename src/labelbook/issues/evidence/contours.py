"""The contours of two drawings laid over each other: a copy agrees, another drawing does not.

Two drawings by the same hand can be as alike as two copies of one in every measure that a small
picture allows. In the pixels of the originals they are not: a copy that was moved, cropped, turned,
thinned or compressed can be brought to agree within a pixel everywhere, another drawing cannot.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from labelbook.core.arrays import Doubles, Pixels
from labelbook.images import ink, regions

_MARGIN = 12
_REACH = 10.0  # Pixels from a contour beyond which distance does not count.
_POINTS = 300
_STEPS = 12
_LARGEST_STEP = 0.03
_COUNTED = 0.95  # Share of the contour's points, the best fitting.


@dataclass(frozen=True)
class Pair:
    """Two rows of a view that may show the same. apart: how far, 0 = the same.

    turned: degrees; grown: how many pixels thicker the other's strokes are; scaled: by how much.
    """

    one: int
    other: int
    apart: float
    turned: float
    grown: float
    scaled: float


@dataclass(frozen=True, eq=False)
class Contour:
    """A drawing's contours. distance: (h, w), positive outside; points: (k, 2) on the contour."""

    distance: Doubles
    down: Doubles
    right: Doubles
    points: Doubles
    middle: Doubles


def contour(grey: Pixels) -> Contour | None:
    """Find the contours of the main drawing; None where there is no ink."""
    mask = ink.main_drawing(ink.ink(grey))
    if not mask.any():
        return None
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    # Beyond the margin nothing is within reach: the paper around can be cut off.
    mask = np.pad(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], _MARGIN)
    outside = regions.distance(mask, int(_REACH) + 1)
    inside = regions.distance(~mask, int(_REACH) + 1)
    distance = np.clip(np.where(mask, 0.5 - inside, outside - 0.5), -_REACH, _REACH)
    points = np.argwhere(np.abs(distance) < 1).astype(np.float64)
    step = max(1, len(points) // _POINTS)
    down, right = np.gradient(distance)
    return Contour(distance, down, right, points[::step], np.argwhere(mask).mean(0))


def lay_over(one: Contour, other: Contour) -> tuple[float, float, float, float]:
    """Turn, move, scale and thicken `other` to fit `one` best.

    Returns what is left: the root mean square distance of the contours in pixels; and the angle
    (degrees), the pixels by which strokes differ, and the logarithm of the scale.
    Gauss-Newton on signed distances; a mismatch counts by its size, not its square.
    """
    angle = log_scale = grown = 0.0
    moved = np.zeros(2)
    around = other.points - other.middle
    for _ in range(_STEPS):
        turned = around @ _matrix(angle, log_scale).T
        places = turned + one.middle + moved
        left = regions.between(one.distance, places) - grown
        down, right = regions.between(one.down, places), regions.between(one.right, places)
        by_angle = right * turned[:, 0] - down * turned[:, 1]
        by_scale = down * turned[:, 0] + right * turned[:, 1]
        slopes = np.stack([by_angle, by_scale, down, right, -np.ones(len(left))], axis=1)
        weight = 1 / np.maximum(np.abs(left), 1.0)
        step = np.linalg.lstsq(slopes * weight[:, None], -left * weight, rcond=None)[0]
        turn, stretch = np.clip(step[:2], -_LARGEST_STEP, _LARGEST_STEP)
        angle, log_scale, grown = angle + turn, log_scale + stretch, grown + step[4]
        moved = moved + step[2:4]
        if np.abs(step[2:]).max() < 0.01 and abs(turn) < 1e-4:
            break
    matrix = _matrix(angle, log_scale)
    there = regions.between(one.distance, around @ matrix.T + one.middle + moved) - grown
    back = (one.points - one.middle - moved) @ np.linalg.inv(matrix).T + other.middle
    both = np.abs(np.concatenate([there, regions.between(other.distance, back) + grown]))
    # A stroke's end that a crop cut off, or a dot that a threshold lost, does not count.
    most = np.sort(both)[: int(_COUNTED * len(both))]
    return float(np.sqrt(np.mean(most**2))), float(np.degrees(angle)), float(grown), log_scale


def _matrix(angle: float, log_scale: float) -> Doubles:
    cosine, sine = np.cos(angle), np.sin(angle)
    matrix: Doubles = np.exp(log_scale) * np.array([[cosine, -sine], [sine, cosine]])
    return matrix
