"""A book of many rows over few drawings, for benchmarks of the page and the journal."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import labelbook
from labelbook.demo import numerals
from labelbook.journal import samples
from labelbook.journal.changesets import Origin
from labelbook.journal.records import NewSample

DRAWINGS = 2_400
SEED = 7


def book_of(rows: int, work: Path) -> Path:
    """Make the book in `work`, or take the one that an earlier run left there.

    The book first imports the demo's drawings as anybody would. Then rows are added that share
    these files, each with a path, label and split of its own; nothing else tells them from
    imported ones.
    """
    place = work / f"book-of-{rows}"
    if place.exists():
        return place
    started = time.perf_counter()
    drawn = work / "drawings"
    if not drawn.exists():
        numerals.write(drawn, seed=SEED, samples=DRAWINGS)
    making = work / f"making-{rows}"
    book, _ = labelbook.create(making, drawn / "numerals", author="import")
    with book:
        base = book.samples()
        with book.context.database.writing() as connection:
            folder = drawn / "numerals"
            more = _more(base.rows(named=True), rows - base.height)
            origin = Origin("import", f"{rows} rows", "import", None)
            samples.append_import(connection, [("folder", folder, more)], [], origin)
    making.rename(place)
    print(f"made a book of {rows:,} rows in {time.perf_counter() - started:.0f} s")
    return place


def _more(drawings: list[dict[str, object]], count: int) -> Sequence[NewSample]:
    """Samples that lie in the drawings' files, with paths of their own."""
    generator = np.random.default_rng(SEED)
    picks = generator.integers(0, len(drawings), count).tolist()
    labels = sorted({str(drawing["label"]) for drawing in drawings if drawing["label"]})
    wrong = generator.random(count) < 0.05
    others = generator.integers(0, len(labels), count).tolist()
    return [
        _like(drawings[pick], number, labels[other] if is_wrong else None)
        for number, (pick, is_wrong, other) in enumerate(zip(picks, wrong, others, strict=True))
    ]


def _like(drawing: dict[str, object], number: int, label: str | None) -> NewSample:
    path = str(drawing["path"])
    split = str(drawing["split"])
    label = label or str(drawing["label"])
    return NewSample(
        path=f"{split}/{label}/scan-{number:07}.png",
        location=path,
        hash=str(drawing["hash"]),
        label=label,
        split=split,
        fields={
            **{name: int(str(drawing[name])) for name in ("width", "height", "size")},
            **{"format": str(drawing["format"]), "mode": "L", "origin": "imported"},
        },
    )
