"""What `labelbook issues` and `labelbook split` find, against the planted truth, and in what time.

Promises: on the demo book, average precision 0.9 for planted label errors and doodles with the
own model, and 95 % of the planted duplicates at 95 % precision; the fast path takes at most
20 seconds for 2,400 images from nothing; on the contest's images all 49 exact duplicates between
train and val are found, and after a split train and val are told apart with an AUC of at most 0.55
and share no duplicate.

--own-model also trains the own model (about two minutes on two free cores); without, the ranking of
the fast path is shown beside, and nothing is promised of it. --cost measures how the cost grows
with the book, on drawn images. The contest's images are found as in create.py.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from create import contest
from timing import Figure, machine, report

import labelbook
from labelbook.book import Book
from labelbook.demo import numerals

SECONDS, PRECISION, RECALL, RANKING, ALIKE = 20.0, 0.95, 0.95, 0.9, 0.55


def average_precision(wrong: list[bool]) -> float:
    """Return the average precision of a ranking, the most suspect first."""
    hits = np.asarray(wrong, dtype=bool)
    return float((np.cumsum(hits) / np.arange(1, len(hits) + 1))[hits].mean())


def search(book: Book, what: str, *, own_model: bool) -> float:
    """Search, and give the seconds; those that cores were busy are shown beside."""
    started, busy = time.perf_counter(), time.process_time()
    if own_model:
        book.issues.train_own_model()
    book.issues.find()
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    print(f"{what}: {seconds:.1f} s by the clock, {busy:.1f} s of the processor")
    return seconds


def ranking(book: Book, truth: dict[str, dict[str, str]]) -> float:
    """Return the average precision of the doubt in labels; ambiguous drawings do not count."""
    paths = book.issues.table("mislabelled", ranked=True)["path"].to_list()
    judged = [truth[path] for path in paths if truth[path]["kind"] != "ambiguous"]
    return average_precision([row["given_label"] != row["true_label"] for row in judged])


def judged(book: Book, truth: dict[str, dict[str, str]]) -> str:
    """Return how good the ranking is, and how many of the suspects are wrong."""
    suspects = [truth[path] for path in book.issues.table("mislabelled")["path"].to_list()]
    wrong = [row["given_label"] != row["true_label"] for row in suspects]
    return (
        f"average precision {ranking(book, truth):.3f}, {len(wrong)} suspects of whom "
        f"{np.mean(wrong):.0%} are wrong"
    )


def duplicates(book: Book, truth: dict[str, dict[str, str]]) -> tuple[float, float]:
    """Return recall and precision of pairs; two copies of one drawing are a pair as well."""
    paths = dict(book.samples().select("sample", "path").iter_rows())
    origin = {path: row["duplicate_of"] or path for path, row in truth.items()}
    found = {
        frozenset((paths[issue.sample], paths[other]))
        for issue in book.issues.list("duplicate")
        for other in issue.evidence.samples
    }
    planted = {frozenset((path, of)) for path, of in origin.items() if path != of}
    right = [pair for pair in found if len({origin[path] for path in pair}) == 1]
    return len(planted & found) / len(planted), len(right) / len(found)


def demo(work: Path, *, own_model: bool) -> list[Figure]:
    """Measure on the demo's drawings. Shares are shown as what is missing to 1."""
    drawn = numerals.write(work / "demo-images")
    with drawn.truth.open() as file:
        truth = {row["path"]: row for row in csv.DictReader(file)}
    book, _ = labelbook.create(work / "demo", drawn.images)
    with book:
        seconds = search(book, "demo, fast path from nothing", own_model=False)
        print(f"demo: {judged(book, truth)} on the fast path")
        recall, precision = duplicates(book, truth)
        figures = [
            Figure("demo, fast path from nothing, seconds", seconds, SECONDS),
            Figure("demo, duplicates missed", 1 - recall, 1 - RECALL),
            Figure("demo, pairs that are no duplicates", 1 - precision, 1 - PRECISION),
        ]
        if own_model:
            search(book, "demo, own model", own_model=True)
            print(f"demo: {judged(book, truth)} with the own model")
            missing = 1 - ranking(book, truth)
            figures.append(
                Figure("demo, 1 - average precision with the own model", missing, 1 - RANKING)
            )
    return figures


def real(work: Path, folder: Path) -> list[Figure]:
    """Measure on the contest's images."""
    book, _ = labelbook.create(work / "contest", folder)
    with book:
        seconds = search(book, "contest, fast path from nothing", own_model=False)
        samples = book.samples()
        split = dict(samples.select("sample", "split").iter_rows())
        exact = {
            frozenset((issue.sample, other))
            for issue in book.issues.list("leak")
            for other in issue.evidence.samples
            if issue.score == 1 and {split[issue.sample], split[other]} == {"train", "val"}
        }
        proposal = book.issues.propose_split()
        before, after = proposal.before, proposal.after
        assert before.auc is not None and after.auc is not None
        print(
            f"contest: AUC {before.auc.value:.3f} ({before.auc.low:.3f}-{before.auc.high:.3f}) "
            f"before, {after.auc.value:.3f} ({after.auc.low:.3f}-{after.auc.high:.3f}) after; "
            f"leaks {before.leaks} before, {after.leaks} after"
        )
    return [
        Figure("contest, fast path from nothing, seconds", seconds, SECONDS),
        Figure("contest, exact duplicates between train and val", len(exact), 49, exact=True),
        Figure("contest, AUC after the split", after.auc.value, ALIKE),
        Figure("contest, leaks after the split", after.leaks, 0, exact=True),
    ]


def cost(work: Path, sizes: tuple[int, int]) -> list[Figure]:
    """Compare two sizes: seconds per n log n of the larger against the smaller."""
    per = []
    for size in sizes:
        drawn = numerals.write(work / f"drawn-{size}", samples=size)
        book, _ = labelbook.create(work / f"book-{size}", drawn.images)
        with book:
            seconds = search(book, f"{size:,} drawn images", own_model=False)
        per.append(seconds / (size * np.log(size)))
    return [Figure(f"{sizes[1]:,} against {sizes[0]:,}: cost per n log n", per[1] / per[0], 1.0)]


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contest", type=Path, help="the contest's images")
    parser.add_argument("--own-model", action="store_true", help="train the own model as well")
    parser.add_argument("--cost", type=int, nargs=2, metavar="N", help="two sizes to compare")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        figures = demo(work, own_model=options.own_model)
        folder = contest(options.contest)
        if folder is None:
            print("The contest's images are not there: that part is left out.")
        else:
            figures += real(work, folder)
        if options.cost:
            figures += cost(work, tuple(options.cost))
    if not report("issues", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
