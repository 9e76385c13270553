"""Pairs of samples that show the same image in other bytes.

Candidates are each row's nearest neighbours among small pictures; whether they are copies is told
by their contours (drawings) or by the correlation of their light (photographs).
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from labelbook.embedding.neighbours import neighbours_of
from labelbook.errors import LabelbookError
from labelbook.issues.contours import Contour, Pair, contour, lay_over

if TYPE_CHECKING:
    from labelbook.issues.view import View

Floats = npt.NDArray[np.float32]
Rows = npt.NDArray[np.int64]

APART = 0.72
"""Pixels (root mean square) within which the contours of copies agree; look-alikes differ by
more. Of the demo's copies 95 of 100 lie below, of the 600 nearest look-alikes one."""

GROWN, SCALED, TURNED = 3.0, 0.06, 6.0
"""What a copy may differ by: pixels of thickness, logarithm of scale, degrees."""

ALIKE = 0.985
"""Correlation from which two photographs count as the same."""

_NEIGHBOURS = 4
_CORRELATED = 0.85  # What small pictures of copies have at least in common.
_BLUR = 1.5  # Pixels of a small picture.
_SIDES = 0.08  # Share by which the sides of copies may differ, beyond a few pixels.
_PIXELS = 6.0


def pairs(view: View) -> list[Pair]:
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
    wanted = np.unique(candidates)
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        lines = dict(zip(wanted.tolist(), pool.map(partial(_contour, view), wanted), strict=True))
        found = list(pool.map(partial(_same, lines), candidates.tolist()))
    return [pair for pair in found if pair is not None]


def _inked(view: View) -> npt.NDArray[np.bool_]:
    return np.asarray(view.pictures.planes[:, 0].any(axis=(1, 2)))


def _small(pictures: npt.NDArray[np.uint8]) -> Floats:
    """Blur and shrink pictures to unit vectors: (n, 400) float32."""
    down, right = (_blur(side) for side in pictures.shape[1:])
    flat = (down @ pictures.astype(np.float32) @ right.T).reshape(len(pictures), -1)
    unit: Floats = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6)
    return unit


def _blur(side: int) -> Floats:
    """The matrix (side / 2, side) that blurs a line by a Gaussian and takes every other pixel."""
    pixels = np.arange(side)
    # The image goes on as its mirror image beyond the edge.
    reflected = np.abs(np.arange(-side, 2 * side) + 0.5) - 0.5
    reflected = np.minimum(reflected, 2 * side - 1 - reflected).astype(np.int64)
    apart = np.arange(-side, 2 * side)[None, :] - pixels[::2, None]
    weights = np.where(np.abs(apart) <= 4 * _BLUR, np.exp(-0.5 * (apart / _BLUR) ** 2), 0)
    weights /= weights.sum(1, keepdims=True)
    matrix: Floats = (weights @ (reflected[:, None] == pixels)).astype(np.float32)
    return matrix


def _candidates(small: Floats) -> Rows:
    """Give the pairs of places of which one is among the other's nearest: (pairs, 2)."""
    near, apart = neighbours_of(small, _NEIGHBOURS)
    one = np.repeat(np.arange(len(small)), near.shape[1])
    kept = apart.ravel() < 1 - _CORRELATED
    both = np.sort(np.stack([one[kept], near.ravel()[kept]], axis=1), axis=1)
    return np.unique(both, axis=0).reshape(-1, 2).astype(np.int64)


def _sizes_agree(candidates: Rows, view: View) -> npt.NDArray[np.bool_]:
    """Tell which pairs are drawn in about the same size, as copies are."""
    agree: list[npt.NDArray[np.bool_]] = []
    for side in ("height", "width"):
        sides = view.pictures.measure(side)[candidates]
        agree.append(np.abs(sides[:, 0] - sides[:, 1]) <= _SIDES * sides.max(1) + _PIXELS)
    return agree[0] & agree[1]


def _contour(view: View, row: int) -> Contour | None:
    try:
        return contour(view.grey(row))
    except (LabelbookError, OSError):
        return None


def _same(lines: dict[int, Contour | None], pair: list[int]) -> Pair | None:
    one, other = lines[pair[0]], lines[pair[1]]
    if one is None or other is None:
        return None
    apart, turned, grown, scaled = lay_over(one, other)
    is_copy = apart < APART and abs(grown) < GROWN and abs(scaled) < SCALED and abs(turned) < TURNED
    return Pair(pair[0], pair[1], apart, turned, grown, scaled) if is_copy else None


def _alike(candidates: Rows, view: View, rows: Rows, small: Floats) -> list[Pair]:
    """Keep the pairs whose light correlates: for photographs."""
    places = np.searchsorted(rows, candidates)
    light = small - small.mean(1, keepdims=True)
    light /= np.maximum(np.linalg.norm(light, axis=1, keepdims=True), 1e-6)
    alike = np.einsum("ij,ij->i", light[places[:, 0]], light[places[:, 1]])
    return [
        Pair(int(one), int(other), (1 - float(value)) / (1 - ALIKE) * APART, 0.0, 0.0, 0.0)
        for (one, other), value in zip(candidates, alike, strict=True)
        if value >= ALIKE
    ]
