"""The contest's model on the contest's images, against what an independent implementation reached.

Promises: the accuracy over the seeds agrees with the reference of another implementation of the
same model, 0.66 on val and 0.56 on label_book (the test split), within noise: within two standard
deviations of a single run, as the seeds show it, and one standard error of the image count for the
reference's own single run.

The training goes on where an earlier call of this benchmark stopped, so it may be run in pieces:
--minutes ends a piece, with exit code 3 when there is more to do. --work keeps what is done.
The contest's images lie in the folder that LABELBOOK_CONTEST or --contest names, or in
../shared/contest beside the repository; without them there is nothing to measure.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from create import contest
from timing import Figure, machine, report

import labelbook
from labelbook import Book

REFERENCE = {"val": 0.66, "test": 0.56}
MORE = 3


class Later(Exception):
    """The time of this piece is over."""


def opened(work: Path, images: Path) -> Book:
    """Return the book of the contest's images, made once."""
    place = work / "contest-book"
    if place.is_dir():
        return labelbook.open(place)
    return labelbook.create(place, images, author="benchmark")[0]


def main() -> None:
    """Train what is left, print the spread, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contest", type=Path, help="the contest's images")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--epochs", type=int, default=100)
    parser.add_argument("--minutes", type=float, help="end after so long; the next call goes on")
    parser.add_argument("--work", type=Path, help="keep the book and its runs here")
    options = parser.parse_args()
    images = contest(options.contest)
    if images is None:
        print("The contest's images are not there: there is nothing to measure.")
        return
    print(machine())
    until = time.monotonic() + 60 * (options.minutes or math.inf)

    def progress(done: int, total: int) -> None:
        if time.monotonic() > until:
            print(f"{done:,} of {total:,} epochs: call again to go on")
            raise Later

    with (
        tempfile.TemporaryDirectory() as temporary,
        opened(options.work or Path(temporary), images) as book,
    ):
        try:
            found = book.runs.evaluate(
                seeds=options.seeds, epochs=options.epochs, progress=progress
            )
        except Later:
            sys.exit(MORE)
        runs = found.runs
        print(f"Trust: {book.runs.trust().sentence}")
    print(f"Images: {found.images}; {sum(run.seconds for run in runs):,.0f} s of training")
    figures = []
    for split, expected in REFERENCE.items():
        scores = np.array([run.scores[split].accuracy for run in runs])
        shown = " ".join(f"{score:.3f}" for score in scores)
        mean, spread = float(scores.mean()), float(scores.std(ddof=1))
        print(f"{split}: {shown}; mean {mean:.3f}, standard deviation {spread:.3f}")
        error = math.sqrt(expected * (1 - expected) / runs[0].scores[split].total)
        noise = math.hypot(2 * spread, error)
        away = abs(mean - expected)
        figures.append(Figure(f"{split}: mean {mean:.3f}, away from {expected}", away, noise))
    if not report("contest", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
