"""What growing buys: the fixed contest model on raw, corrected and grown data, tested on test.

Needs a folder of real images (LABELBOOK_CONTEST, or --images): train, val and a test split that
nothing is made of. Corrected: every suspect label of the search is set to what is suggested, or
excluded where nothing fits. Grown: corrected and judged, then the default plan, which makes more
around what the model gets wrong, up to 10,000 images.

    python benchmarks/grown.py --seeds 3 --epochs 100       (hours)
    python benchmarks/grown.py --seeds 1 --epochs 30 --fast (about half an hour of one core)
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
from timing import machine

import labelbook
from labelbook import Book
from labelbook.evaluate.records import EvaluationReport
from labelbook.grow.plan import GrowOrder
from labelbook.journal.records import YES, Edit

STAGES = ("raw", "corrected", "grown")


def correct(book: Book, *, eyes: bool) -> None:
    """Set suspect labels to what is suggested; exclude what is no class."""
    if eyes:
        book.issues.train_own_model()
    book.issues.find()
    found = book.issues.table("mislabelled")
    relabelled = found.filter(pl.col("suggestion").is_not_null())
    edits = [
        Edit("label", part["sample"].to_list(), str(label))
        for (label,), part in relabelled.partition_by("suggestion", as_dict=True).items()
    ]
    nothing = found.filter(pl.col("suggestion").is_null())["sample"].to_list()
    leaks = book.issues.table("leak").filter(pl.col("split") == "train")["sample"].to_list()
    gone = sorted({*nothing, *leaks})
    book.edit([*edits, Edit("excluded", gone, YES)], author="benchmark", message="suspects")
    print(f"corrected: {relabelled.height} relabelled, {len(gone)} excluded", flush=True)


def main() -> None:
    """Make the book stage by stage, judge each, and print the table; a stopped run goes on."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--images", type=Path, default=os.environ.get("LABELBOOK_CONTEST"))
    ask.add_argument("--work", type=Path, help="Where the book is made, to go on later.")
    ask.add_argument("--seeds", type=int, default=3)
    ask.add_argument("--epochs", type=int, default=100)
    ask.add_argument("--fast", action="store_true", help="Search for issues without the eyes.")
    ask.add_argument("--model", default="contest")
    given = ask.parse_args()
    if not given.images or not Path(given.images).is_dir():
        sys.exit("there are no images: name a folder with --images or LABELBOOK_CONTEST")
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory() as temporary:
        place = (given.work or Path(temporary)) / "book"
        if not place.exists():
            labelbook.create(place, given.images)[0].close()
        with labelbook.open(place) as book:
            measure(book, given)


def measure(book: Book, given: argparse.Namespace) -> None:
    """Bring the book to each stage, judge it there, and say what is better."""
    print(f"\n| stage | train | test ({given.seeds} seeds, {given.epochs} epochs) | 95 % | val |")
    print("|---|---|---|---|---|")
    for stage in STAGES:
        if stage not in {version.name for version in book.versions()}:
            advance(book, stage, eyes=not given.fast)
            book.save_version(stage, author="benchmark")
        report = judged(book, stage, given)
        test, val = report.scores["test"], report.scores["val"]
        print(
            f"| {stage} | {report.images['train']:,} | {test.estimate:.3f} "
            f"| {test.low:.3f} to {test.high:.3f} | {val.estimate:.3f} |",
            flush=True,
        )
    for first, second in (("raw", "corrected"), ("corrected", "grown"), ("raw", "grown")):
        found = book.runs.compare(first, second, model=given.model)
        print(f"{first} -> {second}: {found.verdict}", flush=True)


def advance(book: Book, stage: str, *, eyes: bool) -> None:
    """Bring the book from the stage before to this one."""
    if stage == "corrected":
        correct(book, eyes=eyes)
    if stage == "grown":
        started = time.perf_counter()
        plan = book.growth.make(GrowOrder(total=10_000, author="benchmark")).plan
        print(f"grown: {plan.make} in {time.perf_counter() - started:.0f} s", flush=True)
        print("\n".join(plan.reasons), flush=True)


def judged(book: Book, stage: str, given: argparse.Namespace) -> EvaluationReport:
    """Train the fixed model on a stage; what was trained before is taken as it is."""
    if given.model == "linear":
        book.map.embed()
    epochs = given.epochs if given.model == "contest" else None
    return book.runs.evaluate(stage, model=given.model, seeds=given.seeds, epochs=epochs)


if __name__ == "__main__":
    main()
