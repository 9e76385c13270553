"""The timeline of the judge page after a change, against reading every version anew.

Promise: in a book of 60,000 samples and three versions, what the page asks for after a change
(the timeline and the steps) takes at most half of what it takes a process that remembers nothing
of the past; both are measured by turns in the same run.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

from million import book_of
from timing import Figure, machine, report

import labelbook
from labelbook import Book

ROWS = 60_000
ROUNDS = 7


def asked(book: Book) -> float:
    """Ask what the page asks after a change; returns the seconds."""
    began = time.perf_counter()
    milestones = book.runs.timeline()
    book.runs.steps("linear")
    taken = time.perf_counter() - began
    assert [milestone.name for milestone in milestones[-2:]] == ["third", "now"]
    return taken


def main() -> None:
    """Measure by turns, print the table, and fail where the promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--work", type=Path, help="keep the book here")
    options = parser.parse_args()
    print(machine())
    anew, after = [], []
    with (
        tempfile.TemporaryDirectory() as temporary,
        labelbook.open(book_of(ROWS, options.work or Path(temporary))) as book,
    ):
        ids = book.samples()["sample"].to_list()
        if not book.versions():
            for place, name in enumerate(("first", "second", "third")):
                book.save_version(name, author="benchmark")
                book.exclude(ids[300 * place : 300 * (place + 1)], author="benchmark")
        asked(book)
        for number in range(ROUNDS):
            book.tag(ids[1000 + number], f"round {time.time_ns()}", author="benchmark")
            book.context.memo.clear()
            anew.append(asked(book))
            book.exclude(ids[2000 + number], author="benchmark")
            after.append(asked(book))
    told = [statistics.median(times) for times in (anew, after)]
    print(f"anew: {told[0] * 1e3:,.0f} ms; after a change: {told[1] * 1e3:,.0f} ms")
    figures = [Figure("after a change / anew", told[1] / told[0], 0.5)]
    if not report(f"{ROWS:,} samples, three versions", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
