"""Which samples a report shows where there are too many, and in which order it keeps them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.core.arrays import Rows

RESERVED = 10
"""So many samples of each class and split come in any case, where there is room."""
BITS = 16


def choose(places: pl.DataFrame, limit: int, seed: int) -> pl.DataFrame:
    """Return at most `limit` rows, drawn at random within each class and split.

    Each class and split keeps its share, and a rare one at least RESERVED samples. The same rows
    and seed give the same choice.
    """
    if places.height <= limit:
        return places
    lots = np.random.default_rng(seed).permutation(places.height)
    strata = ["split", "label"]
    drawn = places.with_columns(pl.Series("lot", lots)).sort(*strata, "lot", nulls_last=True)
    reserved = min(RESERVED, limit // (2 * places.select(strata).n_unique()))
    place = pl.int_range(pl.len()).over(strata)
    sure = drawn.filter(place < reserved)
    rest = drawn.filter(place >= reserved)
    # Even steps through the rows, which lie sorted by stratum, take the same share of each.
    wanted = limit - sure.height
    steps = (np.arange(wanted) * rest.height) // max(wanted, 1)
    return pl.concat([sure, rest[steps]]).sort("sample").drop("lot")


def along_a_curve(x: npt.NDArray[np.uint16], y: npt.NDArray[np.uint16]) -> Rows:
    """Order places (n,) so that neighbours on the map lie near each other: a Z-order curve.

    A brush then needs few of the sheets in which the thumbnails lie.
    """
    keys = _spread(x) | (_spread(y) << np.uint64(1))
    return np.argsort(keys, kind="stable")


def _spread(values: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint64]:
    """Put a zero between the bits of 16-bit numbers."""
    spread = np.zeros(len(values), dtype=np.uint64)
    wide = values.astype(np.uint64)
    for bit in range(BITS):
        spread |= ((wide >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit)
    return spread
