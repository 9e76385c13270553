"""How many samples differ between two states of a book, as a model would notice."""

from __future__ import annotations

import polars as pl


def changed(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, int]:
    """Count the samples that are relabelled, moved, excluded, restored, added or gone.

    before, after: columns as of Book.samples. A sample may count more than once.
    """
    both = before.join(after, on="sample", suffix="_after")
    counts = both.select(
        relabelled=pl.col("label").ne_missing(pl.col("label_after")).sum(),
        moved=(pl.col("split") != pl.col("split_after")).sum(),
        excluded=(~pl.col("excluded") & pl.col("excluded_after")).sum(),
        restored=(pl.col("excluded") & ~pl.col("excluded_after")).sum(),
    ).row(0, named=True)
    return {
        **{name: int(count) for name, count in counts.items()},
        "added": after.height - both.height,
        "gone": before.height - both.height,
    }
