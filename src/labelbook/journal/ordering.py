"""The order in which people expect names: numbers by value, roman numerals too."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"m*(cm|cd|d?c{0,3})(xc|xl|l?x{0,3})(ix|iv|v?i{0,3})", re.IGNORECASE)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}


def class_order(names: Iterable[str]) -> list[str]:
    """Sort class names: by value if all are roman numerals, else naturally."""
    names = sorted(names)
    if names and all(name and _ROMAN.fullmatch(name) for name in names):
        return sorted(names, key=lambda name: (_roman(name), name))
    return sorted(names, key=lambda name: (natural_key(name.casefold()), name))


def natural_key(name: str) -> str:
    """Return a text that sorts as people count: a2 before a10."""
    return _DIGITS.sub(lambda digits: digits.group().zfill(20), name)


def rank_key(name: str) -> tuple[str, str]:
    """Return what `natural_rank` sorts a name by, to find the place of a single one."""
    return natural_key(name.lower()), name


def natural_rank(names: Sequence[str]) -> npt.NDArray[np.uint32]:
    """Return each name's place in natural order. Returns (n,) uint32, a permutation of 0..n-1."""
    # Loaded on first use: an import of images, which orders classes alone, need not wait.
    import numpy as np
    import polars as pl

    keys = pl.Series("key", names, dtype=pl.String).str.to_lowercase()
    if _digits_differ_in_length(keys):
        keys = pl.Series("key", [natural_key(key) for key in keys], dtype=pl.String)
    order = pl.DataFrame({"key": keys, "name": names}).select(pl.arg_sort_by("key", "name"))
    rank = np.empty(len(names), dtype=np.uint32)
    rank[order.to_series().to_numpy()] = np.arange(len(names), dtype=np.uint32)
    return rank


def _digits_differ_in_length(keys: pl.Series) -> bool:
    """Plain order is natural order where all names have digits at the same places."""
    return keys.str.replace_all(r"\d", "0").str.replace_all(r"[^0]+", "a").n_unique() > 1


def _roman(name: str) -> int:
    digits = [_VALUES[letter] for letter in name.lower()]
    return sum(
        -digit if digit < following else digit
        for digit, following in zip(digits, [*digits[1:], 0], strict=True)
    )
