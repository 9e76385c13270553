"""The canvas's queue: which sample to draw from next, and why."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import polars as pl

from labelbook.context import BookContext
from labelbook.core.arrays import rows_of
from labelbook.core.types import SampleId
from labelbook.errors import NotFound, NotReady
from labelbook.evaluate.service import Evaluation
from labelbook.issues.service import Issues
from labelbook.journal.records import DrawingTarget
from labelbook.maps import chart as projection
from labelbook.maps import embed as embedded

SURE = 0.5
"""A sample is hard where its label has less than this probability."""

CELLS = 5
"""The style map is divided into this many cells in each direction."""

CROWD = 12
"""The fewest samples of a cell that counts as a style."""

HARD, MISSING = 100, 60


def queue(ctx: BookContext, limit: int) -> list[DrawingTarget]:
    """Return what to draw from next: misclassified, then hard, then classes missing in a style."""
    table = ctx.journal.samples().filter(
        ~pl.col("excluded") & (pl.col("split") != "test") & pl.col("label").is_not_null()
    )
    found: list[DrawingTarget] = []
    seen: set[int] = set()
    answers = _answers(ctx)
    sources = [_issues(ctx)] if answers is None else [_misclassified(answers), _hard(answers)]
    for source in [*sources, _missing(ctx, table)]:
        there = set(table["sample"].to_list())
        for wanted in source:
            if len(found) == limit:
                return found
            if wanted.sample in there and wanted.sample not in seen:
                seen.add(wanted.sample)
                found.append(wanted)
    return found


def _answers(ctx: BookContext) -> pl.DataFrame | None:
    """Return the answers of the latest finished run on the book as it is; None without a run."""
    runs = [run for run in Evaluation(ctx).list("now") if run.scores]
    for run in sorted(runs, key=lambda run: run.model == "contest", reverse=True):
        try:
            return Evaluation(ctx).answers(run.id).with_columns(model=pl.lit(run.model))
        except NotFound:
            # The book has moved, or a run was taken away, since the runs were listed.
            continue
    return None


def _misclassified(answers: pl.DataFrame) -> Iterator[DrawingTarget]:
    wrong = answers.filter(
        pl.col("predicted").is_not_null() & (pl.col("predicted") != pl.col("label"))
    ).sort("probability", "sample")
    for row in wrong.iter_rows(named=True):
        yield DrawingTarget(
            row["sample"],
            "misclassified",
            row["label"],
            f"The {row['model']} model takes this {row['label']} for {row['predicted']}: it gives "
            f"{row['label']} {_percent(row['probability'])}.",
        )


def _hard(answers: pl.DataFrame) -> Iterator[DrawingTarget]:
    sure = pl.coalesce("probability", "confidence")
    right = answers.filter(
        pl.col("predicted").is_null() | (pl.col("predicted") == pl.col("label"))
    ).with_columns(sure=sure)
    hard = right.filter(pl.col("sure") < SURE).sort("sure", "sample").head(HARD)
    for row in hard.iter_rows(named=True):
        yield DrawingTarget(
            row["sample"],
            "hard",
            row["label"],
            f"Hard for the {row['model']} model: it gives {row['label']} only "
            f"{_percent(row['sure'])}.",
        )


def _issues(ctx: BookContext) -> Iterator[DrawingTarget]:
    """Yield labels that models which never saw them disagree with; for a book without a run."""
    try:
        found = Issues(ctx).list("mislabelled", 200)
    except NotReady:
        return
    for issue in found:
        if issue.suggestion is None:
            continue
        yield DrawingTarget(
            issue.sample,
            "misclassified",
            issue.label,
            f"Models that never saw it take this {issue.label} for {issue.suggestion}.",
        )


def _missing(ctx: BookContext, table: pl.DataFrame) -> Iterator[DrawingTarget]:
    """Yield classes that a style lacks, where the most are missing first."""
    chart = projection.load(embedded.cache(ctx) / "projection" / "style")
    classes = sorted(table["label"].unique().to_list())
    if chart is None or len(classes) < 2:
        return
    order = {name: code for code, name in enumerate(classes)}
    samples = table["sample"].to_numpy()
    rows = rows_of(chart.samples, samples)
    there = rows >= 0
    samples, rows = samples[there], rows[there]
    codes = np.array([order[name] for name in table["label"].to_list()])[there]
    # Cells of equal counts: bounds at the quantiles, first across, then down.
    cells = _cells(chart.xy[rows])
    counts = np.zeros((CELLS * CELLS, len(classes)), dtype=np.int64)
    np.add.at(counts, (cells, codes), 1)
    share = counts.sum(axis=0) / max(1, counts.sum())
    expected = counts.sum(axis=1, keepdims=True) * share
    lacking = np.where(counts.sum(axis=1, keepdims=True) >= CROWD, expected - counts, -np.inf)
    lacking[counts > 0.34 * expected] = -np.inf
    for place in np.argsort(-lacking, axis=None, kind="stable")[:MISSING].tolist():
        cell, code = divmod(place, len(classes))
        if not np.isfinite(lacking[cell, code]):
            return
        inside = np.flatnonzero(cells == cell)
        typical = inside[np.argsort(-chart.typicality[rows[inside]], kind="stable")]
        richest = _richest(classes, code, codes[typical])
        sample = SampleId(samples[typical[richest]].item())
        held = int(counts[cell, code])
        all_here = int(counts[cell].sum())
        yield DrawingTarget(
            sample,
            "missing",
            classes[code],
            f"Among {all_here:,} samples of this style "
            f"{'none is' if held == 0 else 'one is' if held == 1 else f'only {held} are'} "
            f"{classes[code]}: make one of this {classes[codes[typical[richest]]]}.",
        )


def _cells(xy: np.ndarray) -> np.ndarray:
    """Return the cell of each place: columns of equal counts, divided into rows of equal counts."""
    across = _ranks(xy[:, 0]) * CELLS // max(1, len(xy))
    cells = np.zeros(len(xy), dtype=np.int64)
    for column in range(CELLS):
        inside = np.flatnonzero(across == column)
        down = _ranks(xy[inside, 1]) * CELLS // max(1, len(inside))
        cells[inside] = column * CELLS + down
    return cells


def _ranks(values: np.ndarray) -> np.ndarray:
    ranks = np.empty(len(values), dtype=np.int64)
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


def _richest(classes: list[str], code: int, codes: np.ndarray) -> int:
    """Return the place of the sample from whose strokes the class can best be drawn.

    A name that holds the wanted one (viii holds iii) is likely to hold its strokes; else the most
    typical sample is as good as any.
    """
    wanted = classes[code]
    holding = [at for at, name in enumerate(classes) if wanted in name and name != wanted]
    found = np.flatnonzero(np.isin(codes, holding))
    return int(found[0]) if len(found) else 0


def _percent(share: float) -> str:
    return f"{round(100 * share)} %"
