"""What the fixed model gets wrong or learns last, and what is drawn in the same style."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from labelbook.context import BookContext
from labelbook.core.arrays import Codes, Flags, Floats, unit
from labelbook.errors import NotFound
from labelbook.evaluate import evaluate
from labelbook.grow.quotas import BOOST

LATEST = 0.1
"""Share of train that counts as hard: what the model came to believe last, on its way.

A share, not a probability: trained long enough, the model believes every label in the end.
"""

NEAR = 3
"""So many samples of the same class that are nearest in style to a hard one count as well."""

NEARBY = 0.5
"""How hard these are, where a hard one itself is 1."""


@dataclass(frozen=True, eq=False)
class Known:
    """What the fixed model says. table: as `Book.answers`, means over the seeds; name: whose."""

    name: str
    table: pl.DataFrame


@dataclass(frozen=True, eq=False)
class Candidates:
    """Samples of train that may be hard, a row each.

    label: (n,) places in classes; usable: (n,) those that may have children; vectors: (n, d).
    vectors_of: the vectors of other samples, as (ids, vectors), for those of which there are any.
    """

    samples: Codes
    label: Codes
    classes: tuple[str, ...]
    usable: Flags
    vectors: Floats
    vectors_of: Callable[[pl.DataFrame], tuple[Codes, Floats]]


def known(ctx: BookContext) -> Known | None:
    """Return what the newest finished runs say of the book as it is, or as a version was.

    The logistic regression on embeddings is a quick stand-in: it is heard where no other model
    was trained.
    """
    versions = [version.name for version in reversed(ctx.journal.versions())]
    for stand_in in (False, True):
        for version in (None, *versions):
            try:
                found = _of_version(ctx, version, stand_in=stand_in)
            except NotFound:
                # The book has moved, or a run was taken away, since the runs were listed.
                continue
            if found is not None:
                return found
    return None


def _of_version(ctx: BookContext, version: str | None, *, stand_in: bool) -> Known | None:
    runs = [
        run
        for run in evaluate.runs(ctx, version)
        if run.state == "done" and (run.model == "linear") == stand_in
    ]
    if not runs:
        return None
    # Runs of contest know how each sample of train was learned.
    best = max(runs, key=lambda run: (run.model == "contest", run.at))
    same = [run for run in runs if run.model == best.model]
    tables = [evaluate.answers(ctx, run.id, version) for run in same]
    seeds = "1 seed" if len(same) == 1 else f"{len(same)} seeds"
    return Known(f"{best.model} on {version or 'the book as it is'} ({seeds})", _mean(tables))


def _mean(tables: list[pl.DataFrame]) -> pl.DataFrame:
    return (
        pl.concat(tables)
        .group_by("sample", maintain_order=True)
        .agg(
            pl.col("split", "label").first(),
            pl.col("predicted").mode().sort().first(),
            pl.col("probability", "confidence").mean(),
        )
        .sort("sample")
    )


def still(ctx: BookContext, table: pl.DataFrame) -> pl.DataFrame:
    """Keep what is said of samples whose label is the same now; what is in test now is left out.

    Adds the column `now`: the split of today.
    """
    today = ctx.journal.samples().filter(~pl.col("excluded") & (pl.col("split") != "test"))
    found = table.join(today.select("sample", "label", now="split"), on=["sample", "label"])
    return found.sort("sample")


def mistakes(table: pl.DataFrame) -> pl.DataFrame:
    """Return what the model got wrong and had not learned from: samples that were in val."""
    return table.filter((pl.col("split") == "val") & (pl.col("predicted") != pl.col("label")))


def find(ctx: BookContext, some: Candidates, doubted: Collection[int]) -> tuple[Floats, list[str]]:
    """Return how hard the fixed model finds each candidate: (n,) 0..1, and why, in sentences."""
    hard = np.zeros(len(some.samples), dtype=np.float32)
    found = known(ctx)
    if found is None:
        return hard, ["the fixed model was not judged on this book: no sample counts as hard"]
    said = still(ctx, found.table)
    wrong = mistakes(said)
    believed = ~wrong["sample"].is_in(list(doubted))
    sure = wrong.filter(believed)
    moved = _rows(some, sure)
    latest = _latest(some, said)
    own = np.union1d(moved, latest)
    near = np.setdiff1d(_near(some, sure, own), own)
    hard[near] = NEARBY
    hard[own] = 1
    return hard, _reasons(found.name, sure, len(wrong) - len(sure), (moved, latest, own, near))


def _rows(some: Candidates, table: pl.DataFrame) -> Codes:
    """The usable rows of the samples of a table."""
    return np.flatnonzero(np.isin(some.samples, table["sample"].to_numpy()) & some.usable)


def _latest(some: Candidates, said: pl.DataFrame) -> Codes:
    """The usable rows that were learned last."""
    learned = said.filter(pl.col("split") == "train").drop_nulls("confidence")
    usable = learned.filter(pl.col("sample").is_in(some.samples[some.usable].tolist()))
    return _rows(some, usable.sort("confidence", "sample").head(round(LATEST * len(usable))))


def _near(some: Candidates, wrong: pl.DataFrame, own: Codes) -> Codes:
    """The usable rows nearest in style to mistakes and to hard rows, among those of their class.

    Style is what is left of a vector when its class is taken out of it.
    """
    samples, vectors = some.vectors_of(wrong.filter(pl.col("now") != "train"))
    label_of = dict(wrong.select("sample", "label").iter_rows())
    place = {name: code for code, name in enumerate(some.classes)}
    code_of = np.array([place.get(label_of[one], -1) for one in samples.tolist()], dtype=np.int64)
    found: list[Codes] = []
    for code in range(len(some.classes)):
        rows = np.flatnonzero((some.label == code) & some.usable)
        asked = np.concatenate(
            [vectors[code_of == code], some.vectors[own[some.label[own] == code]]]
        )
        if not len(rows) or not len(asked):
            continue
        middle = some.vectors[rows].mean(0)
        alike = unit(asked - middle) @ unit(some.vectors[rows] - middle).T
        found.append(rows[np.argsort(-alike, axis=1, kind="stable")[:, :NEAR]].ravel())
    return np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)


def _reasons(
    name: str, sure: pl.DataFrame, doubted: int, rows: tuple[Codes, Codes, Codes, Codes]
) -> list[str]:
    moved, latest, own, near = (len(each) for each in rows)
    there = f" ({moved:,} of them {_are(moved)} in train now)" if moved else ""
    last = f", and learned {latest:,} of train last" if latest else ""
    more = f"up to {1 + BOOST:g} times as many children"
    who = f"the {near:,} of train that are nearest in style to these"
    if own:
        who = f"{own:,} of train themselves, and {who}"
    what = f"mistook {len(sure):,} samples of val{there}{last}: {who}, get {more}"
    why = [f"{name} {what}" if len(sure) or latest else f"{name} mistook no sample of val"]
    if not latest:
        why.append(f"{name.split()[0]} does not tell which samples of train it learns last")
    if doubted:
        why.append(
            f"{doubted:,} of its mistakes {_are(doubted)} doubted: no children are drawn to them"
        )
    return why


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
