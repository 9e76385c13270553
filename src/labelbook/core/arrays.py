"""Connected components of a graph, with numpy alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int64]


def components(count: int, one: Codes, other: Codes) -> Codes:
    """Number `count` nodes so that those that edges (one, other) join share a number.

    The number is the least node of the component. Every round hooks each component onto the least
    that it touches and flattens the chains that arise, so rounds are few.
    Source: Shiloach and Vishkin, An O(log n) parallel connectivity algorithm, 1982.
    """
    found = np.arange(count)
    while True:
        mine, theirs = found[one], found[other]
        least = np.minimum(mine, theirs)
        hooked = found.copy()
        np.minimum.at(hooked, mine, least)
        np.minimum.at(hooked, theirs, least)
        while True:
            flat = hooked[hooked]
            if np.array_equal(flat, hooked):
                break
            hooked = flat
        if np.array_equal(hooked, found):
            return found
        found = hooked
