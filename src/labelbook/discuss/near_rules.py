"""What a book says of its rules: the nearest decided cases, and what contradicts them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from labelbook.discuss import handbook, precedents
from labelbook.discuss import rules as rulebook
from labelbook.discuss.handbook import Written
from labelbook.discuss.precedents import Space
from labelbook.discuss.records import Contradiction, Precedent
from labelbook.discuss.rules_service import Ruling
from labelbook.errors import LabelbookError
from labelbook.images.thumbnails import Thumbnail
from labelbook.issues.kinds import KEPT
from labelbook.journal.database import Database
from labelbook.maps import lenses
from labelbook.maps.embed import embeddings


def near(book: Ruling, database: Database, sample: int, limit: int) -> list[Precedent]:
    """Give the decided cases that a sample is most like."""
    rules = book.rules()
    if not any(rule.samples for rule in rules):
        return []
    return precedents.near(_space(book, database), sample, rules, limit)


def contradictions(book: Ruling, database: Database, rule: int) -> list[Contradiction]:
    """Give the samples that contradict a rule."""
    with database.reading() as connection:
        found = rulebook.one(connection, rule)
    space = _space(book, database)
    now = book.samples()
    rows = np.searchsorted(now["sample"].to_numpy(), space.samples)
    there = now[rows]
    kept = there["tags"].list.contains(f"{KEPT}rule-{rule}").to_numpy()
    usable = ~there["excluded"].to_numpy() & ~kept
    return precedents.contradicting(space, there["label"].to_list(), usable, found)


def _space(book: Ruling, database: Database) -> Space:
    """The samples by content; made anew when samples were embedded, came or went."""
    seen = embeddings(book, database, None)
    stamp = (seen.name, len(seen.samples), seen.samples[-1], int(seen.samples.sum()))
    kept = book._space
    if kept is not None and kept[0] == stamp:
        return kept[1]
    nobody = np.zeros(len(seen.samples), dtype=np.int64)
    space = Space(
        seen.samples,
        lenses.fit("content", seen.vectors, nobody, seen.parts).look(seen.vectors, nobody),
    )
    book._space = (stamp, space)
    return space


def write_label_book(book: Ruling, out: Path) -> Written:
    """Write the label book as a file."""

    def picture(sample: int) -> Thumbnail | None:
        try:
            return book.thumbnail(sample, handbook.SIDE)
        except LabelbookError:
            return None

    return handbook.write(book.name, book.classes(), book.rules(), picture, out)
