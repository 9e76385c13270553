"""Tables of paths and labels, as CSV or parquet."""

from __future__ import annotations

from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, by_suffix, importers


def read(order: ReadOrder) -> Reading:
    """Read a table; BadInput when it cannot be read or has no column of paths."""
    # Loaded when there is a table: a folder need not wait for polars.
    from labelbook.exchange import path_table

    return path_table.read(order)


importers.add(Importer("csv", ".csv", by_suffix(".csv"), read, place=3))
importers.add(Importer("parquet", ".parquet", by_suffix(".parquet"), read, place=4))
