"""Proposals: changes of cells that somebody suggests, until a reviewer decides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from labelbook.core import clock
from labelbook.core.limits import MAX_MESSAGE
from labelbook.core.types import ChangesetId, ProposalId, ThreadId
from labelbook.discuss import log
from labelbook.discuss.log import NewEntry
from labelbook.discuss.records import CellChange, Decision, Proposal, ProposedCell, Source
from labelbook.discuss.store import proposals as store
from labelbook.discuss.store.proposals import ProposalRow
from labelbook.errors import BadInput, NotFound
from labelbook.journal import cells, changesets, undo
from labelbook.journal.changesets import Origin
from labelbook.journal.database import Transaction
from labelbook.journal.records import Changeset, Edit


@dataclass(frozen=True)
class NewProposal:
    """Changes to propose. origin: the number of the link, round or rule that they come from."""

    changes: Sequence[CellChange]
    source: Source
    author: str
    reason: str
    thread: int | None = None
    origin: int | None = None


def add(transaction: Transaction, new: NewProposal) -> ProposalId | None:
    """Add a proposal and return its number; None where no cell would change.

    One of the same origin that still waits is superseded. Raises NotFound for an unknown sample or
    thread, BadInput for a value that a field cannot hold.
    """
    if new.thread is not None:
        log.known_thread(transaction, new.thread)
    changes = [each for each in map(_checked, new.changes) if each.before != each.after]
    if len({(each.sample, each.field) for each in changes}) < len(changes):
        raise BadInput("the proposal sets a cell twice: name each cell once")
    for field in {each.field for each in changes}:
        cells.current(transaction, field, [e.sample for e in changes if e.field == field])
    _supersede(transaction, new)
    if not changes:
        return None
    values = {**vars(new), "reason": log.clean_body(new.reason)[:MAX_MESSAGE], "at": clock.now()}
    del values["changes"]
    proposal = store.add(transaction, values, changes)
    log.add(transaction, NewEntry(new.thread, "proposal", new.author, "", proposal, new.source))
    return proposal


def _checked(change: CellChange) -> CellChange:
    field, after = cells.checked(change.field, change.after)
    return CellChange(change.sample, field, change.before, after, change.reason[:MAX_MESSAGE])


def _supersede(transaction: Transaction, new: NewProposal) -> None:
    if new.origin is None:
        return
    thread = None if new.thread is None else ThreadId(new.thread)
    for row in store.rows(transaction, thread=thread, undecided=True):
        if (row.source, row.origin) == (new.source, new.origin):
            _decide(transaction, row, "superseded", new.author, "a newer one came", None)


def apply(
    transaction: Transaction,
    proposal: int,
    *,
    author: str,
    skip_conflicts: bool = False,
    only: Sequence[int] | None = None,
) -> Changeset | None:
    """Apply a proposal as one changeset; None where nothing is left to change.

    only: these samples alone. Raises Conflict when a cell was changed since it was proposed, unless
    skip_conflicts leaves those as they are; BadInput when it is decided already.
    """
    row = _undecided(transaction, proposal)
    by_value: dict[tuple[str, str | None], list[ProposedCell]] = defaultdict(list)
    for cell in _with_values_now(transaction, [row])[0].cells:
        asked = only is None or cell.sample in only
        if asked and cell.now != cell.after and not (skip_conflicts and cell.conflict):
            by_value[cell.field, cell.after].append(cell)
    edits = [
        Edit(field, [cell.sample for cell in group], after, [cell.before for cell in group])
        for (field, after), group in by_value.items()
    ]
    origin = Origin(author, _message(row), "discuss")
    changeset = changesets.append(transaction, edits, origin) if edits else None
    _decide(transaction, row, "applied", author, "", changeset)
    return None if changeset is None else undo.get(transaction, changeset)


def _message(proposal: ProposalRow) -> str:
    where = "" if proposal.thread is None else f" (thread {proposal.thread})"
    return f"{proposal.reason[: MAX_MESSAGE - len(where)]}{where}"


def decline(transaction: Transaction, proposal: int, *, author: str, note: str = "") -> None:
    """Change nothing; BadInput when it is decided already, NotFound when there is none."""
    _decide(transaction, _undecided(transaction, proposal), "declined", author, note, None)


def _undecided(transaction: Transaction, proposal: int) -> ProposalRow:
    row = _row(transaction, proposal)
    if row.decision is not None:
        raise BadInput(
            f"proposal {proposal} was {row.decision.decision} already, by {row.decision.author}"
        )
    return row


def _decide(
    transaction: Transaction,
    row: ProposalRow,
    decision: str,
    author: str,
    note: str,
    changeset: int | None,
) -> None:
    author = log.clean_author(author)
    made = None if changeset is None else ChangesetId(changeset)
    decided = Decision(decision, author, clock.now(), made, log.clean_body(note))
    store.add_decision(transaction, row.id, decided)
    log.add(transaction, NewEntry(row.thread, "decision", author, note, row.id, decision))


def _row(transaction: Transaction, proposal: int) -> ProposalRow:
    found = store.rows(transaction, only=ProposalId(proposal))
    if not found:
        raise NotFound(f"there is no proposal {proposal} in this book")
    return found[0]


def get(transaction: Transaction, proposal: int) -> Proposal:
    """Return one proposal; NotFound where there is none."""
    return _with_values_now(transaction, [_row(transaction, proposal)])[0]


def list_all(
    transaction: Transaction, *, thread: int | None = None, undecided: bool = False
) -> list[Proposal]:
    """Return the proposals (of a thread), the oldest first, with the cells' values now."""
    of_thread = None if thread is None else ThreadId(thread)
    rows = store.rows(transaction, thread=of_thread, undecided=undecided)
    return _with_values_now(transaction, rows)


def _with_values_now(transaction: Transaction, rows: Sequence[ProposalRow]) -> list[Proposal]:
    """Return proposals with the values that their cells hold now."""
    asked: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for change in row.changes:
            asked[change.field].add(change.sample)
    now = {
        (sample, field): value
        for field, samples in asked.items()
        for sample, value in cells.held(transaction, field, sorted(samples))
    }
    found = []
    for row in rows:
        stored = {name: value for name, value in vars(row).items() if name != "changes"}
        found.append(Proposal(**stored, cells=tuple(_cell(change, now) for change in row.changes)))
    return found


def _cell(change: CellChange, now: dict[tuple[int, str], str | None]) -> ProposedCell:
    # A sample that is gone has no value: nothing contradicts the proposal there.
    value = now.get((change.sample, change.field), change.before)
    conflict = value not in (change.before, change.after)
    return ProposedCell(**vars(change), now=value, conflict=conflict)
