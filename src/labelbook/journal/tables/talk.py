"""The tables of what people say: one log of entries, and what the entries are about.

Rows are only ever added; `reads` alone (how far somebody has read) and `links.revoked` move.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from labelbook.journal.tables import metadata

threads = Table(
    "threads",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("anchor", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    sqlite_autoincrement=True,
)

thread_samples = Table(
    "thread_samples",
    metadata,
    Column("thread", Integer, ForeignKey("threads.id"), primary_key=True),
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "sample"),
)

entries = Table(
    "entries",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", String(80), unique=True, nullable=True),
    # NULL: about the book as a whole (a rule without a thread).
    Column("thread", Integer, ForeignKey("threads.id"), nullable=True),
    Column("kind", String(20), nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    Column("body", Text, nullable=False),
    # The number of the link, round, proposal or rule that it is about.
    Column("about", Integer, nullable=True),
    Column("value", Text, nullable=True),
    Index(None, "thread"),
    sqlite_autoincrement=True,
)

mentions = Table(
    "mentions",
    metadata,
    Column("entry", Integer, ForeignKey("entries.id"), primary_key=True),
    Column("person", String(80), primary_key=True),
    Index(None, "person"),
)

reads = Table(
    "reads",
    metadata,
    Column("person", String(80), primary_key=True),
    Column("thread", Integer, ForeignKey("threads.id"), primary_key=True),
    Column("entry", Integer, nullable=False),
)

proposals = Table(
    "proposals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("thread", Integer, ForeignKey("threads.id"), nullable=True),
    Column("source", String(20), nullable=False),
    Column("origin", Integer, nullable=True),
    Column("reason", Text, nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    Index(None, "thread"),
    sqlite_autoincrement=True,
)

proposal_cells = Table(
    "proposal_cells",
    metadata,
    Column("proposal", Integer, ForeignKey("proposals.id"), primary_key=True),
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True),
    Column("field", String(210), primary_key=True),
    Column("before", Text, nullable=True),
    Column("after", Text, nullable=True),
    Column("reason", Text, nullable=False),
)

decisions = Table(
    "decisions",
    metadata,
    Column("proposal", Integer, ForeignKey("proposals.id"), primary_key=True),
    Column("decision", String(20), nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    Column("changeset", Integer, ForeignKey("changesets.id"), nullable=True),
    Column("note", Text, nullable=False),
    Index(None, "changeset"),
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("thread", Integer, ForeignKey("threads.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    sqlite_autoincrement=True,
)

round_samples = Table(
    "round_samples",
    metadata,
    Column("round", Integer, ForeignKey("rounds.id"), primary_key=True),
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True),
    Column("position", Integer, nullable=False),
)

round_steps = Table(
    "round_steps",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("round", Integer, ForeignKey("rounds.id"), nullable=False),
    Column("step", String(20), nullable=False),
    Column("sample", Integer, ForeignKey("samples.id"), nullable=True),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    Index(None, "round"),
    sqlite_autoincrement=True,
)

links = Table(
    "links",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("thread", Integer, ForeignKey("threads.id"), nullable=False),
    Column("round", Integer, ForeignKey("rounds.id"), nullable=True),
    # SHA-256 of the secret; the secret itself is shown once and stored nowhere.
    Column("digest", String(64), unique=True, nullable=False),
    Column("question", Text, nullable=False),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    Column("expires", String(32), nullable=True),
    Column("once", Boolean, nullable=False),
    Column("revoked", String(32), nullable=True),
    sqlite_autoincrement=True,
)

link_samples = Table(
    "link_samples",
    metadata,
    Column("link", Integer, ForeignKey("links.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("sample", Integer, ForeignKey("samples.id"), nullable=False),
)

votes = Table(
    "votes",
    metadata,
    # The entry of this answer in the log.
    Column("entry", Integer, ForeignKey("entries.id"), primary_key=True, autoincrement=False),
    Column("link", Integer, ForeignKey("links.id"), nullable=True),
    Column("round", Integer, ForeignKey("rounds.id"), nullable=True),
    Column("sample", Integer, ForeignKey("samples.id"), nullable=False),
    Column("voter", String(80), nullable=False),
    # SHA-256 of a number that the voter's browser keeps: the same person, whatever the name.
    Column("device", String(64), nullable=False),
    Column("verdict", String(20), nullable=False),
    Column("label", Text, nullable=True),
    Column("note", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Index(None, "link"),
    Index(None, "round"),
    Index(None, "sample"),
)

rules = Table(
    "rules",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("kind", String(20), nullable=False),
    Column("label", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("thread", Integer, ForeignKey("threads.id"), nullable=True),
    Column("author", String(80), nullable=False),
    Column("at", String(32), nullable=False),
    # A rule is changed by a new one in its place, and ended by one that is retired.
    Column("replaces", Integer, ForeignKey("rules.id"), nullable=True),
    Column("retired", Boolean, nullable=False),
    sqlite_autoincrement=True,
)

rule_samples = Table(
    "rule_samples",
    metadata,
    Column("rule", Integer, ForeignKey("rules.id"), primary_key=True),
    Column("sample", Integer, ForeignKey("samples.id"), primary_key=True),
    Column("position", Integer, nullable=False),
    Index(None, "sample"),
)
