"""Evaluation of versions by fixed models: their data, and the runs on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from labelbook.columns.service import MetadataColumns
from labelbook.context import BookContext
from labelbook.core.arrays import rows_of
from labelbook.core.types import Progress
from labelbook.errors import BadInput, NotFound, NotReady
from labelbook.evaluate import data as datas
from labelbook.evaluate import per_sample, statistics, training
from labelbook.evaluate.data import Data
from labelbook.evaluate.grouped import Grouping, by_group
from labelbook.evaluate.models.base import TIME_LIMIT, ModelOptions, Work, models
from labelbook.evaluate.records import (
    Answers,
    BoolArray,
    EvaluationReport,
    FloatArray,
    Interval,
    Run,
    RunModel,
)
from labelbook.evaluate.requests import EvaluationRequest
from labelbook.evaluate.run_store import RunStore
from labelbook.maps.embed import chosen
from labelbook.maps.service import Maps

MOST_SEEDS = 100


def store_of(ctx: BookContext) -> RunStore:
    """Return the runs of a book."""
    return RunStore(ctx.directory / "cache" / "runs")


def evaluate(
    ctx: BookContext, wanted: EvaluationRequest, progress: Progress | None
) -> EvaluationReport:
    """Train what is missing and return the scores of a version."""
    position = ctx.journal.resolve_version(wanted.version)
    name = f"version {wanted.version}" if wanted.version is not None else ctx.name
    samples = ctx.journal.samples(wanted.version)
    data = data_of(ctx, samples)
    datas.check(data, name)
    model = model_of(ctx, wanted)
    runs, trained = training.train(
        store_of(ctx), work_of(ctx, data, model, wanted.time_limit), seeds_of(wanted), progress
    )
    grouping = Grouping(samples, MetadataColumns(ctx).list())
    answered = {split: right_of(store_of(ctx), data, runs, split) for split in runs[0].scores}
    scores = {
        split: statistics.accuracy(found, grouping.units(data.parts[split].samples))
        for split, found in answered.items()
    }
    return EvaluationReport(
        version=position,
        model=model.name,
        runs=tuple(runs),
        trained=trained,
        scores=scores,
        images=data.counts,
        warnings=datas.warnings(data),
        by_group=by_group(grouping, data, answered),
    )


def queued(ctx: BookContext, wanted: EvaluationRequest) -> EvaluationRequest:
    """Return a request as it is queued; refused at once where it cannot be done."""
    data = data_of(ctx, ctx.journal.samples(wanted.version))
    datas.check(data, ctx.name if wanted.version is None else f"version {wanted.version}")
    work = work_of(ctx, data, model_of(ctx, wanted))
    models.get(work.model.name).trainer().check(work)
    seeds_of(wanted)
    # The state of now is that of this moment, whatever is changed while the request waits.
    return replace(wanted, version=wanted.version or ctx.journal.resolve_version(None))


def runs(ctx: BookContext, version: str | int | None) -> list[Run]:
    """Return all runs, or those on the data of one version."""
    found = store_of(ctx).list_all()
    if version is None:
        return found
    key = data_of(ctx, ctx.journal.samples(version)).key
    return [run for run in found if run.data == key]


def answers(ctx: BookContext, run: str, version: str | int | None) -> pl.DataFrame:
    """Return a run's answers for the samples of a version."""
    store = store_of(ctx)
    result, data = store.result(run), data_of(ctx, ctx.journal.samples(version))
    if store.get(run).data != data.key:
        raise NotFound(
            f"run {run} was made on other data than {version or 'now'}: name a version that it "
            "was made on"
        )
    return per_sample.table(data, result)


def data_of(ctx: BookContext, samples: pl.DataFrame) -> Data:
    """Take what a model may see from samples of the book, or of what it may become."""
    known = ctx.journal.classes()
    new = set(samples["label"].drop_nulls().unique()) - set(known)
    return datas.data_of(samples, [*known, *sorted(new)])


def score(
    store: RunStore, data: Data, runs: Sequence[Run], split: str, grouping: Grouping | None
) -> Interval:
    """Return the accuracy over some runs of the same data, with its interval.

    grouping: what belongs together in the data.
    """
    units = None if grouping is None else grouping.units(data.parts[split].samples)
    return statistics.accuracy(right_of(store, data, runs, split), units)


def right_of(store: RunStore, data: Data, runs: Sequence[Run], split: str) -> BoolArray:
    """Return which images some runs of the same data are right on: (seeds, n) bool."""
    return right([store.result(run.id).answers[split] for run in runs], data, split)


def right(answers: Sequence[Answers], data: Data, split: str) -> np.ndarray:
    """Return whether each answer is right: (seeds, n) bool."""
    labels = data.parts[split].labels
    return np.stack([given.predicted == labels for given in answers])


def model_of(ctx: BookContext, wanted: EvaluationRequest) -> RunModel:
    """Return the model with all that its result depends on."""
    known = models.get(wanted.model)
    if wanted.command is not None and not known.takes_command:
        raise BadInput(f"the model {wanted.model} takes no command: use --model command")
    options = ModelOptions(wanted.epochs, wanted.command, embedder_of(ctx))
    return RunModel(known.name, known.settings(options))


def embedder_of(ctx: BookContext) -> str:
    """Return the name of the book's embedder."""
    return chosen(ctx)


def seeds_of(wanted: EvaluationRequest) -> list[int]:
    """Return the seeds, each once."""
    given = wanted.seeds
    seeds = list(range(given)) if isinstance(given, int) else list(dict.fromkeys(given))
    if not 1 <= len(seeds) <= MOST_SEEDS or min(seeds) < 0:
        raise BadInput(f"{given} seeds cannot be trained: use 1 to {MOST_SEEDS}")
    return seeds


def work_of(ctx: BookContext, data: Data, model: RunModel, time_limit: float | None = None) -> Work:
    """Return all that a model may ask for."""
    return Work(
        data=data,
        model=model,
        image_of=ctx.files.path,
        vectors=lambda: vectors_of(
            ctx, data, str(model.settings.get("embedder", embedder_of(ctx)))
        ),
        time_limit=TIME_LIMIT if time_limit is None else time_limit,
    )


def vectors_of(ctx: BookContext, data: Data, embedder: str) -> dict[str, FloatArray]:
    """Return the embeddings by split, in the order of the data; NotReady where one is missing."""
    found = Maps(ctx).embeddings(embedder)
    vectors = {}
    for split, part in data.parts.items():
        rows = rows_of(found.samples, part.samples)
        if (rows < 0).any():
            count = int(np.count_nonzero(rows < 0))
            raise NotReady(
                f"{count:,} samples of {split} have no embedding yet", needs="embeddings"
            )
        vectors[split] = found.vectors[rows].astype(np.float32)
    return vectors
