"""Forecast of a verdict: the estimated gain of a change before it is made."""

from __future__ import annotations

import time
from collections.abc import Sequence

import polars as pl

from labelbook.context import BookContext
from labelbook.core import clock
from labelbook.errors import BadInput, NotFound
from labelbook.evaluate import evaluate, forecast_store
from labelbook.evaluate import parts as attributing
from labelbook.evaluate import verdict as comparing
from labelbook.evaluate.forecast_records import Forecast
from labelbook.evaluate.requests import EvaluationRequest
from labelbook.evaluate.states import States, check, train
from labelbook.journal import cells
from labelbook.journal.records import YES, Edit


def forecast(ctx: BookContext, edits: Sequence[Edit], seeds: int) -> Forecast:
    """Return what `linear` expects of some edits, without making them."""
    started = time.perf_counter()
    trial, seq = ctx.journal.dry_run(edits), ctx.journal.seq
    if not trial.cells:
        raise BadInput("this changes nothing: the book says so already")
    now = ctx.journal.samples()
    wanted = EvaluationRequest(None, "linear", seeds)
    states = States(
        model=evaluate.model_of(ctx, wanted),
        seeds=evaluate.seeds_of(wanted),
        several=[evaluate.data_of(ctx, frame) for frame in (now, edited(now, edits))],
        names=[ctx.name, f"after this change {ctx.name}"],
        positions=[seq] * 2,
    )
    check(ctx, states)
    before, after = train(ctx, states, None)
    found = comparing.compare(before, after, ctx.journal.classes())
    made = Forecast(
        before=before.data.key,
        after=after.data.key,
        samples=len({sample for edit in edits for sample in edit.samples}),
        split=found.split,
        images=found.images,
        difference=found.difference,
        verdict=found.verdict,
        sentence=found.sentence,
        seconds=round(time.perf_counter() - started, 3),
        at=clock.now(),
        what=trial.summary,
        seq=seq,
        cells=trial.cells,
        mark=trial.mark,
    )
    forecast_store.add(evaluate.store_of(ctx).folder, made)
    return made


def edited(samples: pl.DataFrame, edits: Sequence[Edit]) -> pl.DataFrame:
    """Return samples as edits would leave them; tags play no part."""
    found = samples
    for edit in edits:
        field, after = cells.checked(edit.field, edit.after)
        wanted = pl.Series("sample", edit.samples, dtype=pl.Int64)
        missing = wanted.filter(~wanted.is_in(samples["sample"].implode()))
        if len(missing):
            raise NotFound(f"there is no sample {missing[0]} in this book: reload and try again")
        if field in attributing.FIELDS:
            value = pl.lit(after == YES if field == "excluded" else after, samples[field].dtype)
            mine = pl.col("sample").is_in(wanted.implode())
            found = found.with_columns(
                pl.when(mine).then(value).otherwise(pl.col(field)).alias(field)
            )
    return found
