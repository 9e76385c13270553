"""Samples that labelbook made, and label laws."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "made",
        sa.Column("sample", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tool", sa.String(length=20), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_made_sample")),
        sa.PrimaryKeyConstraint("sample", name=op.f("pk_made")),
    )
    op.create_table(
        "parents",
        sa.Column("sample", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["samples.id"], name=op.f("fk_parents_parent")),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_parents_sample")),
        sa.PrimaryKeyConstraint("sample", "parent", name=op.f("pk_parents")),
    )
    op.create_index(op.f("ix_parents_parent"), "parents", ["parent"], unique=False)
    op.create_table(
        "laws",
        sa.Column("changeset", sa.Integer(), nullable=False),
        sa.Column("transform", sa.String(length=40), nullable=False),
        sa.Column("class", sa.String(length=200), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["changeset"], ["changesets.id"], name=op.f("fk_laws_changeset")),
        sa.PrimaryKeyConstraint("changeset", "transform", "class", name=op.f("pk_laws")),
    )
