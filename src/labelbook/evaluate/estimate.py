"""How long an evaluation takes, before it is begun."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from labelbook.context import BookContext
from labelbook.core.parallel import cores
from labelbook.evaluate import data as datas
from labelbook.evaluate import evaluate, training
from labelbook.evaluate.data import Data
from labelbook.evaluate.models.base import models
from labelbook.evaluate.records import RunModel
from labelbook.evaluate.requests import EvaluationRequest
from labelbook.evaluate.run_store import RunStore, run_id
from labelbook.evaluate.verdicts import Estimate

LATEST = 5
"""The machine may be another one than that of the first runs."""


def estimate(ctx: BookContext, wanted: EvaluationRequest) -> Estimate:
    """Return what is there, what is left to train, and how long that takes by earlier runs."""
    data = evaluate.data_of(ctx, ctx.journal.samples(wanted.version))
    datas.check(data, ctx.name if wanted.version is None else f"version {wanted.version}")
    work = evaluate.work_of(ctx, data, evaluate.model_of(ctx, wanted))
    known = models.get(work.model.name)
    known.trainer().check(work)
    if known.uses_embeddings:
        work.vectors()
    found = cost(ctx, [data], work.model, evaluate.seeds_of(wanted))
    return Estimate(
        model=work.model.name,
        seeds=found.trainings,
        known=found.known,
        epochs=found.epochs,
        at_once=found.at_once,
        seconds=found.seconds,
        measured=found.measured,
        warnings=datas.warnings(data),
    )


@dataclass(frozen=True)
class Cost:
    """What training takes; as of an Estimate, over several data. trainings: all; known: there."""

    trainings: int
    known: int
    epochs: int
    at_once: int
    seconds: float
    measured: bool


def cost(ctx: BookContext, several: Sequence[Data], model: RunModel, seeds: Sequence[int]) -> Cost:
    """Add up what is missing where the same seeds are trained on one data after the other."""
    store, chosen = evaluate.store_of(ctx), models.get(model.name)
    parallel = chosen.trainer().parallel
    whole = int(model.settings.get("epochs", 1))
    measured = _rate(store, model.name)
    trainings = known = epochs = most = 0
    seconds = 0.0
    for data in {data.key: data for data in several}.values():
        ids = [run_id(data.key, model, seed) for seed in seeds]
        missing = [id for id in ids if not store.has(id)]
        left = sum(whole - training.epochs_done(store, id, whole) for id in missing)
        together = training.at_once(len(missing)) if parallel and missing else 1
        # Runs that share a core take turns; those of this book were measured as they ran.
        rate = measured or chosen.seconds * max(1, together / cores())
        rounds = math.ceil(len(missing) / together)
        seconds += rate * len(data.train) * rounds * left / max(len(missing), 1)
        trainings, known, epochs = (
            trainings + len(ids),
            known + len(ids) - len(missing),
            epochs + left,
        )
        most = max(most, min(together, max(len(missing), 1)))
    return Cost(trainings, known, epochs, most, round(seconds, 1), measured is not None)


def _rate(store: RunStore, model: str) -> float | None:
    """Seconds that an image of train took in an epoch, the median of this book's latest runs."""
    runs = [run for run in store.list_all() if run.model == model and run.state == "done"]
    rates = [run.seconds / (run.of_epochs * run.counts["train"]) for run in runs[-LATEST:]]
    return statistics.median(rates) if rates else None
