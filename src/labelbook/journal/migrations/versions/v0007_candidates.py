"""Made images that wait for a decision."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "candidate_sets",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("tool", sa.String(length=20), nullable=False),
        sa.Column("truth", sa.Text(), nullable=False),
        sa.Column("predicted", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("ranked", sa.String(length=200), nullable=False),
        sa.Column("mistakes", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_sets")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "candidates",
        sa.Column("set", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("parents", sa.Text(), nullable=False),
        sa.Column("recipe", sa.Text(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("apart", sa.Float(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("left_out_by", sa.String(length=80), nullable=True),
        sa.Column("left_out_at", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["set"], ["candidate_sets.id"], name=op.f("fk_candidates_set")),
        sa.PrimaryKeyConstraint("set", "place", name=op.f("pk_candidates")),
    )
    op.create_index(op.f("ix_candidates_hash"), "candidates", ["hash"], unique=False)
