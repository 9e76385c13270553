"""Which samples are drawn or taken alike, whatever their class: clusters of style."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy.cluster.vq import kmeans2
from scipy.linalg import eigh

if TYPE_CHECKING:
    from labelbook.issues.view import View

Floats = npt.NDArray[np.float32]
Codes = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]

DIMENSIONS = 24
STYLES = 8
LARGEST_FIT = 10_000
"""Samples that clusters are fitted on; the others go to the nearest."""


def main_directions(vectors: Floats, dimensions: int = DIMENSIONS) -> Floats:
    """Project (n, d) on the directions of greatest variance: (n, min(dimensions, d))."""
    centred = vectors - vectors.mean(0)
    size = vectors.shape[1]
    greatest = (max(0, size - dimensions), size - 1)
    _, directions = eigh(centred.T @ centred, subset_by_index=greatest, check_finite=False)
    projected: Floats = centred @ directions[:, ::-1].astype(np.float32)
    return projected


def without_class(vectors: Floats, label: Codes) -> Floats:
    """Take out of vectors what the class explains: each class is moved to a mean of zero."""
    out = vectors.copy()
    for code in np.unique(label):
        rows = label == code
        out[rows] -= vectors[rows].mean(0)
    return out


def clusters(points: Floats, count: int, *, seed: int) -> Codes:
    """Put (n, d) points into at most `count` clusters (k-means++): (n,) numbers from 0."""
    count = min(count, len(points))
    if count < 2:
        return np.zeros(len(points), dtype=np.int64)
    rng = np.random.default_rng(seed)
    some = points
    if len(points) > LARGEST_FIT:
        some = points[np.sort(rng.choice(len(points), LARGEST_FIT, replace=False))]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # An empty cluster is no problem here.
        centres, _ = kmeans2(some.astype(np.float64), count, minit="++", rng=rng)
    apart = -2 * points @ centres.T.astype(np.float32) + np.einsum("ij,ij->i", centres, centres)
    return np.unique(apart.argmin(1), return_inverse=True)[1].astype(np.int64)


def styles(view: View, rows: Rows) -> Codes:
    """Give the style cluster of some embedded rows: (len(rows),)."""
    assert view.vectors is not None
    plain = without_class(view.vectors[rows], view.label[rows])
    return clusters(main_directions(plain), STYLES, seed=view.seed)
