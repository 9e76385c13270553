"""What classes are, beside their names, and how that came about."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    # Written anew, so that the table is the one that a new book has.
    with op.batch_alter_table("classes", recreate="always") as table:
        table.add_column(sa.Column("description", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("key", sa.String(length=1), nullable=True))
        table.add_column(sa.Column("colour", sa.String(length=7), nullable=True))
    op.create_table(
        "class_changes",
        sa.Column("changeset", sa.Integer(), nullable=False),
        sa.Column("class", sa.String(length=200), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.Column("renamed", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["changeset"], ["changesets.id"], name=op.f("fk_class_changes_changeset")
        ),
        sa.PrimaryKeyConstraint("changeset", "class", name=op.f("pk_class_changes")),
    )
