"""What a book says of two versions: which is better, and whether val can be trusted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from labelbook.book import evaluation
from labelbook.book.seeing import Seeing
from labelbook.errors import BadInput, NotReady
from labelbook.evaluate import compare as comparing
from labelbook.evaluate import trust as trusting
from labelbook.evaluate.compare import Side
from labelbook.evaluate.data import Data
from labelbook.evaluate.records import MODELS, Run
from labelbook.evaluate.verdicts import (
    Comparison,
    Trust,
)
from labelbook.evaluate.wishes import Wanted

LINEAR_SEEDS = 5
Version = str | int | None


@dataclass(frozen=True, eq=False)
class _Judged:
    """A version's data with its runs by model (name and settings) and seed."""

    position: int
    data: Data
    runs: dict[tuple[str, str], dict[int, Run]]


def compare(book: Seeing, first: Version, second: Version, model: str | None) -> Comparison:
    """Compare two versions on the runs that both have."""
    sides = _sides(book, first, second, model)
    return comparing.compare(*sides, book.classes())


def _sides(book: Seeing, first: Version, second: Version, model: str | None) -> tuple[Side, Side]:
    """Give both versions with the same seeds; `linear` is run where it was not."""
    if model is not None and model not in MODELS:
        raise BadInput(f"{model!r} is no model: use {', '.join(MODELS)}")
    judged = [_judged(book, version) for version in (first, second)]
    common = {
        key: sorted(judged[0].runs[key].keys() & judged[1].runs[key].keys())
        for key in judged[0].runs.keys() & judged[1].runs.keys()
        if model in (None, key[0])
    }
    common = {key: seeds for key, seeds in common.items() if seeds}
    if not common and model == "linear":
        for version in (first, second):
            evaluation.judge(book, Wanted(version, "linear", LINEAR_SEEDS), None)
        return _sides(book, first, second, model)
    if not common:
        named = "" if model is None else f" --model {model}"
        raise NotReady(
            f"{first} and {second} were not judged with the same model and seeds: run "
            + " and ".join(
                f"`labelbook judge {book.directory} --version {version}{named}`"
                for version in (first, second)
            )
        )
    chosen = max(common, key=lambda key: (len(common[key]), -MODELS.index(key[0]), key[1]))
    return (
        _side(book, judged[0], judged[0].runs[chosen], common[chosen]),
        _side(book, judged[1], judged[1].runs[chosen], common[chosen]),
    )


def _judged(book: Seeing, version: Version) -> _Judged:
    data = evaluation.data_of(book, book.samples(version))
    runs: dict[tuple[str, str], dict[int, Run]] = defaultdict(dict)
    for run in evaluation.store_of(book).of(data):
        runs[run.model, repr(sorted(run.settings.items()))][run.seed] = run
    return _Judged(book.resolve_version(version), data, runs)


def _side(book: Seeing, judged: _Judged, runs: dict[int, Run], seeds: Sequence[int]) -> Side:
    return side_of(book, judged.position, judged.data, [runs[seed] for seed in seeds])


def side_of(book: Seeing, position: int, data: Data, runs: Sequence[Run]) -> Side:
    """Read what some runs on some data say."""
    store = evaluation.store_of(book)
    results = [store.result(run.id) for run in runs]
    probabilities = {
        split: np.stack([result.answers[split].probabilities for result in results])
        for split in results[0].answers
    }
    return Side(position, data, tuple(runs), probabilities)


def trust(book: Seeing, version: Version, model: str | None) -> Trust:
    """Say whether val tells what test tells."""
    judged = _judged(book, version)
    runs = {key: found for key, found in judged.runs.items() if model in (None, key[0])}
    if not judged.data.counts["test"]:
        raise BadInput(
            f"{book.name} has no test split to hold val against: import one with `labelbook "
            f"import {book.directory} FOLDER --split test`"
        )
    if not runs:
        raise NotReady(
            f"this version was not judged yet: run `labelbook judge {book.directory}` first"
        )
    chosen = max(runs, key=lambda key: (len(runs[key]), -MODELS.index(key[0]), key[1]))
    side = _side(book, judged, runs[chosen], sorted(runs[chosen]))
    try:
        vectors = evaluation.vectors_of(book, judged.data, evaluation.embedder_of(book))
    except BadInput:
        vectors = None
    return trusting.trust(side, vectors)
