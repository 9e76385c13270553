"""image-fault: images that no model and no person can learn much from.

The checks are those that cleanvision made usual (blank, size, aspect, blur, contrast), each
against the book itself: what all images of a book have in common is no issue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from labelbook.core.arrays import Doubles
from labelbook.issues.kinds import Issue, IssueKind, issue_kinds

if TYPE_CHECKING:
    from labelbook.issues.evidence.view import View

BLANK = 12.0
"""Grey levels between an image's dark and light below which it is blank."""

PALE = 48.0
"""Grey levels below which an image is pale, where most of its book are not."""

SMALL = 16
"""Pixels below which a side is too small."""

ODD = 4.0
"""How many times wider or taller than the book's usual shape is odd."""

_DEVIATIONS = 6.0  # Robust standard deviations: further from the rest is blurred.


def find(view: View) -> list[Issue]:
    """Check every image; one issue for each sample, of its worst fault."""
    worst: dict[int, tuple[float, str]] = {
        row: (1.0, f"the image cannot be read: {reason}")
        for row, reason in view.pictures.reasons.items()
    }
    for row, score, reason in (
        *_faulty(view),
        *_blank(view),
        *_small(view),
        *_odd(view),
        *_pale(view),
        *_blurred(view),
    ):
        if row not in worst or worst[row][0] < score:
            worst[row] = (score, reason)
    return [
        Issue(view.id(row), "image-fault", score, view.class_name(row), None, reason)
        for row, (score, reason) in sorted(worst.items())
    ]


Found = list[tuple[int, float, str]]


def _faulty(view: View) -> Found:
    return [(row, 0.99, reason) for row, reason in view.pictures.faults.items()]


def _blank(view: View) -> Found:
    contrast, inked = view.pictures.measure("contrast"), view.pictures.measure("ink")
    # Thin ink does not reach the percentiles of contrast: what counts is that there is none.
    blank = view.pictures.readable & (contrast < BLANK) & (inked < 1e-4)
    return [
        (row, 0.98, "blank: nothing in it is darker or lighter than the rest")
        for row in np.flatnonzero(blank).tolist()
    ]


def _small(view: View) -> Found:
    side = np.minimum(view.width, view.height)
    usual = float(np.median(side)) if len(side) else 0.0
    small = view.pictures.readable & (side < SMALL) & (side < usual / 2)
    return [
        (
            row,
            0.8,
            f"too small: {view.width[row]} x {view.height[row]} pixels, where the usual "
            f"shorter side is {usual:.0f}",
        )
        for row in np.flatnonzero(small).tolist()
    ]


def _odd(view: View) -> Found:
    shape = np.log(np.maximum(view.width, 1) / np.maximum(view.height, 1))
    usual = float(np.median(shape)) if len(shape) else 0.0
    apart = np.exp(np.abs(shape - usual))
    odd = view.pictures.readable & (apart > ODD)
    if odd.sum() > 0.02 * len(odd):
        return []  # Where many are so, it is the book's way.
    return [
        (
            row,
            float(min(0.9, 0.5 + apart[row] / 40)),
            "odd shape: "
            f"{view.width[row]} x {view.height[row]} pixels, {apart[row]:.1f} times "
            f"{'wider' if shape[row] > usual else 'taller'} than usual",
        )
        for row in np.flatnonzero(odd).tolist()
    ]


def _pale(view: View) -> Found:
    readable, contrast = view.pictures.readable, view.pictures.measure("contrast")
    if not readable.any():
        return []
    usual = float(np.median(contrast[readable]))
    pale = readable & (contrast >= BLANK) & (contrast < min(PALE, usual / 3))
    return [
        (
            row,
            float(0.9 - 0.4 * contrast[row] / PALE),
            f"pale: dark and light differ by "
            f"{contrast[row]:.0f} of 255, where {usual:.0f} is usual",
        )
        for row in np.flatnonzero(pale).tolist()
    ]


def _blurred(view: View) -> Found:
    readable, sharp = view.pictures.readable, view.pictures.measure("sharpness")
    there = readable & (sharp > 0) & (view.pictures.measure("contrast") >= BLANK)
    if there.sum() < 20:
        return []
    level: Doubles = np.log(np.maximum(sharp, 1e-9)).astype(np.float64)
    usual = float(np.median(level[there]))
    spread = 1.4826 * float(np.median(np.abs(level[there] - usual)))
    apart = (usual - level) / max(spread, 0.1)
    blurred = there & (apart > _DEVIATIONS)
    return [
        (
            row,
            float(min(0.9, 0.4 + apart[row] / 60)),
            f"blurred: its edges are {np.exp(usual - level[row]):.0f} times softer than usual",
        )
        for row in np.flatnonzero(blurred).tolist()
    ]


issue_kinds.add(
    IssueKind(
        name="image-fault",
        title="Image fault",
        says="blank, blurred, too small, of an odd shape, damaged, or not to be read",
        excluded_by=True,
        find=find,
        place=7,
    )
)
