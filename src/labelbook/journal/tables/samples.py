"""The tables. Nothing here is particular to SQLite; migrations/ holds how they came about."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from labelbook.journal.fields import FIELDS, Field
from labelbook.journal.tables import growth as growth
from labelbook.journal.tables import metadata as metadata
from labelbook.journal.tables import talk as talk  # Its tables belong to the book too.


def _column(field: Field) -> Column[Any]:
    """Return the column of `samples` that holds a field."""
    kinds: dict[Any, Any] = {int: Integer(), float: Float(), str: String(field.longest)}
    default = None if field.default is None else str(field.default)
    return Column(field.name, kinds[field.of], nullable=False, server_default=default)


changesets = Table(
    "changesets",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(80), unique=True, nullable=True),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    Column("tool", String(40), nullable=False),
    Column("message", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("reverts", Integer, ForeignKey("changesets.id"), nullable=True),
    # Derived from `reverts`: the changeset that undoes this one now.
    Column("reverted_by", Integer, ForeignKey("changesets.id"), nullable=True),
    sqlite_autoincrement=True,
)

sources = Table(
    "sources",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("folder", Text, nullable=False),
)

samples = Table(
    "samples",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("path", Text, nullable=False, unique=True),
    Column("source", Integer, ForeignKey("sources.id"), nullable=False),
    Column("location", Text, nullable=False),
    Column("hash", String(64), nullable=False),
    *(_column(field) for field in FIELDS),
    Column("changeset", Integer, ForeignKey("changesets.id"), nullable=False),
    Column("label", Text, nullable=True),
    Column("split", String(10), nullable=False),
    Column("excluded", Boolean, nullable=False),
    Column("tags", Text, nullable=False),
    Index(None, "hash"),
    Index(None, "changeset"),
    sqlite_autoincrement=True,
)

changes = Table(
    "changes",
    metadata,
    Column("changeset", Integer, ForeignKey("changesets.id"), primary_key=True),
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True),
    Column("field", String(210), primary_key=True),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    Index(None, "sample"),
)

state = Table(
    "state",
    metadata,
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True, autoincrement=False),
    Column("label", Text, nullable=True),
    Column("split", String(10), nullable=False),
    Column("excluded", Boolean, nullable=False),
    Column("present", Boolean, nullable=False),
    # The changeset that last moved a cell of the sample; 0 while none has.
    Column("last_change", Integer, nullable=False),
)

sample_tags = Table(
    "sample_tags",
    metadata,
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True, autoincrement=False),
    Column("tag", String(200), primary_key=True),
)

# Metadata columns as they are now; one that was removed keeps its number, its row and its cells.
columns = Table(
    "columns",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("group", Boolean, nullable=False),
    Column("description", Text, nullable=False),
    Column("present", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

# One metadata column that moved; before and after are JSON of what it was and is, NULL: not there.
column_changes = Table(
    "column_changes",
    metadata,
    Column("changeset", Integer, ForeignKey("changesets.id"), primary_key=True),
    Column("column", Integer, ForeignKey("columns.id"), primary_key=True),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
)

# The cells of metadata columns that hold something, as text.
column_cells = Table(
    "column_cells",
    metadata,
    Column("column", Integer, ForeignKey("columns.id"), primary_key=True, autoincrement=False),
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True, autoincrement=False),
    Column("value", Text, nullable=False),
    sqlite_with_rowid=False,
)

# The same as they came with a sample, a JSON object by the columns' numbers.
imported_cells = Table(
    "imported_cells",
    metadata,
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True, autoincrement=False),
    Column("cells", Text, nullable=False),
)

classes = Table(
    "classes",
    metadata,
    Column("name", String(200), primary_key=True),
    # Numbers in the order of the classes, not without gaps.
    Column("position", Integer, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    # The digit and the colour (#rrggbb) that somebody chose; NULL: those of its place.
    Column("key", String(1), nullable=True),
    Column("colour", String(7), nullable=True),
)

# What a changeset made of a class: JSON of its row, NULL where it was not or is no longer there.
class_changes = Table(
    "class_changes",
    metadata,
    Column("changeset", Integer, ForeignKey("changesets.id"), primary_key=True),
    Column("class", String(200), primary_key=True),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    # The name that it got, where it was renamed.
    Column("renamed", String(200), nullable=True),
)

versions = Table(
    "versions",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("changeset", Integer, ForeignKey("changesets.id"), nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    Column("note", Text, nullable=False),
)

skipped = Table(
    "skipped",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("changeset", Integer, ForeignKey("changesets.id"), nullable=False),
    Column("path", Text, nullable=False),
    Column("reason", Text, nullable=False),
)

settings = Table(
    "settings",
    metadata,
    Column("key", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)

# Samples that labelbook made: what is needed to make them again.
made = Table(
    "made",
    metadata,
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True, autoincrement=False),
    Column("tool", String(20), nullable=False),
    Column("recipe", Text, nullable=False),
    Column("seed", Integer, nullable=True),
)

parents = Table(
    "parents",
    metadata,
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True, autoincrement=False),
    Column("parent", Integer, ForeignKey("samples.id"), primary_key=True, autoincrement=False),
    Column("position", Integer, nullable=False),
    Index(None, "parent"),
)

# One cell of the label laws that moved; its law is the `after` of its last row.
laws = Table(
    "laws",
    metadata,
    Column("changeset", Integer, ForeignKey("changesets.id"), primary_key=True),
    Column("transform", String(40), primary_key=True),
    Column("class", String(200), primary_key=True),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
)

pieces = Table(
    "pieces",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("label", Text, nullable=True),
    Column("source", Integer, ForeignKey("samples.id"), nullable=True),
    Column("image", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("thickness", Float, nullable=False),
    Column("darkness", Float, nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    Column("gone", Boolean, nullable=False),
    Index(None, "label"),
    sqlite_autoincrement=True,
)

piece_steps = Table(
    "piece_steps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("piece", Integer, ForeignKey("pieces.id"), nullable=False),
    Column("gone", Boolean, nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    Index(None, "piece"),
    sqlite_autoincrement=True,
)
