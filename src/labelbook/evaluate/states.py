"""Several states of a book, evaluated by the same model and seeds."""

from __future__ import annotations

from dataclasses import dataclass

from labelbook.context import BookContext
from labelbook.core.types import ChangesetId, JobProgress
from labelbook.evaluate import data as datas
from labelbook.evaluate import evaluate, training
from labelbook.evaluate.compare import side_of
from labelbook.evaluate.data import Data
from labelbook.evaluate.models.base import models
from labelbook.evaluate.records import RunModel
from labelbook.evaluate.run_store import run_id
from labelbook.evaluate.verdict import Side


@dataclass(frozen=True, eq=False)
class States:
    """Several states of a book that the same model and seeds evaluate.

    names: for errors and for progress; positions: a changeset each.
    """

    model: RunModel
    seeds: list[int]
    several: list[Data]
    names: list[str]
    positions: list[ChangesetId]


def check(ctx: BookContext, states: States) -> None:
    """Raise BadInput where one of the states cannot be evaluated, before hours are spent."""
    trainer = models.get(states.model.name).trainer()
    for data, name in zip(states.several, states.names, strict=True):
        datas.check(data, name)
        trainer.check(evaluate.work_of(ctx, data, states.model))


def train(ctx: BookContext, states: States, progress: JobProgress | None) -> list[Side]:
    """Evaluate every state; runs that exist are reused. progress: epochs over all of them."""
    store = evaluate.store_of(ctx)
    works = [evaluate.work_of(ctx, data, states.model) for data in states.several]
    wholes = [
        work.epochs
        * sum(not store.has(run_id(work.data.key, work.model, seed)) for seed in states.seeds)
        for work in works
    ]
    sides = []
    for place, (work, name) in enumerate(zip(works, states.names, strict=True)):

        def step(done: int, _: int, place: int = place, name: str = name) -> None:
            if progress is not None:
                progress(sum(wholes[:place]) + done, sum(wholes), name)

        runs, _ = training.train(store, work, states.seeds, step)
        sides.append(side_of(ctx, states.positions[place], work.data, runs))
    return sides
