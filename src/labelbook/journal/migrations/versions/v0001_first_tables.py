"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "changesets",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("tool", sa.String(length=40), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("reverts", sa.Integer(), nullable=True),
        sa.Column("reverted_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["reverted_by"], ["changesets.id"], name=op.f("fk_changesets_reverted_by")
        ),
        sa.ForeignKeyConstraint(["reverts"], ["changesets.id"], name=op.f("fk_changesets_reverts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changesets")),
        sa.UniqueConstraint("key", name=op.f("uq_changesets_key")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "classes",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_classes")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sources")),
    )
    op.create_table(
        "samples",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("source", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("changeset", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("split", sa.String(length=10), nullable=False),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changeset"], ["changesets.id"], name=op.f("fk_samples_changeset")
        ),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_samples_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_samples")),
        sa.UniqueConstraint("path", name=op.f("uq_samples_path")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_samples_changeset"), "samples", ["changeset"], unique=False)
    op.create_index(op.f("ix_samples_hash"), "samples", ["hash"], unique=False)
    op.create_table(
        "skipped",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("changeset", sa.Integer(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changeset"], ["changesets.id"], name=op.f("fk_skipped_changeset")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_skipped")),
    )
    op.create_table(
        "versions",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("changeset", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(length=80), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["changeset"], ["changesets.id"], name=op.f("fk_versions_changeset")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_versions")),
    )
    op.create_table(
        "changes",
        sa.Column("changeset", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=210), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["changeset"], ["changesets.id"], name=op.f("fk_changes_changeset")
        ),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_changes_sample")),
        sa.PrimaryKeyConstraint("changeset", "sample", "field", name=op.f("pk_changes")),
    )
    op.create_index(op.f("ix_changes_sample"), "changes", ["sample"], unique=False)
    op.create_table(
        "sample_tags",
        sa.Column("sample", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("tag", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_sample_tags_sample")),
        sa.PrimaryKeyConstraint("sample", "tag", name=op.f("pk_sample_tags")),
    )
    op.create_table(
        "state",
        sa.Column("sample", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("split", sa.String(length=10), nullable=False),
        sa.Column("excluded", sa.Boolean(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("last_change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["sample"], ["samples.id"], name=op.f("fk_state_sample")),
        sa.PrimaryKeyConstraint("sample", name=op.f("pk_state")),
    )
