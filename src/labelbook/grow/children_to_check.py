"""Children to check: those whose parent was changed after they were made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from labelbook.core.types import SampleId
from labelbook.journal import made
from labelbook.journal.records import KEPT, YES

if TYPE_CHECKING:
    from labelbook.journal.database import Database

KEPT_CHILD = f"{KEPT}parent"
"""The tag of a child that somebody has checked and wants to keep."""


@dataclass(frozen=True)
class ChildToCheck:
    """A child whose parent was changed since it was made.

    why: excluded, relabelled or moved; before, after: of the parent's cell.
    """

    sample: SampleId
    parent: SampleId
    why: Literal["excluded", "relabelled", "moved"]
    before: str | None
    after: str | None


def children_to_check(database: Database) -> list[ChildToCheck]:
    """Return the children whose parent was excluded, relabelled or moved since they were made.

    Those that are excluded themselves or have the tag KEPT_CHILD are left out.
    """
    with database.reading() as connection:
        rows = made.changes_of_parents(connection, KEPT_CHILD)
    found: list[ChildToCheck] = []
    for row in rows:
        child, parent = row["sample"], row["parent"]
        if row["field"] == "excluded" and row["excluded"] and row["before"] != YES:
            found.append(ChildToCheck(child, parent, "excluded", None, None))
        elif row["field"] == "label" and row["label"] != row["before"]:
            found.append(ChildToCheck(child, parent, "relabelled", row["before"], row["label"]))
        elif row["field"] == "split" and row["split"] != row["own_split"]:
            found.append(ChildToCheck(child, parent, "moved", row["own_split"], row["split"]))
    return found
