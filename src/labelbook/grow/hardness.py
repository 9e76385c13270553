"""Hard samples: what a model gets wrong or learns last, and samples in the same style."""

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
"""Share of train that counts as hard: the samples of the lowest confidence during training.

A share, not a probability: trained long enough, the model fits every label in the end.
"""

NEAR = 3
"""The number of samples of its class nearest in style to a hard one that count as well."""

NEARBY = 0.5
"""How hard those are; a hard one itself is 1."""


@dataclass(frozen=True, eq=False)
class ModelAnswers:
    """Answers of a model. table: as of `book.runs.answers`, means over the seeds; name: its own."""

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


def latest_answers(ctx: BookContext) -> ModelAnswers | None:
    """Return the answers of the newest finished runs, on the book as it is or else a version.

    The logistic regression on embeddings is a quick stand-in: it is used where no other model was
    trained.
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


def _of_version(ctx: BookContext, version: str | None, *, stand_in: bool) -> ModelAnswers | None:
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
    return ModelAnswers(
        f"{best.model} on {version or 'the book as it is'} ({seeds})", _mean(tables)
    )


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


def with_same_label(ctx: BookContext, table: pl.DataFrame) -> pl.DataFrame:
    """Return the answers about samples whose label is the same now and that are not in test now.

    Adds the column `now`: the split of today.
    """
    today = ctx.journal.samples().filter(~pl.col("excluded") & (pl.col("split") != "test"))
    found = table.join(today.select("sample", "label", now="split"), on=["sample", "label"])
    return found.sort("sample")


def mistakes(table: pl.DataFrame) -> pl.DataFrame:
    """Return the wrong answers about samples that were in val, which it had not learned from."""
    return table.filter((pl.col("split") == "val") & (pl.col("predicted") != pl.col("label")))


def find(ctx: BookContext, some: Candidates, flagged: Collection[int]) -> tuple[Floats, list[str]]:
    """Return how hard each candidate is for the model: (n,) 0..1, and why, in sentences.

    flagged: samples whose label is probably wrong; mistakes on them do not count.
    """
    hard = np.zeros(len(some.samples), dtype=np.float32)
    found = latest_answers(ctx)
    if found is None:
        return hard, ["no model was evaluated on this book: no sample counts as hard"]
    answers = with_same_label(ctx, found.table)
    wrong = mistakes(answers)
    sure = wrong.filter(~wrong["sample"].is_in(list(flagged)))
    moved = _rows(some, sure)
    latest = _latest(some, answers)
    own = np.union1d(moved, latest)
    near = np.setdiff1d(_near(some, sure, own), own)
    hard[near] = NEARBY
    hard[own] = 1
    return hard, _reasons(found.name, sure, len(wrong) - len(sure), (moved, latest, own, near))


def _rows(some: Candidates, table: pl.DataFrame) -> Codes:
    """Return the usable rows of the samples of a table."""
    return np.flatnonzero(np.isin(some.samples, table["sample"].to_numpy()) & some.usable)


def _latest(some: Candidates, answers: pl.DataFrame) -> Codes:
    """Return the usable rows that were learned last."""
    learned = answers.filter(pl.col("split") == "train").drop_nulls("confidence")
    usable = learned.filter(pl.col("sample").is_in(some.samples[some.usable].tolist()))
    return _rows(some, usable.sort("confidence", "sample").head(round(LATEST * len(usable))))


def _near(some: Candidates, wrong: pl.DataFrame, own: Codes) -> Codes:
    """Return the usable rows nearest in style to mistakes and hard rows, of the same class each.

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
    name: str, sure: pl.DataFrame, flagged: int, rows: tuple[Codes, Codes, Codes, Codes]
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
        why.append(f"{name.split()[0]} does not record which samples of train it learns last")
    if flagged:
        why.append(
            f"{flagged:,} of its mistakes {'has' if flagged == 1 else 'have'} a label issue "
            "and do not count"
        )
    return why


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
