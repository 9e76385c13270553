"""What growing buys: the fixed contest model on raw, corrected and grown data, tested on test.

Needs a folder of real images (LABELBOOK_CONTEST, or --images): train, val and a test split that
nothing is made of. Corrected: every suspect label of the search is set to what is suggested, or
excluded where nothing fits. Grown: corrected, then the default plan up to 10,000 images.

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
from labelbook.book.planning import Order
from labelbook.journal.records import YES, Edit

STAGES = ("raw", "corrected", "grown")


def correct(book: Book, *, eyes: bool) -> None:
    """Set suspect labels to what is suggested; exclude what is no class."""
    if eyes:
        book.train_eyes()
    book.find_issues()
    found = book.issue_table("label")
    relabelled = found.filter(pl.col("suggestion").is_not_null())
    edits = [
        Edit("label", part["sample"].to_list(), str(label))
        for (label,), part in relabelled.partition_by("suggestion", as_dict=True).items()
    ]
    nothing = found.filter(pl.col("suggestion").is_null())["sample"].to_list()
    leaks = book.issue_table("leak").filter(pl.col("split") == "train")["sample"].to_list()
    gone = sorted({*nothing, *leaks})
    book.edit([*edits, Edit("excluded", gone, YES)], author="benchmark", message="suspects")
    print(f"corrected: {relabelled.height} relabelled, {len(gone)} excluded", flush=True)


def main() -> None:
    """Make the book, judge its stages one after the other, and print the table."""
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
            made, _ = labelbook.create(place, given.images)
            with made as book:
                book.save_version("raw", author="benchmark")
                correct(book, eyes=not given.fast)
                book.save_version("corrected", author="benchmark")
                started = time.perf_counter()
                report = book.grow(Order(total=10_000, author="benchmark"))
                print(f"grown: {report.plan.make} in {time.perf_counter() - started:.0f} s")
                book.save_version("grown", author="benchmark")
        with labelbook.open(place) as book:
            judged(book, given)


def judged(book: Book, given: argparse.Namespace) -> None:
    """Judge each stage and say what is better."""
    epochs = given.epochs if given.model == "contest" else None
    if given.model == "linear":
        book.embed()
    print(f"\n| stage | train | test ({given.seeds} seeds, {given.epochs} epochs) | 95 % | val |")
    print("|---|---|---|---|---|")
    for stage in STAGES:
        report = book.judge(stage, model=given.model, seeds=given.seeds, epochs=epochs)
        test, val = report.scores["test"], report.scores["val"]
        print(
            f"| {stage} | {report.images['train']:,} | {test.estimate:.3f} "
            f"| {test.low:.3f} to {test.high:.3f} | {val.estimate:.3f} |",
            flush=True,
        )
    for first, second in (("raw", "corrected"), ("corrected", "grown"), ("raw", "grown")):
        found = book.compare(first, second, model=given.model)
        print(f"{first} -> {second}: {found.verdict}", flush=True)


if __name__ == "__main__":
    main()
