"""Proposed changesets: cells that somebody suggests to move, until a reviewer decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from labelbook.core.limits import MAX_MESSAGE
from labelbook.discuss import log
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import Decision, Proposal, ProposedCell, Source, Wish
from labelbook.errors import BadInput, NotFound
from labelbook.journal import cells, changesets, undo
from labelbook.journal.changesets import Origin
from labelbook.journal.records import Changeset, Edit
from labelbook.journal.tables import talk as schema


@dataclass(frozen=True)
class Wished:
    """What a proposal comes from. origin: the number of the link, round or rule."""

    source: Source
    author: str
    reason: str
    thread: int | None = None
    origin: int | None = None


def make(connection: Connection, wishes: Sequence[Wish], wished: Wished) -> int | None:
    """Keep a proposal and give its number; None where no cell would move.

    One that came from the same place and waits still is superseded. Raises NotFound for an unknown
    sample or thread, BadInput for a value that a field cannot hold.
    """
    if wished.thread is not None:
        log.exists(connection, [wished.thread])
    kept = [wish for wish in map(_checked, wishes) if wish.before != wish.after]
    seen = {(wish.sample, wish.field) for wish in kept}
    if len(seen) < len(kept):
        raise BadInput("the proposal sets a cell twice: name each cell once")
    for field in {wish.field for wish in kept}:
        ids = [wish.sample for wish in kept if wish.field == field]
        cells.current(connection, field, ids)
    _supersede(connection, wished)
    if not kept:
        return None
    reason = log.body(wished.reason)[:MAX_MESSAGE]
    values = {**vars(wished), "reason": reason, "at": changesets.now()}
    made = connection.execute(insert(schema.proposals).values(values))
    assert made.inserted_primary_key is not None
    proposal = int(made.inserted_primary_key[0])
    rows = [{"proposal": proposal, **vars(wish)} for wish in kept]
    connection.execute(insert(schema.proposal_cells), rows)
    said = NewEntry(wished.thread, "proposal", wished.author, "", proposal, wished.source)
    log.append(connection, said)
    return proposal


def _checked(wish: Wish) -> Wish:
    field, after = cells.checked(wish.field, wish.after)
    return Wish(wish.sample, field, wish.before, after, wish.reason[:MAX_MESSAGE])


def _supersede(connection: Connection, wished: Wished) -> None:
    if wished.origin is None:
        return
    for proposal in everything(connection, thread=wished.thread, undecided=True):
        if (proposal.source, proposal.origin) == (wished.source, wished.origin):
            _decide(connection, proposal, "superseded", wished.author, "a newer one came", None)


def apply(
    connection: Connection,
    proposal: int,
    *,
    author: str,
    skip_conflicts: bool = False,
    only: Sequence[int] | None = None,
) -> Changeset | None:
    """Apply a proposal as one changeset; None where nothing is left to move.

    only: these samples alone. Raises Conflict when a cell moved since it was proposed, unless
    skip_conflicts leaves those as they are; BadInput when it is decided already.
    """
    found = _open(connection, proposal)
    chosen = [
        cell
        for cell in found.cells
        if (only is None or cell.sample in only)
        and cell.now != cell.after
        and not (skip_conflicts and cell.conflict)
    ]
    by_value: dict[tuple[str, str | None], list[ProposedCell]] = defaultdict(list)
    for cell in chosen:
        by_value[cell.field, cell.after].append(cell)
    edits = [
        Edit(field, [cell.sample for cell in group], after, [cell.before for cell in group])
        for (field, after), group in by_value.items()
    ]
    origin = Origin(author, _message(found), "discuss")
    made = changesets.append(connection, edits, origin) if edits else None
    _decide(connection, found, "applied", author, "", made)
    return None if made is None else undo.get(connection, made)


def _message(proposal: Proposal) -> str:
    where = "" if proposal.thread is None else f" (thread {proposal.thread})"
    return f"{proposal.reason[: MAX_MESSAGE - len(where)]}{where}"


def decline(connection: Connection, proposal: int, *, author: str, note: str = "") -> None:
    """Leave all as it is; BadInput when it is decided already, NotFound when there is none."""
    _decide(connection, _open(connection, proposal), "declined", author, note, None)


def _open(connection: Connection, proposal: int) -> Proposal:
    found = one(connection, proposal)
    if found.decision is not None:
        raise BadInput(
            f"proposal {proposal} was {found.decision.decision} already, by {found.decision.author}"
        )
    return found


def _decide(
    connection: Connection,
    proposal: Proposal,
    decision: str,
    author: str,
    note: str,
    changeset: int | None,
) -> None:
    author = log.person(author)
    values = {
        "proposal": proposal.id,
        "decision": decision,
        "author": author,
        "at": changesets.now(),
        "changeset": changeset,
        "note": log.body(note),
    }
    connection.execute(insert(schema.decisions).values(values))
    said = NewEntry(proposal.thread, "decision", author, note, proposal.id, decision)
    log.append(connection, said)


def one(connection: Connection, proposal: int) -> Proposal:
    """Return one proposal; NotFound where there is none."""
    found = [item for item in everything(connection) if item.id == proposal]
    if not found:
        raise NotFound(f"there is no proposal {proposal} in this book")
    return found[0]


def everything(
    connection: Connection, *, thread: int | None = None, undecided: bool = False
) -> list[Proposal]:
    """Return the proposals (of a thread), the oldest first, with what their cells hold now."""
    proposals, decisions, wishes = schema.proposals, schema.decisions, schema.proposal_cells
    query = (
        select(proposals, decisions.c.decision, decisions.c.author.label("decided_by"))
        .add_columns(decisions.c.at.label("decided_at"), decisions.c.changeset, decisions.c.note)
        .select_from(proposals.outerjoin(decisions, decisions.c.proposal == proposals.c.id))
        .order_by(proposals.c.id)
    )
    if thread is not None:
        query = query.where(proposals.c.thread == thread)
    if undecided:
        query = query.where(decisions.c.proposal.is_(None))
    rows = connection.execute(query).fetchall()
    ids = [row.id for row in rows]
    by_proposal: dict[int, list[Wish]] = defaultdict(list)
    for row in connection.execute(
        select(wishes).where(wishes.c.proposal.in_(ids)).order_by(wishes.c.sample, wishes.c.field)
    ):
        wish = Wish(row.sample, row.field, row.before, row.after, row.reason)
        by_proposal[row.proposal].append(wish)
    now = _now(connection, [wish for found in by_proposal.values() for wish in found])
    return [
        Proposal(
            id=row.id,
            thread=row.thread,
            source=row.source,
            origin=row.origin,
            reason=row.reason,
            author=row.author,
            at=row.at,
            cells=tuple(_cell(wish, now) for wish in by_proposal[row.id]),
            decision=None
            if row.decision is None
            else Decision(row.decision, row.decided_by, row.decided_at, row.changeset, row.note),
        )
        for row in rows
    ]


def _cell(wish: Wish, now: dict[tuple[int, str], str | None]) -> ProposedCell:
    held = now.get((wish.sample, wish.field), wish.before)
    moved = held not in (wish.before, wish.after)
    return ProposedCell(wish.sample, wish.field, wish.before, wish.after, wish.reason, held, moved)


def _now(connection: Connection, wishes: Sequence[Wish]) -> dict[tuple[int, str], str | None]:
    """Return what the cells hold now; cells of samples that are gone are left out."""
    found: dict[tuple[int, str], str | None] = {}
    for field in {wish.field for wish in wishes}:
        ids = sorted({wish.sample for wish in wishes if wish.field == field})
        found |= {(sample, field): value for sample, value in cells.held(connection, field, ids)}
    return found
