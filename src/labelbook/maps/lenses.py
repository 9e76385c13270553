"""Lenses: parts of an embedding. Content is all of it, style what the class does not explain.

Both begin alike: each part of a vector (each stage of the net) is centred and scaled to length 1,
so that all count equally. `content` then keeps 256 principal axes and evens out their
spread by half ("half-whitening"): on drawings, nearest neighbours share their class 4 points more
often than in the raw vectors. `style` takes away the mean of a vector's own class, and every
direction in which class means differ at all; what is left is how it was drawn: the hand, the pen,
the paper. benchmarks/style.py measures both against the truth of the demo book.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from labelbook.core.arrays import Codes, Floats, Vectors, unit

AXES = {"content": 256, "style": 128}
BLOCK = 8192
LEAST = 1e-5
"""An axis with less than this share of the first one's variance is noise."""


@dataclass(frozen=True, eq=False)
class Lens:
    """parts: see Embeddings. centre: (d,). means: (classes + 1, d), row 0 for no class.

    basis: (d, k).
    """

    parts: tuple[int, ...]
    centre: Floats
    means: Floats
    basis: Floats

    def apply(self, vectors: Vectors, codes: Codes) -> Floats:
        """Return vectors as the lens shows them: (n, k) float32 of length 1.

        codes: (n,) the class of each, 0 for none; a class that the lens has not met counts as none.
        """
        if not len(vectors):
            return np.empty((0, self.basis.shape[1]), dtype=np.float32)
        known = np.where(codes < len(self.means), codes, 0)
        return np.concatenate(
            [
                unit((_joined(rows, self.centre, self.parts) - self.means[code]) @ self.basis)
                for rows, code in _blocks(vectors, known)
            ]
        )


def fit(name: str, vectors: Vectors, codes: Codes, parts: tuple[int, ...]) -> Lens:
    """Make the lens "content" or "style" for vectors (n, d); codes: (n,) classes, 0 for none."""
    centre: Floats = np.asarray(np.mean(vectors, axis=0, dtype=np.float64), dtype=np.float32)
    sums = np.zeros((int(codes.max(initial=0)) + 1, vectors.shape[1]))
    total = np.zeros((vectors.shape[1], vectors.shape[1]))
    for rows, code in _blocks(vectors, codes):
        joined = _joined(rows, centre, parts)
        sums += (code[:, None] == np.arange(len(sums))).T.astype(np.float32) @ joined
        total += joined.T @ joined
    sizes = np.bincount(codes, minlength=len(sums))
    mean = sums.sum(axis=0) / len(vectors)
    if name == "content":
        means = mean[None]
        spread = total / len(vectors) - np.outer(mean, mean)
        basis = _axes(spread, AXES[name], whiten=0.5)
    else:
        means, basis = _without_classes(sums, sizes, mean, total)
    return Lens(parts, centre, means.astype(np.float32), basis.astype(np.float32))


def _without_classes(
    sums: npt.NDArray[np.float64],
    sizes: npt.NDArray[np.int64],
    mean: npt.NDArray[np.float64],
    total: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Means and basis of what the class does not explain."""
    means = np.where(sizes[:, None] > 0, sums / np.maximum(sizes, 1)[:, None], mean)
    means[0] = mean
    # The scatter around the means that are taken away; without a class that is the whole mean.
    shift = sums[0] - sizes[0] * mean
    within = total - (means * sizes[:, None]).T @ means
    within -= np.outer(shift, mean) + np.outer(mean, shift)
    within /= sizes.sum()
    differences = (means - mean)[1:][sizes[1:] > 0]
    if len(differences):
        _, strengths, directions = np.linalg.svd(differences, full_matrices=False)
        kept = directions[strengths > 1e-6 * max(strengths[0], 1e-12)]
        away = np.eye(len(mean)) - kept.T @ kept
    else:
        away = np.eye(len(mean))
    return means, away @ _axes(away @ within @ away, AXES["style"], whiten=0.0)


def _axes(spread: npt.NDArray[np.float64], count: int, whiten: float) -> npt.NDArray[np.float64]:
    """Principal axes of a covariance, scaled by variance^(-whiten / 2): (d, at most count)."""
    variances, axes = np.linalg.eigh(spread.astype(np.float32))
    variances, axes = variances[::-1][:count], axes[:, ::-1][:, :count]
    real = variances > LEAST * max(float(variances[0]), 1e-12)
    real[0] = True
    return np.asarray(axes[:, real] * np.maximum(variances[real], 1e-12) ** (-whiten / 2))


def _joined(vectors: Vectors, centre: Floats, parts: tuple[int, ...]) -> Floats:
    """Centre vectors and scale each part to length 1."""
    centred = vectors.astype(np.float32) - centre
    bounds: list[int] = np.cumsum(parts)[:-1].tolist()
    return np.concatenate([unit(part) for part in np.split(centred, bounds, axis=1)], axis=1)


def _blocks(vectors: Vectors, codes: Codes) -> Iterator[tuple[Vectors, Codes]]:
    for start in range(0, len(vectors), BLOCK):
        yield vectors[start : start + BLOCK], codes[start : start + BLOCK]
