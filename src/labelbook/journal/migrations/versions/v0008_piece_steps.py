"""Who put a piece of the tray away, or brought it back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "piece_steps",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("gone", sa.Boolean(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["piece"], ["pieces.id"], name=op.f("fk_piece_steps_piece")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_piece_steps")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_piece_steps_piece"), "piece_steps", ["piece"], unique=False)
