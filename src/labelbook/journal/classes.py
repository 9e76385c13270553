"""The classes of a book, in the order of their keys."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, func, insert, select

from labelbook.journal.ordering import class_order
from labelbook.journal.tables import samples


def names(connection: Connection) -> list[str]:
    """Return the class names in key order."""
    query = select(samples.classes.c.name).order_by(samples.classes.c.position)
    return list(connection.execute(query).scalars())


def add(connection: Connection, labels: Iterable[str]) -> None:
    """Add the classes that are new, in their order, behind those that are there."""
    new = set(labels) - set(names(connection))
    if not new:
        return
    start = connection.execute(select(func.count()).select_from(samples.classes)).scalar_one()
    rows = [
        {"name": name, "position": start + place} for place, name in enumerate(class_order(new))
    ]
    connection.execute(insert(samples.classes), rows)
