"""Pieces of drawings, kept for the canvas."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "pieces",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("source", sa.Integer(), nullable=True),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("thickness", sa.Float(), nullable=False),
        sa.Column("darkness", sa.Float(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["source"], ["samples.id"], name=op.f("fk_pieces_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pieces")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_pieces_label"), "pieces", ["label"], unique=False)
