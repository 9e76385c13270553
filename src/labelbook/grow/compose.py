"""Counterfactuals without a hand: strokes taken away or added, each checked before it is added."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl

from labelbook.context import BookContext
from labelbook.core.arrays import rows_of, unit
from labelbook.core.limits import CONTEST_LIMIT, IMAGES, MAX_ID
from labelbook.errors import BadInput
from labelbook.grow import candidates, gradients, make, parents, quick_look, stroke_edits
from labelbook.grow.candidate_records import CandidateSet, NewSet
from labelbook.grow.laws import decisions
from labelbook.grow.laws.discover import LabelledPlanes
from labelbook.grow.records import Parents, Slot
from labelbook.grow.stroke_edits import Way
from labelbook.grow.worker import File
from labelbook.images import decode, pictures
from labelbook.journal.changesets import Origin
from labelbook.journal.records import Changeset
from labelbook.maps import styles

if TYPE_CHECKING:
    from labelbook.core.types import Progress
    from labelbook.journal.database import Database

Made = tuple[Slot, File]

ATTEMPTS = 400
"""Attempts where nothing is said; of drawings that suit, about a third are added."""

MOST = 10_000
"""Attempts at most, whatever the total: what is not reached then would not be."""

LOT, FEWEST = 400, 60
"""Attempts that are made and checked together, at most and at least."""

PER_ADDED = 6
"""So many attempts are made at once for each sample that is still wanted."""

SURE, AHEAD = 0.5, 0.2
"""Added is what resembles its class at least so much, and so much more than any other."""

LIKE = 0.15
"""Shown is what resembles its class so much; below that it is dropped."""

YIELD = 0.02
"""A lot of which a smaller share is new is the last: there is little left to compose."""

UNSURE = "composed, but the model is not sure"


@dataclass(frozen=True)
class ComposeOrder:
    """What is asked for. total: images of train and val afterwards, as far as the model is sure;
    attempts: None for ATTEMPTS, or for what a total takes.
    """

    total: int | None = None
    attempts: int | None = None
    seed: int = 0
    author: str = "labelbook"
    message: str = ""


@dataclass(frozen=True)
class ComposeReport:
    """What composing did. review: what a person should look at; dropped: what came to nothing.

    tried: attempts; missing: samples that a total still lacks.
    """

    changeset: Changeset | None
    added: dict[str, int]
    review: CandidateSet | None
    dropped: int
    tried: int
    missing: int


@dataclass(frozen=True, eq=False)
class _Ground:
    """Who is composed of. hands: (n, d) unit vectors of style; seen: the same rows."""

    parents: Parents
    hands: npt.NDArray[np.float32]
    seen: LabelledPlanes
    ways: list[Way]


@dataclass
class _Found:
    """What has come of the attempts so far."""

    sure: list[Made]
    doubtful: list[tuple[Slot, File, float]]
    offered: set[str]
    tried: int = 0


def check(ctx: BookContext, order: ComposeOrder) -> int:
    """Return how many samples may be added; BadInput where the order cannot be."""
    if order.attempts is not None and not 1 <= order.attempts <= MOST:
        raise BadInput(f"{order.attempts:,} attempts cannot be made: use 1 to {MOST:,}")
    if not 0 <= order.seed <= MAX_ID:
        raise BadInput(f"the seed {order.seed} is out of range: use 0 to {MAX_ID}")
    now = ctx.journal.samples().filter(~pl.col("excluded") & (pl.col("split") != "test"))
    held = now.drop_nulls("label").height
    if order.total is not None:
        if not held < order.total <= 1_000_000:
            raise BadInput(
                f"train and val hold {held:,} images: ask for a total of {held + 1:,} to 1,000,000"
            )
        return order.total - held
    # Not beyond what the contest allows, in a book that keeps to it.
    return CONTEST_LIMIT - held if held < CONTEST_LIMIT else MOST


def run(ctx: BookContext, order: ComposeOrder, progress: Progress | None = None) -> ComposeReport:
    """Compose samples; add those that a model is sure of, keep the others to show."""
    room = check(ctx, order)
    ground = _ground(ctx)
    attempts = order.attempts or (ATTEMPTS if order.total is None else MOST)
    found = _Found([], [], set(candidates.known(ctx)))
    while found.tried < attempts and len(found.sure) < room:
        before = len(found.sure)
        lot = min(LOT, max(FEWEST, PER_ADDED * (room - before)), attempts - found.tried)
        made = _lot(ctx, ground, found, (lot, order.seed), _Told(progress, room, attempts))
        found.tried += lot
        found.sure += made
        if len(found.sure) - before < YIELD * lot:
            break
    kept = found.sure[:room]
    changeset = None
    if kept:
        what = order.message or f"{found.tried:,} attempts, seed {order.seed}"
        changeset = make.add(ctx, kept, Origin(order.author, what, "compose"))
    review = _review(ctx.database, found.doubtful, order.author)
    shown = 0 if review is None else len(review.candidates)
    missing = 0 if order.total is None else room - len(kept)
    dropped = found.tried - len(kept) - shown
    return ComposeReport(changeset, _counted(kept), review, dropped, found.tried, missing)


@dataclass(frozen=True)
class _Told:
    """How far composing is: attempts, of as many as the room seems to take."""

    progress: Progress | None
    room: int
    attempts: int

    def so_far(self, found: _Found, done: int) -> None:
        if self.progress is None:
            return
        tried = found.tried + done
        total = self.attempts
        if found.tried and found.sure:
            total = min(total, round(self.room * found.tried / len(found.sure)))
        self.progress(tried, max(total, tried + 1))


def _ground(ctx: BookContext) -> _Ground:
    in_force, _ = decisions.in_force(ctx, tuple(stroke_edits.ERASING))
    ways = stroke_edits.ways(in_force)
    if not ways:
        raise BadInput(
            "no law says what erasing the first or last stroke makes of a class: decide one "
            "(labelbook laws --set erase-right:CLASS=...), or let the samples speak (--discover)"
        )
    able = parents.ground(ctx, None).parents
    frame = ctx.journal.samples().filter(pl.col("sample").is_in(able.samples.tolist()))
    _, seen, _ = decisions.look(ctx, None, frame)
    plain = styles.without_class(gradients.features(seen.planes), seen.label)
    hands = unit(plain)
    return _Ground(able, hands, seen, ways)


def _lot(
    ctx: BookContext,
    ground: _Ground,
    found: _Found,
    lot: tuple[int, int],
    told: _Told,
) -> list[Made]:
    """Make and check one lot (attempts, seed); returns what is sure, notes what is doubtful."""
    count, seed = lot
    slots = stroke_edits.slots(ground.parents, ground.hands, ground.ways, count, seed, found.tried)
    files, _ = make.make_files(ctx, slots, lambda done, _: told.so_far(found, done))
    places = [place for place in sorted(files) if _is_new(files[place], found)]
    if not places:
        return []
    said = _said(ctx, ground, [(slots[place], files[place]) for place in places])
    wanted = np.array([ground.seen.classes.index(slots[place].label) for place in places])
    own = said[np.arange(len(places)), wanted]
    rest = said.copy()
    rest[np.arange(len(places)), wanted] = -np.inf
    sure = (own >= SURE) & (own - rest.max(axis=1) >= AHEAD)
    found.doubtful += [
        (slots[places[row]], files[places[row]], float(1 - own[row]))
        for row in np.flatnonzero(~sure & (own >= LIKE)).tolist()
    ]
    return [(slots[places[row]], files[places[row]]) for row in np.flatnonzero(sure).tolist()]


def _is_new(file: File, found: _Found) -> bool:
    """Return whether nobody has seen this content: neither as a sample nor as a candidate."""
    if file.hash in found.offered:
        return False
    found.offered.add(file.hash)
    return True


def _said(ctx: BookContext, ground: _Ground, made: Sequence[Made]) -> npt.NDArray[np.float32]:
    """How much each resembles each class, to a model that never saw what was changed."""
    folder = ctx.directory / IMAGES
    asked = np.stack(
        [
            pictures.plane(
                decode.open_plain((folder / file.location).read_bytes()), drawn=ground.seen.drawn
            )
            for _, file in made
        ]
    )
    of = rows_of(ground.parents.samples, [slot.parents[0] for slot, _ in made])
    seen = ground.seen
    return quick_look.likeness(seen.planes, seen.label, len(seen.classes), seen.group, asked, of)


def _counted(kept: Sequence[Made]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for slot, _ in kept:
        counts[slot.label] = counts.get(slot.label, 0) + 1
    return dict(sorted(counts.items()))


def _review(
    database: Database, doubtful: list[tuple[Slot, File, float]], author: str
) -> CandidateSet | None:
    if not doubtful:
        return None
    likeliest = sorted(doubtful, key=lambda each: each[2])[: candidates.MOST]
    made = NewSet("compose", "", "", UNSURE, "model", (), author)
    return candidates.keep(database, made, likeliest)
