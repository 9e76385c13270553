"""Parents and children: what a change of a parent means for what was made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from labelbook.journal import made
from labelbook.journal.records import KEPT, YES

if TYPE_CHECKING:
    from labelbook.journal.database import Database

KEPT_CHILD = f"{KEPT}parent"
"""The tag of a child that somebody kept though its parent has changed."""


@dataclass(frozen=True)
class Stray:
    """A child whose parent has changed since it was made.

    why: excluded, relabelled or moved; before, after: of the parent's cell.
    """

    sample: int
    parent: int
    why: Literal["excluded", "relabelled", "moved"]
    before: str | None
    after: str | None


def strays(database: Database) -> list[Stray]:
    """Return the children whose parent was excluded, relabelled or moved since they were made.

    Left out are those that are excluded themselves or that somebody kept.
    """
    with database.reading() as connection:
        rows = made.changes_of_parents(connection, KEPT_CHILD)
    found: list[Stray] = []
    for row in rows:
        child, parent = row["sample"], row["parent"]
        if row["field"] == "excluded" and row["excluded"] and row["before"] != YES:
            found.append(Stray(child, parent, "excluded", None, None))
        elif row["field"] == "label" and row["label"] != row["before"]:
            found.append(Stray(child, parent, "relabelled", row["before"], row["label"]))
        elif row["field"] == "split" and row["split"] != row["own_split"]:
            found.append(Stray(child, parent, "moved", row["own_split"], row["split"]))
    return found
