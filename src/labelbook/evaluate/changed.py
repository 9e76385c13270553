"""The samples that differ between two states of a book for a model."""

from __future__ import annotations

from typing import Literal, get_args

import polars as pl

MoveKind = Literal["relabelled", "moved", "excluded", "restored", "added", "gone"]
KINDS: tuple[MoveKind, ...] = get_args(MoveKind)


def moves(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Return the samples that are relabelled, moved, excluded, restored, added or gone.

    before, after: columns as of Book.samples. Columns: sample, kind (of KINDS), before, after
    (the label or split; else null). A sample may be there more than once.
    """
    both = before.join(after, on="sample", suffix="_after")
    none = pl.lit(None, dtype=pl.String)
    parts = [
        _moved(both, "relabelled", pl.col("label").ne_missing(pl.col("label_after")), "label"),
        _moved(both, "moved", pl.col("split") != pl.col("split_after"), "split"),
        _moved(both, "excluded", ~pl.col("excluded") & pl.col("excluded_after"), None),
        _moved(both, "restored", pl.col("excluded") & ~pl.col("excluded_after"), None),
        after.join(before, on="sample", how="anti").select(
            "sample", pl.lit("added").alias("kind"), none.alias("before"), after=pl.col("label")
        ),
        before.join(after, on="sample", how="anti").select(
            "sample", pl.lit("gone").alias("kind"), before=pl.col("label"), after=none
        ),
    ]
    return pl.concat(parts)


def _moved(both: pl.DataFrame, kind: str, which: pl.Expr, field: str | None) -> pl.DataFrame:
    none = pl.lit(None, dtype=pl.String)
    was, now = (none, none) if field is None else (pl.col(field), pl.col(f"{field}_after"))
    return both.filter(which).select("sample", pl.lit(kind).alias("kind"), before=was, after=now)


def changed(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, int]:
    """Return the counts of what `moves` returns, by kind; all kinds are there."""
    counts = dict(moves(before, after).group_by("kind").len().iter_rows())
    return {kind: counts.get(kind, 0) for kind in KINDS}
