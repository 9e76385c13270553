"""Blind votes, links for experts, and the label book."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("thread", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_rounds_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "rules",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("thread", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["replaces"], ["rules.id"], name=op.f("fk_rules_replaces")),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_rules_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("thread", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("expires", sa.String(length=32), nullable=True),
        sa.Column("once", sa.Boolean(), nullable=False),
        sa.Column("revoked", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_links_round")),
        sa.ForeignKeyConstraint(["thread"], ["threads.id"], name=op.f("fk_links_thread")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
        sa.UniqueConstraint("digest", name=op.f("uq_links_digest")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "round_samples",
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_round_samples_round")),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_round_samples_sample")),
        sa.PrimaryKeyConstraint("round", "sample", name=op.f("pk_round_samples")),
    )
    op.create_table(
        "round_steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_round_steps_round")),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_round_steps_sample")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_steps")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_round_steps_round"), "round_steps", ["round"], unique=False)
    op.create_table(
        "rule_samples",
        sa.Column("rule", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["rule"], ["rules.id"], name=op.f("fk_rule_samples_rule")),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_rule_samples_sample")),
        sa.PrimaryKeyConstraint("rule", "sample", name=op.f("pk_rule_samples")),
    )
    op.create_index(op.f("ix_rule_samples_sample"), "rule_samples", ["sample"], unique=False)
    op.create_table(
        "link_samples",
        sa.Column("link", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link"], ["links.id"], name=op.f("fk_link_samples_link")),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_link_samples_sample")),
        sa.PrimaryKeyConstraint("link", "position", name=op.f("pk_link_samples")),
    )
    op.create_table(
        "votes",
        sa.Column("entry", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("link", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=True),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("voter", sa.String(length=80), nullable=False),
        sa.Column("device", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"], name=op.f("fk_votes_entry")),
        sa.ForeignKeyConstraint(["link"], ["links.id"], name=op.f("fk_votes_link")),
        sa.ForeignKeyConstraint(["round"], ["rounds.id"], name=op.f("fk_votes_round")),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_votes_sample")),
        sa.PrimaryKeyConstraint("entry", name=op.f("pk_votes")),
    )
    op.create_index(op.f("ix_votes_link"), "votes", ["link"], unique=False)
    op.create_index(op.f("ix_votes_round"), "votes", ["round"], unique=False)
    op.create_index(op.f("ix_votes_sample"), "votes", ["sample"], unique=False)
