"""Candidates: images in the book that wait for somebody to add them or leave them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from labelbook.context import BookContext
from labelbook.core.limits import IMAGES
from labelbook.errors import BadInput, Conflict, NotFound
from labelbook.grow import candidate_store as store
from labelbook.grow import make
from labelbook.grow.candidate_records import Candidate, CandidateSet, NewCandidate, NewSet
from labelbook.grow.records import Slot, read_derivation
from labelbook.grow.worker import File
from labelbook.images import facts
from labelbook.journal.changesets import Origin
from labelbook.journal.records import Changeset

if TYPE_CHECKING:
    from labelbook.journal.database import Database

MOST = 200
"""The most candidates of a set: more are too many to look through."""


def add(
    database: Database, new: NewSet, chosen: Sequence[tuple[Slot, File, float]]
) -> CandidateSet:
    """Add a set of candidates. chosen: with the distance that each is ranked by."""
    images = [
        NewCandidate(
            label=slot.label,
            parents=slot.parents,
            recipe=slot.derivation.as_json(),
            seed=slot.derivation.seed,
            distance=distance,
            location=file.location,
            hash=file.hash,
            width=int(file.fields["width"]),
            height=int(file.fields["height"]),
            size=int(file.fields["size"]),
            mode=str(file.fields["mode"]),
        )
        for slot, file, distance in chosen
    ]
    with database.writing() as connection:
        return store.add(connection, new, images)


def known_hashes(ctx: BookContext) -> frozenset[str]:
    """Return the hashes of contents that are samples or were candidates: none is offered again."""
    with ctx.database.reading() as connection:
        return store.hashes(connection).union(ctx.journal.samples()["hash"])


def waiting(ctx: BookContext) -> list[CandidateSet]:
    """Return the sets with a candidate that waits, the newest first."""
    with ctx.database.reading() as connection:
        found = store.list_sets(connection)
    able = _able(ctx)
    return [each for one in found if (each := _without_orphans(one, able)).waiting]


def get(ctx: BookContext, id: int) -> CandidateSet:
    """Return one set, without candidates whose parents may have no children any more."""
    with ctx.database.reading() as connection:
        found = store.get(connection, id)
    return _without_orphans(found, _able(ctx))


def _able(ctx: BookContext) -> frozenset[int]:
    now = ctx.journal.samples().filter(~pl.col("excluded") & (pl.col("split") != "test"))
    return frozenset(now["sample"])


def _without_orphans(found: CandidateSet, able: frozenset[int]) -> CandidateSet:
    """Remove waiting candidates whose parent was excluded or moved to test since."""
    kept = tuple(
        each for each in found.candidates if not each.waits or able.issuperset(each.parents)
    )
    return replace(found, candidates=kept)


def image(ctx: BookContext, id: int, place: int) -> bytes:
    """Return a candidate's file."""
    with ctx.database.reading() as connection:
        found = store.get(connection, id).candidates
    if not 0 <= place < len(found):
        raise NotFound(f"there is no candidate {place}: there are {len(found)}")
    return (ctx.directory / IMAGES / found[place].location).read_bytes()


def leave_out(
    ctx: BookContext,
    id: int,
    places: Sequence[int],
    author: str,
    *,
    back: bool = False,
) -> CandidateSet:
    """Leave candidates out, or let them wait again (back)."""
    with ctx.database.writing() as connection:
        store.leave_out(connection, id, places, None if back else author)
    return get(ctx, id)


def add_as_samples(
    ctx: BookContext, id: int, places: Sequence[int] | None, origin: Origin
) -> Changeset:
    """Add the named candidates that still wait (None = all) as one changeset of samples."""
    found = get(ctx, id)
    with ctx.database.reading() as connection:
        every = len(store.get(connection, id).candidates)
    if places is not None:
        wrong = [place for place in places if not 0 <= place < every]
        if wrong or not places:
            what = f"no candidate {wrong[0]}" if wrong else "nothing accepted"
            raise BadInput(f"there is {what}: choose among 0 to {every - 1}")
    chosen = [each for each in found.waiting if places is None or each.place in set(places)]
    if not chosen:
        raise Conflict("somebody has decided about these since: reload and look again")
    kept = [(_slot(each), _file(ctx, each)) for each in chosen]
    return make.add(ctx, kept, replace(origin, tool=found.tool))


def _slot(each: Candidate) -> Slot:
    return Slot(each.parents, read_derivation(each.recipe, each.seed), each.label)


def _file(ctx: BookContext, each: Candidate) -> File:
    """Return a candidate's file, read again since fields may have been added after the set was."""
    try:
        fields = facts.read((ctx.directory / IMAGES / each.location).read_bytes())
    except OSError as error:
        raise BadInput(
            f"the image of candidate {each.place} cannot be read ({error}): leave it out"
        ) from error
    return File(each.location, each.hash, fields)
