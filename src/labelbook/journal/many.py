"""Many rows at once, by one prepared statement: no compiled query for each of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from sqlalchemy import Connection, Table, insert

ROWS = 50_000
"""So many are handed over at a time, so that memory does not grow with them."""


def add(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    rows: Iterable[tuple[object, ...]],
) -> None:
    """Insert rows into a table. columns: what stands in each row, in this order.

    Values go to the driver as they are: texts, numbers, booleans and None.
    """
    statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
    order = [columns.index(name) for name in statement.positiontup or columns]
    is_plain = order == list(range(len(columns)))
    rest = iter(rows)
    while part := list(islice(rest, ROWS)):
        told = part if is_plain else [tuple(row[place] for place in order) for row in part]
        connection.exec_driver_sql(str(statement), told)
