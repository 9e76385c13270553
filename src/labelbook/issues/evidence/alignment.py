"""Bring what several nets see into one space, so that samples that different nets judged compare.

Each net has features of its own making: number 7 of one is not number 7 of another. All of them
look at some samples in common; the directions in which they agree there are the common space, and
each net's features are carried into it by least squares.

Source: Kettenring, Canonical analysis of several sets of variables, Biometrika 1971 (MAXVAR).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

DIMENSIONS = 48
_STRENGTH = 1e-2
"""The ridge penalty, a share of the number of common samples."""


def agree(common: Sequence[Floats], own: Sequence[Floats]) -> list[Floats]:
    """Carry each net's features into the space in which the nets agree.

    common: for each net its features (m, d) of the same m samples; own: for each net its features
    (k, d) of the samples that it is to be asked about. Gives (k, at most DIMENSIONS) for each.
    """
    means = [features.mean(0) for features in common]
    spreads = [np.maximum(features.std(0), 1e-6) for features in common]
    level = [
        (features - mean) / spread
        for features, mean, spread in zip(common, means, spreads, strict=True)
    ]
    together = np.concatenate(level, axis=1)
    _, axes = np.linalg.eigh(together.T @ together)
    space = together @ axes[:, ::-1][:, :DIMENSIONS]
    carried: list[Floats] = []
    for features, mean, spread, asked in zip(level, means, spreads, own, strict=True):
        moments = features.T @ features
        moments[np.diag_indices_from(moments)] += _STRENGTH * len(features)
        carry = np.linalg.solve(moments, features.T @ space)
        carried.append(((asked - mean) / spread @ carry).astype(np.float32))
    return carried
