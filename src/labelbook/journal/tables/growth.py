"""The tables of made images that wait for a decision: they are no samples until somebody adds them.

Rows are only ever added; `left_out_by` and `left_out_at` alone move.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table, Text

from labelbook.journal.tables import metadata

candidate_sets = Table(
    "candidate_sets",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("tool", String(20), nullable=False),
    Column("truth", Text, nullable=False),
    Column("predicted", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("ranked", String(200), nullable=False),
    Column("mistakes", Text, nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    sqlite_autoincrement=True,
)

candidates = Table(
    "candidates",
    metadata,
    Column("set", Integer, ForeignKey("candidate_sets.id"), primary_key=True),
    Column("place", Integer, primary_key=True),
    Column("label", Text, nullable=False),
    Column("parents", Text, nullable=False),
    Column("recipe", Text, nullable=False),
    Column("seed", Integer, nullable=False),
    Column("apart", Float, nullable=False),
    Column("location", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("mode", String(20), nullable=False),
    Column("left_out_by", String(80), nullable=True),
    Column("left_out_at", String(32), nullable=True),
    Index(None, "hash"),
)
