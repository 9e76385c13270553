"""Pairs of samples that show the same image in other bytes.

Candidates are each row's nearest neighbours among small pictures. Most drawings among them
differ by more than moving and turning explains; of the others, contours that agree show copies.
Photographs are compared by the correlation of their light.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Floats, Rows, unit
from labelbook.images.blur import blurring
from labelbook.images.unreadable import IMAGE_ERRORS, why_unreadable
from labelbook.issues.evidence import tangents
from labelbook.issues.evidence.columns import Columns
from labelbook.issues.evidence.contours import Contour, Pair, contour, lay_over
from labelbook.maps.neighbours import neighbours_of

log = logging.getLogger("labelbook.issues")

APART = 0.72
"""Pixels (root mean square) within which the contours of copies agree; other drawings
differ by more. Of the demo's copies 95 of 100 lie below, of the 600 most alike others one."""

GROWN, SCALED, TURNED = 3.0, 0.06, 6.0
"""What a copy may differ by: pixels of thickness, logarithm of scale, degrees."""

ALIKE = 0.985
"""Correlation from which two photographs count as the same."""

UNEXPLAINED = 0.22
"""What moving, turning and another pen leave of the difference of two small pictures, at most,
where they can be copies. Of 233 copies in three books of drawings 224 leave at most 0.21, the
others, whose drawing was cut in another way, more than 0.28; nine of ten other candidates do."""

TINY = 40.0
"""Pixels of the longer side below which contours that agree within a pixel prove nothing."""

SAME = 0.05
"""What is left at most of the difference of two copies of a tiny drawing. Of the nearest neighbours
among 2,500 garments of 28 pixels, no copies, one in a hundred leaves less than 0.07."""

_NEIGHBOURS = 4
_CORRELATED = 0.85  # What small pictures of copies have at least in common.
_BLUR = 1.5  # Pixels of a small picture.
_SIDES = 0.08  # Share by which the sides of copies may differ, beyond a few pixels.
_PIXELS = 6.0
_KEPT = 256  # Contours in memory, about 1 MB each.


def pairs(view: Columns) -> list[Pair]:
    """Find near-duplicates: pairs of rows (one < other), each row with its nearest."""
    _, first = np.unique(np.asarray(view.hashes, dtype=str), return_index=True)
    rows = np.sort(first[view.pictures.readable[first] & _inked(view)[first]])
    if len(rows) < 2:
        return []
    small = _small(view.pictures.planes[rows, 0])
    candidates = rows[_candidates(small)]
    if not view.pictures.drawn:
        return _alike(candidates, view, rows, small)
    candidates = candidates[_sizes_agree(candidates, view)]
    left = tangents.left(view.pictures.planes[:, 0], candidates)
    small_ones = tiny(view, candidates).all(1)
    likely = (left < UNEXPLAINED) & ~small_ones
    # Pairs come sorted by their first row, so that a few contours kept spare most of the reading.
    lines = lru_cache(_KEPT)(partial(_contour, view))
    found = [_same(lines, one, other) for one, other in candidates[likely].tolist()]
    same = small_ones & (left < SAME)
    return [pair for pair in found if pair is not None] + [
        Pair(one, other, float(rest) / SAME * APART, 0.0, 0.0, 0.0)
        for (one, other), rest in zip(candidates[same].tolist(), left[same], strict=True)
    ]


def tiny(view: Columns, rows: Rows) -> npt.NDArray[np.bool_]:
    """Return which rows' drawings are too small for contours to say anything."""
    height, width = view.pictures.measure("height"), view.pictures.measure("width")
    small: npt.NDArray[np.bool_] = np.maximum(height, width)[rows] < TINY
    return small


def _inked(view: Columns) -> npt.NDArray[np.bool_]:
    return np.asarray(view.pictures.planes[:, 0].any(axis=(1, 2)))


def _small(pictures: npt.NDArray[np.uint8]) -> Floats:
    """Blur and shrink pictures to unit vectors: (n, 400) float32."""
    down, right = (blurring(side, _BLUR)[::2] for side in pictures.shape[1:])
    flat = (down @ pictures.astype(np.float32) @ right.T).reshape(len(pictures), -1)
    return unit(flat)


def _candidates(small: Floats) -> Rows:
    """Return the pairs of places of which one is among the other's nearest: (pairs, 2)."""
    near, apart = neighbours_of(small, _NEIGHBOURS)
    one = np.repeat(np.arange(len(small)), near.shape[1])
    kept = apart.ravel() < 1 - _CORRELATED
    both = np.sort(np.stack([one[kept], near.ravel()[kept]], axis=1), axis=1)
    return np.unique(both, axis=0).reshape(-1, 2).astype(np.int64)


def _sizes_agree(candidates: Rows, view: Columns) -> npt.NDArray[np.bool_]:
    """Return which pairs are drawn in about the same size, as copies are."""
    agree: list[npt.NDArray[np.bool_]] = []
    for side in ("height", "width"):
        sides = view.pictures.measure(side)[candidates]
        agree.append(np.abs(sides[:, 0] - sides[:, 1]) <= _SIDES * sides.max(1) + _PIXELS)
    return agree[0] & agree[1]


def _contour(view: Columns, row: int) -> Contour | None:
    try:
        return contour(view.grey(row))
    except IMAGE_ERRORS as error:
        # It was readable when its small picture was made; without a contour it has no copies.
        log.warning("%s is compared with none: %s", view.name(row), why_unreadable(error))
        return None


def _same(lines: Callable[[int], Contour | None], one: int, other: int) -> Pair | None:
    first, second = lines(one), lines(other)
    if first is None or second is None:
        return None
    apart, turned, grown, scaled = lay_over(first, second)
    is_copy = apart < APART and abs(grown) < GROWN and abs(scaled) < SCALED and abs(turned) < TURNED
    return Pair(one, other, apart, turned, grown, scaled) if is_copy else None


def _alike(candidates: Rows, view: Columns, rows: Rows, small: Floats) -> list[Pair]:
    """Keep the pairs whose light correlates: for photographs."""
    places = np.searchsorted(rows, candidates)
    light = unit(small - small.mean(1, keepdims=True))
    alike = np.einsum("ij,ij->i", light[places[:, 0]], light[places[:, 1]])
    return [
        Pair(int(one), int(other), (1 - float(value)) / (1 - ALIKE) * APART, 0.0, 0.0, 0.0)
        for (one, other), value in zip(candidates, alike, strict=True)
        if value >= ALIKE
    ]
