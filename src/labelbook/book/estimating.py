"""How long judging would take, before it is begun."""

from __future__ import annotations

import math
import statistics

from labelbook.book import evaluation
from labelbook.book.seeing import Seeing
from labelbook.evaluate import data as datas
from labelbook.evaluate import families, training
from labelbook.evaluate.store import Store, run_id
from labelbook.evaluate.verdicts import Estimate
from labelbook.evaluate.wishes import Wanted

USUAL = {"contest": 1.8e-3, "linear": 2e-4, "command": 1e-3}
"""Seconds that an image of train takes in an epoch, on one core of a machine of 2024."""


def estimate(book: Seeing, wanted: Wanted) -> Estimate:
    """Say what is there, what is left to train, and how long that takes by earlier runs."""
    data = evaluation.data_of(book, book.samples(wanted.version))
    datas.check(data, book.name if wanted.version is None else f"version {wanted.version}")
    work = evaluation.work_of(book, data, evaluation.model_of(book, wanted))
    family = families.FAMILIES[work.model.name]()
    family.check(work)
    if work.model.name == "linear":
        work.vectors()
    store = evaluation.store_of(book)
    seeds = evaluation.seeds_of(wanted)
    ids = [run_id(data.key, work.model, seed) for seed in seeds]
    missing = [id for id in ids if not store.has(id)]
    epochs = sum(work.epochs - training.epochs_done(store, id, work.epochs) for id in missing)
    together = training.at_once(len(missing)) if family.parallel and missing else 1
    measured = _rate(store, work.model.name)
    # Runs that share a core take turns; those of this book were measured as they ran.
    rate = measured or USUAL[work.model.name] * max(1, together / training.cores_here())
    rounds = math.ceil(len(missing) / together)
    seconds = rate * len(data.train) * rounds * epochs / max(len(missing), 1)
    return Estimate(
        model=work.model.name,
        seeds=len(seeds),
        known=len(seeds) - len(missing),
        epochs=epochs,
        at_once=min(together, max(len(missing), 1)),
        seconds=round(seconds, 1),
        measured=measured is not None,
        warnings=datas.warnings(data),
    )


def _rate(store: Store, model: str) -> float | None:
    """Seconds that an image of train took in an epoch, the median of this book's runs."""
    runs = [run for run in store.everything() if run.model == model and run.state == "done"]
    rates = [run.seconds / (run.of_epochs * run.counts["train"]) for run in runs]
    return statistics.median(rates) if rates else None
