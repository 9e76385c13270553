"""The typicality of a sample: how near the nearest samples of its class are.

Measured on the demo book, this separates doodles from numerals better (area under the curve 0.92)
than the distance to the class mean (0.89) or a shrunk Mahalanobis distance (0.86): a class that
several hands draw has several middles.
"""

from __future__ import annotations

import numpy as np

from labelbook.core.arrays import Codes, Floats
from labelbook.maps.neighbours import nearest

NEAR = 10
"""So many nearest samples of the class count."""

COMPARED = 2_000
"""A larger class is compared with so many of its samples, chosen by a seed."""

BLOCK = 1024


def typicality(seen: Floats, codes: Codes, *, seed: int = 0) -> Floats:
    """Rank samples within their class: 0 the least, 1 the most typical; (n,) float32.

    seen: (n, k) unit vectors; codes: (n,) classes, 0 for none, which counts as a class too. The
    only sample of a class gets 1.
    """
    out = np.ones(len(seen), dtype=np.float32)
    distance = apart(seen, codes, seed=seed)
    for code in np.unique(codes):
        members = np.flatnonzero(codes == code)
        if len(members) < 2:
            continue
        rank = np.empty(len(members), dtype=np.float32)
        rank[np.argsort(-distance[members], kind="stable")] = np.arange(len(members))
        out[members] = rank / (len(members) - 1)
    return out


def apart(seen: Floats, codes: Codes, *, seed: int = 0) -> Floats:
    """Return the mean distance (1 - cosine) of samples to the nearest of their class: (n,) float32.

    Arguments as of `typicality`. The only sample of a class gets 0.
    """
    out = np.zeros(len(seen), dtype=np.float32)
    rng = np.random.default_rng(seed)
    for code in np.unique(codes):
        members = np.flatnonzero(codes == code)
        if len(members) < 2:
            continue
        compared = np.sort(rng.permutation(members)[:COMPARED])
        k = min(NEAR, len(compared) - 1)
        out[members] = np.concatenate(
            [
                nearest(seen[part], seen[compared], k, part, compared)[1].mean(axis=1)
                for part in np.array_split(members, -(-len(members) // BLOCK))
            ]
        )
    return out
