"""Several states of a book, judged by the same model and seeds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from labelbook.context import BookContext
from labelbook.evaluate import data as datas
from labelbook.evaluate import evaluate, models, training
from labelbook.evaluate.compare import side_of
from labelbook.evaluate.data import Data
from labelbook.evaluate.records import RunModel
from labelbook.evaluate.run_store import run_id
from labelbook.evaluate.verdict import Side

Tell = Callable[[int, int, str], None]
"""Called with (done, total, which state is trained)."""


@dataclass(frozen=True, eq=False)
class States:
    """Several states of a book that the same model and seeds judge.

    names: in a refusal, and in what is told; positions: a changeset each.
    """

    model: RunModel
    seeds: list[int]
    several: list[Data]
    names: list[str]
    positions: list[int]


def check(ctx: BookContext, states: States) -> None:
    """Raise BadInput where one of the states cannot be judged, before hours are spent."""
    family = models.FAMILIES[states.model.name]()
    for data, name in zip(states.several, states.names, strict=True):
        datas.check(data, name)
        family.check(evaluate.work_of(ctx, data, states.model))


def train(ctx: BookContext, states: States, tell: Tell | None) -> list[Side]:
    """Judge every state; what is there already is taken. tell: epochs over all of them."""
    store = evaluate.store_of(ctx)
    works = [evaluate.work_of(ctx, data, states.model) for data in states.several]
    wholes = [
        work.epochs
        * sum(not store.has(run_id(work.data.key, work.model, seed)) for seed in states.seeds)
        for work in works
    ]
    sides = []
    for place, (work, name) in enumerate(zip(works, states.names, strict=True)):

        def told(done: int, _: int, place: int = place, name: str = name) -> None:
            if tell is not None:
                tell(sum(wholes[:place]) + done, sum(wholes), name)

        runs, _ = training.train(store, work, states.seeds, told)
        sides.append(side_of(ctx, states.positions[place], work.data, runs))
    return sides
