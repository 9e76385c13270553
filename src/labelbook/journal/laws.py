"""Label laws in the journal: changesets that change no cells, attributed and undoable like others.

The words `keeps` and `breaks` are stored as `stays` and `forbidden`, as 0.1.0 wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from labelbook.core.types import ChangesetId
from labelbook.errors import Conflict
from labelbook.journal import cells, changesets, summary
from labelbook.journal.changesets import Origin
from labelbook.journal.tables import samples

STORED = {"keeps": "stays", "breaks": "forbidden"}
"""Word of a law -> its text in the database."""
WORDS = {stored: word for word, stored in STORED.items()}

Key = tuple[str, str]
"""Transform and class."""


@dataclass(frozen=True)
class LawChange:
    """One law that moved: what it was and what it is; None where nobody had decided."""

    transform: str
    label: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class LawNow:
    """A law that holds, and who made it so."""

    transform: str
    label: str
    law: str
    author: str
    at: str
    changeset: ChangesetId


def now(connection: Connection) -> list[LawNow]:
    """Return the laws that hold, by transform and class."""
    laws, made = samples.laws.c, samples.changesets.c
    newest = (
        select(laws.transform, laws["class"], func.max(laws.changeset).label("changeset"))
        .group_by(laws.transform, laws["class"])
        .subquery()
    )
    query = (
        select(laws.transform, laws["class"], laws.after, made.author, made.at, laws.changeset)
        .join(
            newest,
            (newest.c.transform == laws.transform)
            & (newest.c["class"] == laws["class"])
            & (newest.c.changeset == laws.changeset),
        )
        .join(samples.changesets, made.id == laws.changeset)
        .where(laws.after.is_not(None))
        .order_by(laws.transform, laws["class"])
    )
    return [
        LawNow(transform, label, WORDS.get(law, law), author, at, changeset)
        for transform, label, law, author, at, changeset in connection.execute(query)
    ]


def append(
    connection: Connection,
    wanted: Mapping[Key, str | None],
    origin: Origin,
    seen: Mapping[Key, str | None] | None = None,
) -> ChangesetId | None:
    """Store laws as one changeset; None when nothing would change.

    seen: what the person saw; Conflict where somebody has decided otherwise meanwhile.
    """
    held: dict[Key, str | None] = {(law.transform, law.label): law.law for law in now(connection)}
    for key, value in (seen or {}).items():
        if held.get(key) != value:
            transform, label = key
            raise Conflict(
                f"the law of {transform} for {label} is {held.get(key) or 'open'} by now: "
                "reload and decide again; nothing was stored"
            )
    moved = [
        LawChange(transform, cells.clean_name(label, "class"), held.get((transform, label)), after)
        for (transform, label), after in wanted.items()
        if held.get((transform, label)) != after
    ]
    return _store(connection, moved, origin) if moved else None


def of(connection: Connection, changeset: ChangesetId) -> list[LawChange]:
    """Return the laws that a changeset moved."""
    laws = samples.laws.c
    query = (
        select(laws.transform, laws["class"], laws.before, laws.after)
        .where(laws.changeset == changeset)
        .order_by(laws.transform, laws["class"])
    )
    return [
        LawChange(transform, label, WORDS.get(before, before), WORDS.get(after, after))
        for transform, label, before, after in connection.execute(query)
    ]


def revert(
    connection: Connection, changes: Sequence[LawChange], origin: Origin, *, skip_conflicts: bool
) -> ChangesetId | None:
    """Append the inverse of some law changes; Conflict where a law has moved since."""
    inverse = {(change.transform, change.label): change.before for change in changes}
    seen = {(change.transform, change.label): change.after for change in changes}
    if skip_conflicts:
        held = {(law.transform, law.label): law.law for law in now(connection)}
        inverse = {key: value for key, value in inverse.items() if held.get(key) == seen[key]}
        seen = {}
    return append(connection, inverse, origin, seen)


def naming(connection: Connection, old: str, new: str) -> list[LawChange]:
    """Return the changes that rename a class in its laws, and in those that lead to it."""
    leads = f"becomes {old}"
    found: list[LawChange] = []
    for law in now(connection):
        after = f"becomes {new}" if law.law == leads else law.law
        if law.label == old:
            found.append(LawChange(law.transform, old, law.law, None))
            found.append(LawChange(law.transform, new, None, after))
        elif after != law.law:
            found.append(LawChange(law.transform, law.label, law.law, after))
    return found


def still(connection: Connection, changes: Sequence[LawChange]) -> list[LawChange]:
    """Return the inverse of those changes whose laws nobody has moved since."""
    held = {(law.transform, law.label): law.law for law in now(connection)}
    return [
        LawChange(each.transform, each.label, each.after, each.before)
        for each in changes
        if held.get((each.transform, each.label)) == each.after
    ]


def _store(connection: Connection, moved: Sequence[LawChange], origin: Origin) -> ChangesetId:
    what = summary.of_laws([(each.transform, each.label, each.after) for each in moved])
    changeset = changesets.new_changeset(connection, origin, what, size=len(moved))
    store(connection, changeset, moved)
    return changeset


def store(connection: Connection, changeset: ChangesetId, moved: Sequence[LawChange]) -> None:
    """Write laws that a changeset moves."""
    rows = [
        {
            "changeset": changeset,
            "transform": each.transform,
            "class": each.label,
            "before": STORED.get(each.before or "", each.before),
            "after": STORED.get(each.after or "", each.after),
        }
        for each in moved
    ]
    if rows:
        connection.execute(insert(samples.laws), rows)
