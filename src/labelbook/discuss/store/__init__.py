"""The rows of discussions: every statement that reads or writes the tables of `tables.talk`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Table, insert


def insert_one(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert a row and return the number that it got."""
    key = connection.execute(insert(table).values(dict(values))).inserted_primary_key
    assert key is not None
    return int(key[0])


def insert_samples(
    connection: Connection, table: Table, owner: Mapping[str, int], samples: Iterable[int]
) -> None:
    """Insert the samples of a thread, round, link or rule, in their order.

    owner: the column and the number of what they belong to.
    """
    rows = [{**owner, "sample": sample, "position": at} for at, sample in enumerate(samples)]
    if rows:
        connection.execute(insert(table), rows)
