"""Counterfactuals without a hand: strokes taken away or added, each checked before it is added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from labelbook.augment import compose, gradients, quick
from labelbook.augment.plan import Slot
from labelbook.augment.worker import File
from labelbook.book import boosting, grown, laws, parents
from labelbook.book.files import IMAGES
from labelbook.errors import BadInput
from labelbook.issues import styles
from labelbook.journal.changesets import Origin
from labelbook.journal.records import Changeset
from labelbook.settings import CONTEST_LIMIT

if TYPE_CHECKING:
    from labelbook.book.boosting import Boost
    from labelbook.book.files import Progress
    from labelbook.book.growing import Growing
    from labelbook.journal.database import Database

MOST = 2_000
SURE, AHEAD = 0.5, 0.2
"""Added is what resembles its class at least so much, and so much more than any other."""

LIKE = 0.15
"""Shown is what resembles its class so much; below that it is dropped."""

_REVIEWED = 200


@dataclass(frozen=True)
class ComposeReport:
    """What composing did. review: what a person should look at; dropped: what came to nothing."""

    changeset: Changeset | None
    added: dict[str, int]
    review: Boost | None
    dropped: int


def run(
    book: Growing,
    database: Database,
    count: int,
    seed: int,
    origin: Origin,
    progress: Progress | None = None,
) -> ComposeReport:
    """Compose up to `count` samples; add those that a model is sure of, keep the others to show."""
    if not 1 <= count <= MOST:
        raise BadInput(f"{count} samples cannot be composed at once: use 1 to {MOST:,}")
    now = book.samples().filter(~pl.col("excluded") & (pl.col("split") != "test"))
    room = CONTEST_LIMIT - now.drop_nulls("label").height
    in_force, _ = laws.in_force(book, database, tuple(compose.ERASING))
    ways = compose.ways(in_force)
    if not ways:
        raise BadInput(
            "no law says what erasing the first or last stroke makes of a class: decide one "
            "(labelbook laws --set erase-right:CLASS=...), or let the samples speak (--discover)"
        )
    ground = parents.ground(book, database, None)
    frame = book.samples().filter(pl.col("sample").is_in(ground.parents.samples.tolist()))
    _, seen, _ = laws.look(book, database, None, frame)
    plain = styles.without_class(gradients.features(seen.planes), seen.label)
    hands = plain / np.maximum(np.linalg.norm(plain, axis=1, keepdims=True), 1e-6)
    slots = compose.slots(ground.parents, hands, ways, count, seed)
    files, failed = grown.make_files(book, database, slots, progress)
    places = sorted(files)
    if not places:
        return ComposeReport(None, {}, None, sum(failed.values()))
    folder = book.directory / IMAGES
    asked = np.stack([boosting.plane_of(folder, files[place]) for place in places])
    of = np.searchsorted(ground.parents.samples, [slots[place].parents[0] for place in places])
    said = quick.likeness(
        seen.planes, seen.label, len(seen.classes), seen.group, asked, of.astype(np.int64)
    )
    wanted = np.array([seen.classes.index(slots[place].label) for place in places])
    own = said[np.arange(len(places)), wanted]
    rest = said.copy()
    rest[np.arange(len(places)), wanted] = -np.inf
    sure = (own >= SURE) & (own - rest.max(axis=1) >= AHEAD)
    if room > 0:  # Not beyond what the contest allows, in a book that keeps to it.
        sure[np.flatnonzero(sure)[room:]] = False
    shown = ~sure & (own >= LIKE)
    kept = [(slots[places[row]], files[places[row]]) for row in np.flatnonzero(sure).tolist()]
    doubtful = [
        (slots[places[row]], files[places[row]], float(1 - own[row]))
        for row in sorted(np.flatnonzero(shown).tolist(), key=lambda row: -own[row])
    ]
    made = grown.add(book, database, kept, origin) if kept else None
    dropped = len(slots) - len(kept) - len(doubtful)
    return ComposeReport(made, _counted(kept), _review(book, doubtful), dropped)


def _counted(kept: list[tuple[Slot, File]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for slot, _ in kept:
        counts[slot.label] = counts.get(slot.label, 0) + 1
    return dict(sorted(counts.items()))


def _review(book: Growing, doubtful: list[tuple[Slot, File, float]]) -> Boost | None:
    if not doubtful:
        return None
    source = "composed, but the model is not sure"
    return boosting.keep(book, "", "", (), source, doubtful[:_REVIEWED], "compose")
