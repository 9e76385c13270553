"""The paper of an image as if nothing were drawn on it."""

from __future__ import annotations

import numpy as np

from labelbook.core.arrays import Floats, Mask, Pixels
from labelbook.images import ink, regions

HALO = 2
"""Pixels around ink that are tinged by it."""


def plate(pixels: Pixels, *, seed: int = 0) -> Pixels:
    """Return the bare paper of an image (h, w) or (h, w, 3): where ink was, paper goes on."""
    return filled(pixels, regions.grown(inked(pixels), HALO), seed=seed)


def inked(pixels: Pixels) -> Mask:
    """Return which pixels hold ink, specks and rims too: (h, w)."""
    strength = ink.ink(grey(pixels))
    return strength > ink.threshold(strength)


def grey(pixels: Pixels) -> Pixels:
    """Return the brightness of an image (h, w) or (h, w, 3), weighted as Pillow does."""
    if pixels.ndim == 2:
        return pixels
    weighted = pixels[..., :3].astype(np.uint32) @ np.array([299, 587, 114], dtype=np.uint32)
    return ((weighted + 500) // 1000).astype(np.uint8)


def filled(pixels: Pixels, hole: Mask, *, seed: int = 0) -> Pixels:
    """Fill a hole from what is around it, smoothly and with the grain of the rest.

    A pyramid carries the known pixels' weighted means down and the smooth fill up again; the grain
    is drawn (by seed) from how known pixels differ from their own smooth surroundings.
    Source: Gortler et al., The Lumigraph, SIGGRAPH 1996 (push-pull).
    """
    if not hole.any():
        return pixels.copy()
    values = pixels.astype(np.float32).reshape(*pixels.shape[:2], -1)
    known = ~hole
    if not known.any():
        return np.full_like(pixels, 255)
    smooth = _push_pull(values, known.astype(np.float32))
    grain = (values - _softened(values, known))[known]
    draw = np.random.default_rng(seed).integers(0, len(grain), int(hole.sum()))
    out = values.copy()
    out[hole] = smooth[hole] + grain[draw]
    return np.clip(np.rint(out), 0, 255).astype(np.uint8).reshape(pixels.shape)


def _push_pull(values: Floats, weight: Floats) -> Floats:
    """Fill pixels of weight 0 from coarser levels: values (h, w, c), weight (h, w)."""
    height, width = weight.shape
    if min(height, width) == 1 or weight.all():
        total = max(float(weight.sum()), 1e-6)
        mean = (values * weight[..., None]).sum(axis=(0, 1)) / total
        return np.where(weight[..., None] > 0, values, mean).astype(np.float32)
    odd = ((0, height % 2), (0, width % 2))
    heavy = np.pad(weight, odd)
    sums = np.pad(values * weight[..., None], (*odd, (0, 0)))
    coarse_weight = _quarters(heavy)
    coarse = _quarters(sums) / np.maximum(coarse_weight, 1e-6)[..., None]
    below = _push_pull(coarse.astype(np.float32), np.minimum(coarse_weight, 1).astype(np.float32))
    share = weight[..., None]
    return (values * share + _doubled(below, height, width) * (1 - share)).astype(np.float32)


def _quarters(array: Floats) -> Floats:
    """Add up squares of four."""
    return np.asarray(array[::2, ::2] + array[1::2, ::2] + array[::2, 1::2] + array[1::2, 1::2])


def _doubled(array: Floats, height: int, width: int) -> Floats:
    """Twice the size by linear interpolation, cut to (height, width)."""
    edge = np.pad(array, ((1, 1), (1, 1), (0, 0)), mode="edge")
    rows = np.arange(height) / 2 + 0.75
    columns = np.arange(width) / 2 + 0.75
    top, left = rows.astype(np.int64), columns.astype(np.int64)
    down = (rows - top).astype(np.float32)[:, None, None]
    right = (columns - left).astype(np.float32)[None, :, None]
    upper = edge[top] * (1 - down) + edge[top + 1] * down
    return np.asarray(upper[:, left] * (1 - right) + upper[:, left + 1] * right)


def _softened(values: Floats, known: Mask) -> Floats:
    """Each known pixel's mean over the known ones within 2 pixels."""
    weight = known.astype(np.float32)[..., None]
    sums, counts = _boxed(values * weight), _boxed(weight)
    return np.asarray(sums / np.maximum(counts, 1))


def _boxed(array: Floats, reach: int = 2) -> Floats:
    """Sums over squares of 2 * reach + 1, beyond the edge nothing."""
    for axis in (0, 1):
        size = array.shape[axis]
        wide = [(0, 0)] * array.ndim
        wide[axis] = (reach + 1, reach)
        sums = np.cumsum(np.pad(array, wide), axis=axis, dtype=np.float64)
        upper = np.take(sums, np.arange(size) + 2 * reach + 1, axis=axis)
        array = (upper - np.take(sums, np.arange(size), axis=axis)).astype(np.float32)
    return array
