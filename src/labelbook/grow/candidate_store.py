"""The rows of candidates: added, left out, or found again among the samples.

They are no samples and change none. That one was added is not stored here: a candidate counts as
added while a sample of its content is in the book, so undoing the changeset lets it wait again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, exists, insert, select, update

from labelbook.core import clock
from labelbook.core.limits import MAX_AUTHOR, MAX_ID
from labelbook.errors import BadInput, NotFound
from labelbook.grow.candidate_records import Candidate, CandidateSet, NewCandidate, NewSet
from labelbook.journal import cells
from labelbook.journal.tables import samples as schema
from labelbook.journal.tables.growth import candidate_sets, candidates

DISTANCE = "apart"
"""The column of a candidate's distance."""


def add(connection: Connection, new: NewSet, images: Sequence[NewCandidate]) -> CandidateSet:
    """Add candidates, in the order in which they are shown."""
    values = {
        **asdict(new),
        "mistakes": json.dumps(new.mistakes),
        "author": cells.clean_name(new.author, "author's name", MAX_AUTHOR),
        "at": clock.now(),
    }
    key = connection.execute(insert(candidate_sets).values(values)).inserted_primary_key
    assert key is not None
    rows = [
        {
            **asdict(image),
            DISTANCE: image.distance,
            "parents": json.dumps(image.parents),
            "set": key[0],
            "place": place,
        }
        for place, image in enumerate(images)
    ]
    for row in rows:
        del row["distance"]
    if rows:
        connection.execute(insert(candidates), rows)
    return get(connection, int(key[0]))


def get(connection: Connection, set: int) -> CandidateSet:
    """Return a set with all its candidates; NotFound if there is none."""
    found = _sets(connection, set) if 0 < set <= MAX_ID else []
    if not found:
        raise NotFound(f"there is no set of candidates {set} in this book")
    return found[0]


def list_sets(connection: Connection) -> list[CandidateSet]:
    """Return all sets, the newest first."""
    return _sets(connection, None)


def leave_out(
    connection: Connection, set: int, places: Sequence[int], author: str | None
) -> CandidateSet:
    """Leave candidates out, or restore them (author: None); BadInput for one there is not."""
    known = {each.place for each in get(connection, set).candidates}
    for place in places:
        if place not in known:
            raise BadInput(f"there is no candidate {place}: choose among 0 to {len(known) - 1}")
    who = None if author is None else cells.clean_name(author, "author's name", MAX_AUTHOR)
    values = {"left_out_by": who, "left_out_at": None if who is None else clock.now()}
    table = candidates.c
    undecided = table.left_out_by.is_(None) if who is not None else table.left_out_by.is_not(None)
    for start in range(0, len(places), cells.CHUNK):
        chunk = places[start : start + cells.CHUNK]
        own = (table.set == set) & table.place.in_(chunk) & undecided
        connection.execute(update(candidates).where(own).values(values))
    return get(connection, set)


def hashes(connection: Connection) -> frozenset[str]:
    """Return the content hashes of all candidates that there ever were."""
    return frozenset(connection.execute(select(candidates.c.hash).distinct()).scalars())


def _sets(connection: Connection, set: int | None) -> list[CandidateSet]:
    samples, state = schema.samples.c, schema.state.c
    added = exists().where(
        samples.hash == candidates.c.hash, state.sample == samples.id, state.present.is_(True)
    )
    query = select(candidates, added.label("added")).order_by(candidates.c.place)
    heads = select(candidate_sets).order_by(candidate_sets.c.id.desc())
    if set is not None:
        query, heads = query.where(candidates.c.set == set), heads.where(candidate_sets.c.id == set)
    own: dict[int, list[Candidate]] = {}
    for row in connection.execute(query).mappings():
        names = {name: name for name in Candidate.__dataclass_fields__} | {"distance": DISTANCE}
        values = {name: row[column] for name, column in names.items()}
        values["parents"] = tuple(json.loads(row["parents"]))
        own.setdefault(row["set"], []).append(Candidate(**values))
    return [
        CandidateSet(
            **{**row, "mistakes": tuple(json.loads(row["mistakes"]))},
            candidates=tuple(own.get(row["id"], ())),
        )
        for row in connection.execute(heads).mappings()
    ]
