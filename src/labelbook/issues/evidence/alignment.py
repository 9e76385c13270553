"""One space for the features of several nets, so that samples of different nets compare.

Feature 7 of one net is not feature 7 of another. All nets give features of some shared samples;
the directions in which they agree there are the common space, and each net's features are mapped
into it by least squares.

Source: Kettenring, Canonical analysis of several sets of variables, Biometrika 1971 (MAXVAR).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from labelbook.core.arrays import Floats

DIMENSIONS = 48
_STRENGTH = 1e-2
"""The ridge penalty, a share of the number of shared samples."""


def agree(shared: Sequence[Floats], own: Sequence[Floats]) -> list[Floats]:
    """Return each net's features in the space in which the nets agree.

    shared: for each net its features (m, d) of the same m samples; own: for each net its features
    (k, d) of the samples that it judges. Returns (k, at most DIMENSIONS) for each.
    """
    means = [features.mean(0) for features in shared]
    spreads = [np.maximum(features.std(0), 1e-6) for features in shared]
    level = [
        (features - mean) / spread
        for features, mean, spread in zip(shared, means, spreads, strict=True)
    ]
    together = np.concatenate(level, axis=1)
    _, axes = np.linalg.eigh(together.T @ together)
    space = together @ axes[:, ::-1][:, :DIMENSIONS]
    found: list[Floats] = []
    for features, mean, spread, asked in zip(level, means, spreads, own, strict=True):
        moments = features.T @ features
        moments[np.diag_indices_from(moments)] += _STRENGTH * len(features)
        carry = np.linalg.solve(moments, features.T @ space)
        found.append(((asked - mean) / spread @ carry).astype(np.float32))
    return found
