"""Runs the migrations on the connection that `database.upgrade` hands over."""

from alembic import context

from labelbook.journal.tables.samples import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
