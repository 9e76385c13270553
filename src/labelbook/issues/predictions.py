"""Class probabilities that other models gave, a named set each (see `maps.computed`)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from labelbook.context import BookContext
from labelbook.core.arrays import Flags, Floats, rows_of
from labelbook.errors import BadInput
from labelbook.issues.evidence import confident
from labelbook.maps import array_file, computed
from labelbook.maps.array_file import SampleRows

OFF = 0.02
"""By how much the probabilities of a row may miss 1: numbers that were rounded for a CSV."""

MEANS = {
    "sample": pl.Int64,
    "path": pl.String,
    "label": pl.String,
    "predicted": pl.String,
    "self_confidence": pl.Float64,
    "normalised_margin": pl.Float64,
    "against": pl.Boolean,
}
"""The columns of the table of predictions."""


@dataclass(frozen=True)
class PredictionsReport:
    """What was added. samples: with probabilities; unknown: rows of no sample of the book.

    missing: classes of the book without a column. against: labels that they contradict.
    """

    name: str
    samples: int
    unknown: int
    missing: tuple[str, ...]
    against: int


@dataclass(frozen=True, eq=False)
class Predictions:
    """One model's predictions for samples. key: names this file of it.

    known: (n,) rows that it has predictions for. probabilities: (n, classes) float32, zero
    elsewhere.
    """

    name: str
    key: str
    known: Flags
    probabilities: Floats


def add(
    ctx: BookContext,
    path: Path,
    name: str | None,
    *,
    in_order: bool,
    softmax: bool,
    classes: Sequence[str],
) -> PredictionsReport:
    """Keep a file's probabilities. classes: of its columns, where the file does not say.

    softmax: they are logits. Raises BadInput for what are no probabilities of the book's classes;
    nothing is kept then.
    """
    called = computed.name_of(name, path, "predictions")
    now = ctx.journal.samples().sort("sample")
    rows = array_file.read(path, now, in_order=in_order)
    ours = ctx.journal.classes()
    named = _named(path.name, rows, ours, tuple(classes))
    values = _probabilities(path.name, rows.values, softmax)
    hash_of = dict(now.select("sample", "hash").iter_rows())
    hashes = np.array([hash_of[sample] for sample in rows.samples.tolist()], dtype=np.str_)
    kept = {
        "key": np.array(hashlib.sha256(values.tobytes() + "\0".join(named).encode()).hexdigest()),
        "hashes": hashes,
        "classes": np.array(named, dtype=np.str_),
        "probabilities": values,
    }
    computed.save(ctx, "predictions", called, kept)
    against = int(table(ctx, called)["against"].sum())
    missing = tuple(name for name in ours if name not in named)
    return PredictionsReport(called, len(rows.samples), rows.unknown, missing, against)


def names(ctx: BookContext) -> list[str]:
    """Return the names of the predictions that were added."""
    return computed.names(ctx, "predictions")


def remove(ctx: BookContext, name: str) -> None:
    """Remove predictions; NotFound where there are none of that name."""
    computed.remove(ctx, "predictions", name)


def read(
    ctx: BookContext, hashes: Sequence[str], classes: Sequence[str]
) -> tuple[Predictions, ...]:
    """Return all predictions of these contents, their columns the classes asked for."""
    found = (_read(ctx, name, hashes, classes) for name in names(ctx))
    return tuple(each for each in found if each is not None)


def keys(ctx: BookContext) -> tuple[str, ...]:
    """Return what names the predictions as they are now: other ones give other issues."""
    return tuple(f"{each.name}@{each.key}" for each in read(ctx, (), ()))


def table(ctx: BookContext, name: str) -> pl.DataFrame:
    """Return a model's predictions for the labelled samples, the labels it contradicts most first.

    Columns: MEANS; against: whether confident learning takes the label for wrong.
    """
    now = ctx.journal.samples().filter(~pl.col("excluded") & pl.col("label").is_not_null())
    classes = ctx.journal.classes()
    found = _read(ctx, name, now["hash"].to_list(), classes)
    if found is None or not found.known.any():
        return pl.DataFrame(schema=MEANS)
    now, values = now.filter(pl.Series(found.known)), found.probabilities[found.known]
    codes = pl.Series(now["label"].to_list(), dtype=pl.Enum(classes)).to_physical()
    label = codes.cast(pl.Int64).to_numpy()
    return now.select(
        "sample",
        "path",
        "label",
        predicted=pl.Series([classes[place] for place in values.argmax(axis=1).tolist()]),
        self_confidence=pl.Series(confident.self_confidence(values, label).astype(np.float64)),
        normalised_margin=pl.Series(confident.normalised_margin(values, label).astype(np.float64)),
        against=pl.Series(confident.speaks_against(values, label)),
    ).sort("normalised_margin", "sample")


def confusion(table: pl.DataFrame) -> pl.DataFrame:
    """Count labels against predictions: label, predicted, samples; the most frequent first."""
    counts = table.group_by("label", "predicted").agg(samples=pl.len().cast(pl.Int64))
    return counts.sort(["samples", "label", "predicted"], descending=[True, False, False])


def _named(
    file: str, rows: SampleRows, ours: Sequence[str], given: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the class of each column."""
    columns = rows.values.shape[1]
    said = given or rows.columns
    if not said:
        if columns != len(ours):
            raise BadInput(
                f"{file} has {columns} columns and the book {len(ours)} classes: name the classes "
                "of its columns",
                needs="class columns",
            )
        return tuple(ours)
    if len(said) != columns or len(set(said)) != columns:
        raise BadInput(f"{file} has {columns} columns, not {len(said)} classes: name each once")
    unknown = [name for name in said if name not in ours]
    if unknown:
        raise BadInput(
            f"{file} has a column {unknown[0]!r}, which is no class of this book: "
            f"use {', '.join(ours)}"
        )
    return tuple(said)


def _probabilities(file: str, values: Floats, softmax: bool) -> Floats:
    if softmax:
        powers: Floats = np.exp(values - values.max(axis=1, keepdims=True))
        shares: Floats = powers / powers.sum(axis=1, keepdims=True)
        return shares
    sums = values.sum(axis=1)
    bad = np.flatnonzero((np.abs(sums - 1) > OFF) | (values.min(axis=1) < -1e-6))
    if len(bad):
        raise BadInput(
            f"{file}: {len(bad):,} rows are no probabilities, first row {bad[0] + 1:,}, whose sum "
            f"is {sums[bad[0]]:.3g}: they must be 0 to 1 and add up to 1",
            needs="softmax",
        )
    return np.clip(values, 0, 1).astype(np.float32)


def _read(
    ctx: BookContext, name: str, hashes: Sequence[str], classes: Sequence[str]
) -> Predictions | None:
    held = computed.read(ctx, "predictions", name)
    if held is None:
        return None
    place = rows_of(held["hashes"], np.asarray(hashes, dtype=held["hashes"].dtype))
    known = place >= 0
    probabilities = np.zeros((len(hashes), len(classes)), dtype=np.float32)
    theirs: list[str] = held["classes"].tolist()
    for column, each in enumerate(classes):
        if each in theirs:
            probabilities[known, column] = held["probabilities"][place[known], theirs.index(each)]
    return Predictions(name, str(held["key"])[:12], known, probabilities)
