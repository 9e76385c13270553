"""Tables of paths and labels: CSV, TSV, JSON, JSON lines, parquet, a workbook."""

from __future__ import annotations

from labelbook.exchange.importers.common import Importer, Reading, ReadOrder, by_suffix, importers


def read(order: ReadOrder) -> Reading:
    """Read a table; BadInput when it cannot be read or has no column of paths."""
    # Loaded when there is a table: a folder need not wait for polars.
    from labelbook.exchange.tables import listed

    return listed.read(order)


importers.add(Importer("csv", ".csv", by_suffix(".csv"), read, place=4))
importers.add(Importer("tsv", ".tsv", by_suffix(".tsv"), read, place=4))
importers.add(Importer("jsonl", ".jsonl", by_suffix(".jsonl"), read, place=5))
importers.add(Importer("json", ".json", by_suffix(".json"), read, place=8))
importers.add(Importer("parquet", ".parquet", by_suffix(".parquet"), read, place=4))
importers.add(Importer("xlsx", ".xlsx", by_suffix(".xlsx"), read, place=5))
