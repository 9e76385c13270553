"""Threads, their entries, and what they propose."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "threads",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("anchor", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_threads")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "entries",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("value", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_entries_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entries")),
        sa.UniqueConstraint("key", name=op.f("uq_entries_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_entries_thread"), "entries", ["thread"], unique=False)
    op.create_table(
        "proposals",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_proposals_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposals")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_proposals_thread"), "proposals", ["thread"], unique=False)
    op.create_table(
        "reads",
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.Column("thread", sa.Integer(), nullable=False),
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_reads_thread")),
        sa.PrimaryKeyConstraint("person", "thread", name=op.f("pk_reads")),
    )
    op.create_table(
        "decisions",
        sa.Column("proposal", sa.Integer(), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("changeset", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changeset"], ["changesets.id"], name=op.f("fk_decisions_changeset")
        ),
        sa.ForeignKeyConstraint(["proposal"], ["proposals.id"], name=op.f("fk_decisions_proposal")),
        sa.PrimaryKeyConstraint("proposal", name=op.f("pk_decisions")),
    )
    op.create_index(op.f("ix_decisions_changeset"), "decisions", ["changeset"], unique=False)
    op.create_table(
        "mentions",
        sa.Column("entry", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_mentions_entry")),
        sa.PrimaryKeyConstraint("entry", "person", name=op.f("pk_mentions")),
    )
    op.create_index(op.f("ix_mentions_person"), "mentions", ["person"], unique=False)
    op.create_table(
        "proposal_cells",
        sa.Column("proposal", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=210), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["proposal"], ["proposals.id"], name=op.f("fk_proposal_cells_proposal")
        ),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_proposal_cells_sample")),
        sa.PrimaryKeyConstraint("proposal", "sample", "field", name=op.f("pk_proposal_cells")),
    )
    op.create_table(
        "thread_samples",
        sa.Column("thread", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_thread_samples_sample")),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_thread_samples_thread")),
        sa.PrimaryKeyConstraint("thread", "sample", name=op.f("pk_thread_samples")),
    )
    op.create_index(op.f("ix_thread_samples_sample"), "thread_samples", ["sample"], unique=False)
