"""`labelbook create` against a bare loop that reads, hashes and decodes the same files.

Promises: `create` takes at most twice the time of the bare loop on as many processes, on the
contest's images, on 60,000 generated ones, and on those with five metadata columns beside them, and
never holds 1 GiB of memory.

Both are run as processes of their own from start to exit, as a person runs them, turn by turn in
one run, with all files in the page cache; the ratio is that of the medians. The bare loop is
`bare_loop.py`. Memory is that of the whole process tree, in one more run which is not timed.

The generated images are the demo's drawings, all 60,000 drawn one by one (two minutes on two
cores; --work keeps them for the next run). The contest's images lie in the folder that
LABELBOOK_CONTEST or --contest names, or in ../shared/contest beside the repository; where there
are none that part is left out.
"""

from __future__ import annotations

import argparse
import csv
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from timing import Figure, machine, peak_memory, report, run_quietly

from labelbook.demo import numerals

RATIO, MEMORY = 2.0, 1024.0
ROOT = Path(__file__).resolve().parent.parent


def contest(named: Path | None) -> Path | None:
    """Find the contest's images; None when they are not there."""
    from_shell = os.environ.get("LABELBOOK_CONTEST")
    place = named or (Path(from_shell) if from_shell else ROOT.parent / "shared" / "contest")
    return place if place.is_dir() else None


def generated(work: Path, count: int, seed: int) -> Path:
    """Draw the images, or take those that an earlier run left there."""
    place = work / f"drawn-{count}-{seed}"
    started = time.perf_counter()
    drawn = numerals.write(place, seed=seed, samples=count)
    print(f"{count:,} images drawn or found in {time.perf_counter() - started:.0f} s")
    return drawn.images


def with_metadata(drawn: Path, count: int) -> Path:
    """Return the drawn images once more, with a `metadata.csv` of five columns beside them."""
    place = drawn.with_name(f"{drawn.name}-metadata")
    table = place / "metadata.csv"
    if table.is_file():
        return place
    images = sorted(path for path in drawn.rglob("*") if path.is_file())
    for path in images:
        other = place / path.relative_to(drawn)
        other.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, other)
    with table.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file_name", "patient", "site", "age", "taken", "note"])
        for number, path in enumerate(images):
            name = path.relative_to(drawn).as_posix()
            taken = f"2024-{1 + number % 12:02}-{1 + number % 28:02}"
            site = ("north", "south", "east", "west")[number % 4]
            patient = f"p{number // 20:05}"
            rows.writerow([name, patient, site, number % 90, taken, f"note {number} of {count}"])
    return place


def labelbook() -> str:
    """Return the command as it was installed beside this Python."""
    beside = Path(sys.executable).with_name("labelbook")
    found = str(beside) if beside.exists() else shutil.which("labelbook")
    if not found:
        sys.exit("there is no command `labelbook`: install the package first (make bench does)")
    return found


def measure(name: str, folder: Path, rounds: int, work: Path) -> list[Figure]:
    """Run both turn by turn on one folder."""
    files = warm(folder)
    bare = [sys.executable, str(Path(__file__).with_name("bare_loop.py")), str(folder)]
    book = work / "made"
    create = [labelbook(), "create", str(book), "--from", str(folder)]
    times: dict[str, list[float]] = {"bare loop": [], "create": []}
    # One turn that does not count: the modules, too, come into the page cache.
    for turn in range(rounds + 1):
        for what, command in (("bare loop", bare), ("create", create)):
            seconds = run_quietly(command)
            if turn:
                times[what].append(seconds)
            shutil.rmtree(book, ignore_errors=True)
    memory = peak_memory(create)
    shutil.rmtree(book, ignore_errors=True)
    for what, seconds_each in times.items():
        shown = " ".join(f"{seconds:.2f}" for seconds in seconds_each)
        print(f"{name}, {what}: {shown} s, median {median(seconds_each):.2f} s")
    ratio = median(times["create"]) / median(times["bare loop"])
    return [
        Figure(f"{name}, {files:,} files: create / bare loop", ratio, RATIO),
        Figure(f"{name}, {files:,} files: peak memory, MiB", memory, MEMORY),
    ]


def warm(folder: Path) -> int:
    """Read every file once, so that both find all of them in the page cache; returns how many."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        path.read_bytes()
    return len(files)


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contest", type=Path, help="the contest's images")
    parser.add_argument("--images", type=int, default=60_000, help="generated images, 0 for none")
    parser.add_argument("--seed", type=int, default=7, help="of the generated images")
    parser.add_argument("--rounds", type=int, default=5, help="on the contest's images")
    parser.add_argument("--many-rounds", type=int, default=3, help="on the generated images")
    parser.add_argument("--work", type=Path, help="keep the drawn images here for the next run")
    options = parser.parse_args()
    print(machine())
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as temporary:
        folder = contest(options.contest)
        if folder is None:
            print("The contest's images are not there: that part is left out.")
        else:
            figures += measure("contest", folder, options.rounds, Path(temporary))
        if options.images:
            drawn = generated(options.work or Path(temporary), options.images, options.seed)
            figures += measure("generated", drawn, options.many_rounds, Path(temporary))
            described = with_metadata(drawn, options.images)
            figures += measure("with metadata", described, options.many_rounds, Path(temporary))
    if not report("create", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
