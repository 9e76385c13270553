"""How values of more than 8 bits become grey levels that people can see.

The same rule holds for every format and every view. Whole numbers up to 65,535 that use the range
of 16 bits keep it; a depth that the file names is kept; everything else is stretched from its
0.1st to its 99.9th percentile. Values that stand for "no data" are left out and shown black.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[Any]
"""(h, w) or (h, w, bands) of any number type."""
Bytes = npt.NDArray[np.uint8]
Missing = npt.NDArray[np.bool_]

SHARES = (0.1, 99.9)
"""Percentiles that become black and white."""

LOW_BITS = 1 << 15
"""Whole numbers that all stay below use only the low bits of 16."""

NARROW = 1 / 16
"""Values that lie within this share of 16 bits are too much alike to be seen unstretched."""

FILLS = (-999.0, -9999.0, -32767.0, -32768.0, -99999.0, -(2.0**31), 1.0 - 2.0**31)
"""Least values that stand for "no data" where a file does not say so."""

HUGE = 1e20
"""Floating-point numbers beyond it are fillings, such as the greatest one there is."""

_LOOKED_AT = 4_000_000
_WHOLE = 65_535.0


def stretched(values: Values, *, full: float | None = None, nodata: float | None = None) -> Bytes:
    """Return values as grey levels of the same shape, all bands by the same limits.

    full: the greatest value that the file's depth allows, where a tag names it. nodata: the value
    that stands for a pixel without data.
    """
    missing = _missing(values, nodata)
    low, high = limits(values, missing, full)
    if values.dtype == np.uint16 and missing is None:
        table = _scaled(np.arange(65_536, dtype=np.float64), low, high)
        found: Bytes = table[values]
        return found
    with np.errstate(invalid="ignore", over="ignore"):
        levels = _scaled(values, low, high)
    if missing is not None:
        levels[missing] = 0
    return levels


def limits(values: Values, missing: Missing | None, full: float | None) -> tuple[float, float]:
    """Return the values that become black and white."""
    some = _some(values, missing)
    if not some.size:
        return 0.0, 1.0
    least, most = float(some.min()), float(some.max())
    if full is not None and least >= 0 and most <= full:
        return 0.0, full
    low, high = (float(value) for value in np.percentile(some, SHARES))
    is_whole = values.dtype.kind in "uib"
    if is_whole and least >= 0 and LOW_BITS <= most <= _WHOLE and high - low >= _WHOLE * NARROW:
        return 0.0, _WHOLE
    if not is_whole and least >= 0 and 0.5 < most <= 1:
        return 0.0, 1.0
    if high > low:
        return low, high
    # Nearly all are alike: what differs is seen by the whole range, nothing by that of the type.
    if most > least:
        return least, most
    return 0.0, max(most, 1.0) if most <= 1 or not is_whole else max(most, _WHOLE)


def _scaled(values: Values, low: float, high: float) -> Bytes:
    kind = np.float64 if values.dtype.itemsize > 4 or values.dtype.kind in "iu" else np.float32
    levels: npt.NDArray[Any] = np.subtract(values, low, dtype=kind, casting="unsafe")
    np.multiply(levels, 255 / (high - low), out=levels, casting="unsafe")
    np.nan_to_num(levels, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    np.clip(levels, 0, 255, out=levels)
    found: Bytes = np.add(levels, 0.5, out=levels).astype(np.uint8)
    return found


def _some(values: Values, missing: Missing | None) -> Values:
    """Return the values that count, of a large image evenly spread ones: (n,)."""
    step = max(1, values.size // _LOOKED_AT)
    flat = values.reshape(-1)[::step]
    if missing is not None:
        flat = flat[~missing.reshape(-1)[::step]]
    return flat if flat.dtype.itemsize > 2 or flat.dtype.kind != "f" else flat.astype(np.float32)


def _missing(values: Values, nodata: float | None) -> Missing | None:
    """Return which values stand for no data, None where all are there."""
    gone = np.zeros(values.shape, dtype=bool)
    if values.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            gone |= ~np.isfinite(values) | (np.abs(values) >= min(HUGE, _most(values)))
    if nodata is not None and np.isfinite(nodata):
        with np.errstate(over="ignore"):
            gone |= values == values.dtype.type(nodata) if _holds(values, nodata) else False
    elif values.dtype.kind in "fi" and values.size:
        there = values[~gone]
        if there.size and float(there.min()) in FILLS:
            least = there.min()
            rest = there[there != least]
            # A lowest value that a large gap parts from the rest is no measurement.
            if rest.size and float(rest.min()) - float(least) > float(np.ptp(rest)) / 2:
                gone |= values == least
    return gone if gone.any() else None


def _most(values: Values) -> float:
    return float(np.finfo(values.dtype).max)


def _holds(values: Values, number: float) -> bool:
    """Whether the values' type can hold a number."""
    if values.dtype.kind == "f":
        return True
    info = np.iinfo(values.dtype)
    return number == int(number) and info.min <= number <= info.max
