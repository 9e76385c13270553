"""The rows of proposals: the cells that they would change, and what was decided."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from labelbook.core.types import ProposalId, ThreadId
from labelbook.discuss.records import CellChange, Decision, StoredProposal
from labelbook.discuss.store import insert_one
from labelbook.journal.tables import talk as schema


@dataclass(frozen=True)
class ProposalRow(StoredProposal):
    """A proposal with its cells as they were when it was made."""

    changes: tuple[CellChange, ...]


def add(
    connection: Connection, values: Mapping[str, Any], changes: Iterable[CellChange]
) -> ProposalId:
    """Insert a proposal and the cells that it would change; returns its number."""
    proposal = insert_one(connection, schema.proposals, values)
    rows = [{"proposal": proposal, **vars(change)} for change in changes]
    connection.execute(insert(schema.proposal_cells), rows)
    return ProposalId(proposal)


def add_decision(connection: Connection, proposal: ProposalId, decision: Decision) -> None:
    """Insert what was decided on a proposal."""
    values = {"proposal": proposal, **vars(decision)}
    connection.execute(insert(schema.decisions).values(values))


def rows(
    connection: Connection,
    *,
    only: ProposalId | None = None,
    thread: ThreadId | None = None,
    undecided: bool = False,
) -> list[ProposalRow]:
    """Return the proposals (one, or those of a thread), the oldest first."""
    proposals, decisions, cells = schema.proposals, schema.decisions, schema.proposal_cells
    decided = decisions.c
    query = (
        select(proposals, decided.decision, decided.author.label("decided_by"))
        .add_columns(decided.at.label("decided_at"), decided.changeset, decided.note)
        .select_from(proposals.outerjoin(decisions, decided.proposal == proposals.c.id))
        .order_by(proposals.c.id)
    )
    if only is not None:
        query = query.where(proposals.c.id == only)
    if thread is not None:
        query = query.where(proposals.c.thread == thread)
    if undecided:
        query = query.where(decided.proposal.is_(None))
    found = connection.execute(query).fetchall()
    changes: dict[int, list[CellChange]] = defaultdict(list)
    own = cells.c.proposal.in_([row.id for row in found])
    for row in connection.execute(select(cells).where(own).order_by(cells.c.sample, cells.c.field)):
        change = CellChange(row.sample, row.field, row.before, row.after, row.reason)
        changes[row.proposal].append(change)
    return [
        ProposalRow(
            id=row.id,
            thread=row.thread,
            source=row.source,
            origin=row.origin,
            reason=row.reason,
            author=row.author,
            at=row.at,
            changes=tuple(changes[row.id]),
            decision=None
            if row.decision is None
            else Decision(row.decision, row.decided_by, row.decided_at, row.changeset, row.note),
        )
        for row in found
    ]
