"""How fast a book grows: from raw images to 10,000 with the default plan, the same bytes each time.

Promises: at most 60 s on two cores from a new book of 2,392 images, planning included; at least 300
images a second written, measured on the making alone; the same seed makes the same images.

Images: a folder of real ones (LABELBOOK_CONTEST or --images), else the demo's drawings.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from timing import Figure, machine, report

import labelbook
from labelbook.demo import numerals
from labelbook.grow.make import make_files
from labelbook.grow.plan import GrowOrder, plan

TOTAL = 10_000
SECONDS = 60
A_SECOND = 300


def grown(images: Path, place: Path, seed: int) -> tuple[list[str], float, int]:
    """Make a book and grow it; returns the hashes, the seconds, and how many images were made."""
    made, _ = labelbook.create(place, images)
    with made as book:
        started = time.perf_counter()
        found = book.growth.make(GrowOrder(total=TOTAL, seed=seed))
        seconds = time.perf_counter() - started
        new = book.samples().filter(origin="augmented")
        assert found.changeset is not None
        assert not found.failed, found.failed
        return new["hash"].to_list(), seconds, new.height


def rate(images: Path, place: Path) -> float:
    """Images a second, written by all cores."""
    made, _ = labelbook.create(place, images)
    with made as book:
        _, slots = plan(book.context, GrowOrder(total=6_000))
        started = time.perf_counter()
        files, _ = make_files(book.context, slots)
        return len(files) / (time.perf_counter() - started)


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--images", type=Path, default=os.environ.get("LABELBOOK_CONTEST"))
    given = ask.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        images = given.images or numerals.write(folder / "drawn", seed=0).images
        first, seconds, count = grown(Path(images), folder / "one", 1)
        again, _, _ = grown(Path(images), folder / "two", 1)
        other, _, _ = grown(Path(images), folder / "three", 2)
        a_second = rate(Path(images), folder / "four")
    alike = sum(one != two for one, two in zip(first, again, strict=True))
    shared = len(set(first) & set(other)) / count
    print(f"{count:,} made; another seed shares {shared:.1%} of the images")
    print(f"{a_second:.0f} images a second")
    figures = [
        Figure(f"seconds to {TOTAL:,}, planning included", seconds, SECONDS),
        Figure("seconds for 300 images", A_SECOND / a_second, 1),
        Figure("images that differ with the same seed", alike, 0, exact=True),
    ]
    if not report("grow", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
