"""Composed samples: strokes removed or added, each result checked by a model before it is added."""

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
"""Attempts by default; about a third of suitable drawings are added."""

MOST = 10_000
"""The most attempts, whatever the total: what is not reached then would not be later."""

BATCH, SMALLEST = 400, 60
"""Attempts that are made and checked together, at most and at least."""

PER_ADDED = 6
"""Attempts made at once for each sample that is still missing."""

SURE, AHEAD = 0.5, 0.2
"""A result is added where its likeness to its class is at least SURE, and AHEAD of any other."""

LIKE = 0.15
"""A result that is not added becomes a candidate from this likeness to its class on."""

YIELD = 0.02
"""A batch of which a smaller share is added is the last: there is little left to compose."""

UNSURE = "composed, but the model is not sure"


@dataclass(frozen=True)
class ComposeOrder:
    """An order to compose. total: images of train and val afterwards, if enough are sure;
    attempts: None = ATTEMPTS, or what a total takes.
    """

    total: int | None = None
    attempts: int | None = None
    seed: int = 0
    author: str = "labelbook"
    message: str = ""


@dataclass(frozen=True)
class ComposeReport:
    """What composing did. review: results that wait as candidates; dropped: attempts without one.

    tried: attempts; missing: samples that a total still lacks.
    """

    changeset: Changeset | None
    added: dict[str, int]
    review: CandidateSet | None
    dropped: int
    tried: int
    missing: int


@dataclass(frozen=True, eq=False)
class _Sources:
    """What is composed from. hands: (n, d) unit vectors of style; planes: of the same samples."""

    parents: Parents
    hands: npt.NDArray[np.float32]
    planes: LabelledPlanes
    ways: list[Way]


@dataclass
class _Found:
    """The results of the attempts so far. known: content hashes that are not offered again."""

    sure: list[Made]
    unsure: list[tuple[Slot, File, float]]
    known: set[str]
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
    # No more than the contest allows, in a book that is within its limit.
    return CONTEST_LIMIT - held if held < CONTEST_LIMIT else MOST


def run(ctx: BookContext, order: ComposeOrder, progress: Progress | None = None) -> ComposeReport:
    """Compose samples; add those that a model is sure of, others become candidates."""
    room = check(ctx, order)
    sources = _sources(ctx)
    attempts = order.attempts or (ATTEMPTS if order.total is None else MOST)
    found = _Found([], [], set(candidates.known_hashes(ctx)))
    while found.tried < attempts and len(found.sure) < room:
        before = len(found.sure)
        batch = min(BATCH, max(SMALLEST, PER_ADDED * (room - before)), attempts - found.tried)
        report = _Report(progress, room, attempts)
        found.sure += _attempt(ctx, sources, found, (batch, order.seed), report)
        found.tried += batch
        if len(found.sure) - before < YIELD * batch:
            break
    kept = found.sure[:room]
    changeset = None
    if kept:
        what = order.message or f"{found.tried:,} attempts, seed {order.seed}"
        changeset = make.add(ctx, kept, Origin(order.author, what, "compose"))
    review = _review(ctx.database, found.unsure, order.author)
    shown = 0 if review is None else len(review.candidates)
    missing = 0 if order.total is None else room - len(kept)
    dropped = found.tried - len(kept) - shown
    return ComposeReport(changeset, _counted(kept), review, dropped, found.tried, missing)


@dataclass(frozen=True)
class _Report:
    """Reports progress: attempts, of as many as seem to be needed for the room."""

    progress: Progress | None
    room: int
    attempts: int

    def __call__(self, found: _Found, done: int) -> None:
        if self.progress is None:
            return
        tried = found.tried + done
        total = self.attempts
        if found.tried and found.sure:
            total = min(total, round(self.room * found.tried / len(found.sure)))
        self.progress(tried, max(total, tried + 1))


def _sources(ctx: BookContext) -> _Sources:
    in_force, _ = decisions.in_force(ctx, tuple(stroke_edits.ERASING))
    ways = stroke_edits.ways(in_force)
    if not ways:
        raise BadInput(
            "no label law says what erasing the first or last stroke makes of a class: decide one, "
            "or test which hold",
            needs="laws",
        )
    able = parents.find(ctx, None).parents
    frame = ctx.journal.samples().filter(pl.col("sample").is_in(able.samples.tolist()))
    _, read, _ = decisions.read_planes(ctx, None, frame)
    plain = styles.without_class(gradients.features(read.planes), read.label)
    hands = unit(plain)
    return _Sources(able, hands, read, ways)


def _attempt(
    ctx: BookContext,
    sources: _Sources,
    found: _Found,
    batch: tuple[int, int],
    report: _Report,
) -> list[Made]:
    """Make and check a batch (attempts, seed); returns what is sure, adds to what is unsure."""
    count, seed = batch
    slots = stroke_edits.slots(
        sources.parents, sources.hands, sources.ways, count, seed, found.tried
    )
    files, _ = make.make_files(ctx, slots, lambda done, _: report(found, done))
    places = [place for place in sorted(files) if _is_new(files[place], found)]
    if not places:
        return []
    likeness = _likeness(ctx, sources, [(slots[place], files[place]) for place in places])
    wanted = np.array([sources.planes.classes.index(slots[place].label) for place in places])
    own = likeness[np.arange(len(places)), wanted]
    rest = likeness.copy()
    rest[np.arange(len(places)), wanted] = -np.inf
    sure = (own >= SURE) & (own - rest.max(axis=1) >= AHEAD)
    found.unsure += [
        (slots[places[row]], files[places[row]], float(1 - own[row]))
        for row in np.flatnonzero(~sure & (own >= LIKE)).tolist()
    ]
    return [(slots[places[row]], files[places[row]]) for row in np.flatnonzero(sure).tolist()]


def _is_new(file: File, found: _Found) -> bool:
    """Return whether a content is new: neither a sample nor a candidate; it is known from then."""
    if file.hash in found.known:
        return False
    found.known.add(file.hash)
    return True


def _likeness(ctx: BookContext, sources: _Sources, made: Sequence[Made]) -> npt.NDArray[np.float32]:
    """Return the likeness to each class, by a model that never saw the parent: (n, classes)."""
    folder = ctx.directory / IMAGES
    asked = np.stack(
        [
            pictures.plane(
                decode.open_plain((folder / file.location).read_bytes()), drawn=sources.planes.drawn
            )
            for _, file in made
        ]
    )
    of = rows_of(sources.parents.samples, [slot.parents[0] for slot, _ in made])
    read = sources.planes
    return quick_look.likeness(read.planes, read.label, len(read.classes), read.group, asked, of)


def _counted(kept: Sequence[Made]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for slot, _ in kept:
        counts[slot.label] = counts.get(slot.label, 0) + 1
    return dict(sorted(counts.items()))


def _review(
    database: Database, unsure: list[tuple[Slot, File, float]], author: str
) -> CandidateSet | None:
    if not unsure:
        return None
    likeliest = sorted(unsure, key=lambda each: each[2])[: candidates.MOST]
    new = NewSet("compose", "", "", UNSURE, "model", (), author)
    return candidates.add(database, new, likeliest)
