"""`Book.embed` against the bare model on tensors that are in memory already.

Promise: embedding a book, from its files to vectors on disk, runs at no less than 0.8 of the speed
of the bare model, that is at most 1.25 times its time.

The bare model is the same graph on the same images, decoded and scaled before the clock starts,
called in the same batches by as many threads as there are cores (which is quicker than one call
with as many threads inside). Both are run turn by turn in one process; the ratios are those of the
medians, of the seconds that passed and of the seconds that cores were busy: the second means
something on a machine that does other work too. The books are the contest's (LABELBOOK_CONTEST, or
../shared/contest beside the repository) where it is there, and the demo book's drawings.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from statistics import median

import numpy as np
from create import contest
from timing import Figure, machine, report

import labelbook
from labelbook import Book
from labelbook.demo import numerals
from labelbook.images.opened import Opened
from labelbook.maps.embed_images import BATCH
from labelbook.maps.embedders import DEFAULT, open_embedders
from labelbook.maps.embedders.sessions import cores

SLOWER = 1.25


def measure(name: str, book: Book, rounds: int) -> list[Figure]:
    """Embed a book and run the bare model, turn by turn."""
    cache = book.directory / "cache"
    embedder = open_embedders(DEFAULT, cache / "models")[0]
    model = embedder.load()
    found = book.samples().unique("hash", keep="first", maintain_order=True)
    paths = [book.image_path(sample) for sample in found["sample"].to_list()]
    pixels = np.stack([embedder.prepare(Opened.of(path.read_bytes())) for path in paths])
    batches = [pixels[start : start + BATCH] for start in range(0, len(pixels), BATCH)]
    wall: dict[str, list[float]] = {"bare model": [], "embed": []}
    busy: dict[str, list[float]] = {"bare model": [], "embed": []}

    def bare() -> None:
        with ThreadPoolExecutor(cores()) as pool:
            list(pool.map(model, batches))

    for turn in range(rounds + 1):
        shutil.rmtree(cache / "embeddings", ignore_errors=True)
        for what, work in (("bare model", bare), ("embed", partial(book.map.embed, DEFAULT))):
            started, used = time.perf_counter(), time.process_time()
            work()
            # One turn that does not count.
            if turn:
                wall[what].append(time.perf_counter() - started)
                busy[what].append(time.process_time() - used)
    for what in wall:
        shown = " ".join(f"{value:.2f}" for value in wall[what])
        speed = len(pixels) / median(wall[what])
        print(
            f"{name}, {what}: {shown} s, median {speed:,.0f} images/s; "
            f"{1000 * median(busy[what]) / len(pixels):.2f} ms of a core an image"
        )
    ratios = [median(times["embed"]) / median(times["bare model"]) for times in (wall, busy)]
    return [
        Figure(f"{name}, {len(pixels):,} images: embed / bare model, seconds", ratios[0], SLOWER),
        Figure(f"{name}, {len(pixels):,} images: embed / bare model, of a core", ratios[1], SLOWER),
    ]


def main() -> None:
    """Measure, print the table, and fail where the promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--contest", type=Path, help="the contest's images")
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    print(machine())
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        folders = {"demo": numerals.write(work / "drawn", seed=0).images}
        images = contest(options.contest)
        if images is None:
            print("The contest's images are not there: that part is left out.")
        else:
            folders["contest"] = images
        for name, folder in folders.items():
            with labelbook.create(work / name, folder)[0] as book:
                figures += measure(name, book, options.rounds)
    if not report("embed", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
