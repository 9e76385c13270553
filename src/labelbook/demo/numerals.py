"""The demo data set as files: images in SPLIT/CLASS/FILE, and a table of their true labels."""

from __future__ import annotations

import csv
import io
import logging
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from labelbook.core.parallel import cores, pool
from labelbook.demo import alter, compose, doodles, page, plan, scan
from labelbook.demo.hands import BY_NAME
from labelbook.demo.plan import DrawnNumeral
from labelbook.errors import BadInput

log = logging.getLogger("labelbook.demo")

IMAGES = "numerals"
TRUTH = "truth.csv"
TRUTH_COLUMNS = (
    "path",
    "given_label",
    "true_label",
    "kind",
    "hand",
    "duplicate_of",
    "alternative_label",
)
FEWEST = 100
_CHUNK = 60
_POOL_FROM = 400  # Below this, starting processes costs more than it saves.


@dataclass(frozen=True)
class DemoReport:
    """What was written. images: folder of SPLIT/CLASS/FILE. kinds: how many of each kind."""

    images: Path
    truth: Path
    samples: int
    kinds: dict[str, int]


def write(
    folder: Path,
    *,
    seed: int = 0,
    samples: int = 2400,
    processes: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> DemoReport:
    """Draw `samples` images into FOLDER/numerals and write the truth into FOLDER/truth.csv.

    The same seed gives the same bytes. Images that are there already are left alone, so that a run
    that was stopped can go on. processes: how many draw (1: this one only; None: one a core);
    with more than one, a script must call it below `if __name__ == "__main__"`.
    Columns of truth.csv: path (below FOLDER/numerals), given_label (the folder's), true_label
    (empty for a doodle), kind (see `plan.KINDS`), hand, duplicate_of (a path), and
    alternative_label (of an ambiguous drawing).
    Raises BadInput below 100 samples, or where FOLDER holds another data set.
    """
    if samples < FEWEST:
        raise BadInput(f"{samples} demo images are too few: ask for {FEWEST} or more")
    if seed < 0:
        raise BadInput(f"the seed of the demo data is {seed}: use 0 or more")
    folder = Path(folder)
    drawings = plan.make(seed, samples)
    _write_truth(folder, drawings)
    images = folder / IMAGES
    for parent in {Path(d.path).parent for d in drawings}:
        (images / parent).mkdir(parents=True, exist_ok=True)
    missing = [d for d in drawings if not (images / d.path).is_file()]
    done = samples - len(missing)
    for drawn in _draw_all(images, seed, missing, processes or cores()):
        done += drawn
        if progress is not None:
            progress(done, samples)
    return DemoReport(images, folder / TRUTH, samples, dict(Counter(d.kind for d in drawings)))


def draw(seed: int, drawing: DrawnNumeral) -> bytes:
    """Draw one image of the plan: the bytes of a greyscale PNG."""
    rng = np.random.default_rng([seed, 1, drawing.original])
    hand = BY_NAME[drawing.hand]
    if drawing.glyphs:
        strokes = compose.numeral(drawing.glyphs, hand, rng)
    else:
        strokes = doodles.doodle(hand, rng)
    pixels = scan.scan(page.lay_out(strokes, hand, rng), hand.scan, rng)
    if drawing.alteration:
        own = np.random.default_rng([seed, 2, drawing.index])
        pixels = alter.ALTERATIONS[drawing.alteration](pixels, own)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG", compress_level=6)
    return file.getvalue()


def _draw_all(
    images: Path, seed: int, drawings: Sequence[DrawnNumeral], processes: int
) -> Iterator[int]:
    """Draw in several processes, or here. Yields how many more are written."""
    chunks = [drawings[k : k + _CHUNK] for k in range(0, len(drawings), _CHUNK)]
    if processes > 1 and len(drawings) >= _POOL_FROM:
        finished = set()
        try:
            with pool(min(processes, len(chunks)), [__name__]) as workers:
                jobs = {
                    workers.submit(_draw_chunk, images, seed, c): k for k, c in enumerate(chunks)
                }
                for job in as_completed(jobs):
                    drawn = job.result()
                    finished.add(jobs[job])
                    yield drawn
        except BrokenProcessPool:
            log.warning("no worker processes can be had here: drawing goes on in this one")
        chunks = [chunk for k, chunk in enumerate(chunks) if k not in finished]
    for chunk in chunks:
        yield _draw_chunk(images, seed, chunk)


def _draw_chunk(images: Path, seed: int, drawings: Sequence[DrawnNumeral]) -> int:
    for drawing in drawings:
        path = images / drawing.path
        unfinished = path.with_name(f".{path.name}.part")
        unfinished.write_bytes(draw(seed, drawing))
        unfinished.replace(path)
    return len(drawings)


def _write_truth(folder: Path, drawings: Sequence[DrawnNumeral]) -> None:
    """Write truth.csv, or check that the one that is there is the same."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(TRUTH_COLUMNS)
    for d in sorted(drawings, key=lambda drawing: drawing.path):
        of = drawings[d.original].path if d.original != d.index else ""
        rows.writerow([d.path, d.label, d.true, d.kind, d.hand, of, d.alternative])
    truth = folder / TRUTH
    if truth.exists():
        if truth.read_text(encoding="utf-8") != text.getvalue():
            raise BadInput(f"{folder} holds other demo images: delete it or choose another folder")
    elif (folder / IMAGES).exists():
        raise BadInput(f"{folder / IMAGES} is there already: choose another folder")
    else:
        folder.mkdir(parents=True, exist_ok=True)
        truth.write_text(text.getvalue(), encoding="utf-8")
