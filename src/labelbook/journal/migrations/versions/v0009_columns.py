"""Metadata columns: what they are, how they came about, and the cells that they hold."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "columns",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("group", sa.Boolean(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_columns")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "column_changes",
        sa.Column("changeset", sa.Integer(), nullable=False),
        sa.Column("column", sa.Integer(), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changeset"], ["changesets.id"], name=op.f("fk_column_changes_changeset")
        ),
        sa.ForeignKeyConstraint(["column"], ["columns.id"], name=op.f("fk_column_changes_column")),
        sa.PrimaryKeyConstraint("changeset", "column", name=op.f("pk_column_changes")),
    )
    op.create_table(
        "column_cells",
        sa.Column("column", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("sample", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["column"], ["columns.id"], name=op.f("fk_column_cells_column")),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_column_cells_sample")),
        sa.PrimaryKeyConstraint("column", "sample", name=op.f("pk_column_cells")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "imported_cells",
        sa.Column("sample", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cells", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_imported_cells_sample")),
        sa.PrimaryKeyConstraint("sample", name=op.f("pk_imported_cells")),
    )
