"""The samples that a report shows where there are too many, and their order in the file."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.core.arrays import Rows

RESERVED = 10
"""The samples of each class and split that are shown in any case, where there is room."""
BITS = 16


def choose(places: pl.DataFrame, limit: int, seed: int) -> pl.DataFrame:
    """Return at most `limit` rows, sampled at random within each class and split.

    Each class and split keeps its share, and a rare one at least RESERVED samples. The same rows
    and seed give the same choice.
    """
    if places.height <= limit:
        return places
    order = np.random.default_rng(seed).permutation(places.height)
    strata = ["split", "label"]
    shuffled = places.with_columns(pl.Series("order", order)).sort(
        *strata, "order", nulls_last=True
    )
    reserved = min(RESERVED, limit // (2 * places.select(strata).n_unique()))
    place = pl.int_range(pl.len()).over(strata)
    sure = shuffled.filter(place < reserved)
    rest = shuffled.filter(place >= reserved)
    # Even steps through the rows, which lie sorted by stratum, take the same share of each.
    wanted = limit - sure.height
    steps = (np.arange(wanted) * rest.height) // max(wanted, 1)
    return pl.concat([sure, rest[steps]]).sort("sample").drop("order")


def along_a_curve(x: npt.NDArray[np.uint16], y: npt.NDArray[np.uint16]) -> Rows:
    """Order places (n,) so that neighbours on the map lie near each other: a Z-order curve.

    A selection on the map then needs few of the sheets of thumbnails.
    """
    keys = _spread(x) | (_spread(y) << np.uint64(1))
    return np.argsort(keys, kind="stable")


def _spread(values: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint64]:
    """Insert a zero between the bits of 16-bit numbers."""
    spread = np.zeros(len(values), dtype=np.uint64)
    wide = values.astype(np.uint64)
    for bit in range(BITS):
        spread |= ((wide >> np.uint64(bit)) & np.uint64(1)) << np.uint64(2 * bit)
    return spread
