"""Are verdicts honest? Identical versions with other seeds; and how soon `linear` answers.

Promises: over 40 pairs of identical versions, whose runs differ in their seeds alone, *better* or
*worse* is said at most 3 times, for `linear` and, with --epochs, for the contest's model; a
forecast for a bulk change of 300 samples takes at most 3 s.

Each pair has its own seeds, so that no run is used twice. The data are the contest's images, where
they are (see judge.py), else a demo book.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

import numpy as np
import polars as pl
from create import contest
from timing import Figure, machine, report

import labelbook
from labelbook import Book
from labelbook.core.types import ChangesetId
from labelbook.demo import numerals
from labelbook.evaluate import compare as comparison
from labelbook.evaluate import evaluate, training
from labelbook.evaluate import verdict as compare
from labelbook.evaluate.requests import EvaluationRequest
from labelbook.journal.records import YES, Edit

PAIRS, MOST = 40, 3
CHANGED, SECONDS = 300, 3.0


def opened(work: Path, images: Path | None) -> Book:
    """Return a book of the images that are there, made once, with embeddings."""
    place = work / ("contest-book" if images else "demo-book")
    if not place.is_dir():
        source = images or numerals.write(work / "demo", seed=7, samples=2_400).images
        labelbook.create(place, source, author="benchmark")[0].close()
    book = labelbook.open(place)
    book.map.embed()
    return book


def verdicts(book: Book, model: str, seeds: int, epochs: int | None) -> list[str]:
    """Compare the present state with itself, each time with seeds that were never used."""
    samples = book.samples()
    data = evaluate.data_of(book.context, samples)
    chosen = evaluate.model_of(book.context, EvaluationRequest(None, model, seeds, epochs))
    work, store = evaluate.work_of(book.context, data, chosen), evaluate.store_of(book.context)
    numbers = range(1_000, 1_000 + 2 * seeds * PAIRS)
    runs, _ = training.train(store, work, numbers)
    found: list[str] = []
    for pair in range(PAIRS):
        start = 2 * seeds * pair
        sides = [
            comparison.side_of(book.context, ChangesetId(1), data, runs[begin : begin + seeds])
            for begin in (start, start + seeds)
        ]
        found.append(compare.compare(sides[0], sides[1], book.classes()).verdict)
    return found


def forecast_seconds(book: Book, rounds: int) -> list[float]:
    """Forecast bulk changes that were never forecast before."""
    train = book.samples().filter(pl.col("split") == "train")["sample"].to_numpy()
    rng = np.random.default_rng()
    seconds = []
    for _ in range(rounds):
        chosen = rng.choice(train, CHANGED, replace=False).tolist()
        half = CHANGED // 2
        edits = [Edit("label", chosen[:half], book.classes()[0])]
        seconds.append(book.runs.forecast([*edits, Edit("excluded", chosen[half:], YES)]).seconds)
    return seconds


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contest", type=Path, help="the contest's images")
    parser.add_argument("--seeds", type=int, default=3, help="runs on each side of a pair")
    parser.add_argument("--epochs", type=int, help="also the contest's model, with so many epochs")
    parser.add_argument("--work", type=Path, help="keep the book and its runs here")
    options = parser.parse_args()
    print(machine())
    figures = []
    with (
        tempfile.TemporaryDirectory() as temporary,
        opened(options.work or Path(temporary), contest(options.contest)) as book,
    ):
        seconds = forecast_seconds(book, 5)
        count = book.journal.snapshot().rows
        name = f"forecast of {CHANGED} changes of {count:,} samples, s (median of 5)"
        figures.append(Figure(name, median(seconds), SECONDS))
        for model in ("linear", "contest") if options.epochs else ("linear",):
            told = verdicts(book, model, options.seeds, options.epochs)
            wrong = sum(verdict != "cannot tell" for verdict in told)
            name = f"{model}, {options.seeds} seeds: told apart, of {PAIRS} identical pairs"
            figures.append(Figure(name, wrong, MOST))
    if not report("calibration", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
