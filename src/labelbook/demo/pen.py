"""How a pen moves: from control points to the trace that it leaves on the page.

A trace is what `scan.scan` draws: points in pixels and the pen's radius at each of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from labelbook.demo.hand import Handwriting, Pen, Range

Points = NDArray[np.float64]
"""(n, 2) x and y."""


@dataclass(frozen=True)
class Trace:
    """One stroke on the page. points: (n, 2) pixels. radius: (n,) pixels. dark: 0..255."""

    points: Points
    radius: NDArray[np.float64]
    dark: int


def pick(rng: Generator, span: Range) -> float:
    """Draw a number evenly from a range."""
    return float(rng.uniform(*span))


def spline(control: Points, step: float) -> Points:
    """Run a smooth curve through control points; a point given twice in a row is a corner.

    Catmull-Rom, sampled about every `step`, in the unit of the control points.
    """
    inner = np.diff(control, axis=0)
    length = np.hypot(inner[:, 0], inner[:, 1])
    corner = length < step / 1000
    padded = np.vstack([control[0] - inner[0] / 2, control, control[-1] + inner[-1] / 2])
    pieces = [control[:1]]
    for k, far in enumerate(length):
        if corner[k]:
            continue
        before, start, end, after = padded[k : k + 4]
        # A corner stops the curve: the tangent there points along its own piece only.
        leave = (end - start) if k and corner[k - 1] else (end - before) / 2
        reach = (end - start) if k + 1 < len(corner) and corner[k + 1] else (after - start) / 2
        t = np.linspace(0.0, 1.0, max(2, int(far / step) + 1))[1:, None]
        t2, t3 = t * t, t * t * t
        pieces.append(
            (2 * t3 - 3 * t2 + 1) * start
            + (t3 - 2 * t2 + t) * leave
            + (3 * t2 - 2 * t3) * end
            + (t3 - t2) * reach
        )
    return np.vstack(pieces)


def smooth(points: Points, window: int) -> Points:
    """Cut corners with a running mean over about `window` points; the ends stay."""
    half = min(window, len(points) - 1) // 2
    if half < 1:
        return points
    held = np.vstack([np.repeat(points[:1], half, 0), points, np.repeat(points[-1:], half, 0)])
    total = np.cumsum(np.vstack([np.zeros((1, 2)), held]), axis=0)
    mean: Points = (total[2 * half + 1 :] - total[: -2 * half - 1]) / (2 * half + 1)
    mean[0], mean[-1] = points[0], points[-1]
    return mean


def waves(rng: Generator, along: NDArray[np.float64], slow: float, fast: float) -> Points:
    """Make two columns of smooth noise of about unit size.

    along: position on the stroke; slow, fast: lowest and highest waves per unit of it.
    """
    waves_of = rng.uniform(slow, fast, (3, 1, 2))
    phase = rng.uniform(0, 2 * pi, (3, 1, 2))
    size = rng.normal(0, 0.6, (3, 1, 2))
    noise: Points = (size * np.sin(2 * pi * waves_of * along[None, :, None] + phase)).sum(axis=0)
    return noise


def run(control: Points, height: float, width: float, hand: Handwriting, rng: Generator) -> Trace:
    """Draw one stroke. control: points on the page; height: of a letter; all in pixels."""
    motion, pen = hand.motion, hand.pen
    curve = spline(control, 1.5)
    curve = smooth(curve, int(pick(rng, motion.rounding) * height / 1.5))
    step = np.hypot(*np.diff(curve, axis=0, prepend=curve[:1]).T)
    along = np.cumsum(step) / height
    curve = curve + waves(rng, along, 0.15, 0.8) * (pick(rng, motion.wander) * height)
    curve = curve + waves(rng, along, 4, 12) * (pick(rng, motion.tremor) * height)
    radius = _pressure(curve, along, width, pen, rng)
    return Trace(curve, radius, int(pick(rng, pen.dark)))


def _pressure(
    curve: Points, along: NDArray[np.float64], width: float, pen: Pen, rng: Generator
) -> NDArray[np.float64]:
    radius = 1 + waves(rng, along, 0.4, 2.0)[:, 0] * pick(rng, pen.pressure)
    # The end thins out more than the beginning, where the pen rests before it moves.
    for edge, share in ((along, 0.4), (along[-1] - along, 1.0)):
        near = np.clip(1 - edge / 0.22, 0, 1)
        radius *= 1 - near * near * share * pick(rng, pen.taper) * 0.8
    chisel = pick(rng, pen.chisel)
    if chisel > 0:
        heading = np.gradient(curve, axis=0) if len(curve) > 1 else np.zeros_like(curve)
        across = np.abs(heading @ np.array([0.8, 0.6])) / (np.hypot(*heading.T) + 1e-9)
        radius *= 1 + chisel * (across - 0.5)
    thickness: NDArray[np.float64] = np.maximum(radius, 0.25) * (width / 2)
    return thickness
