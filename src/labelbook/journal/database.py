"""The connection to a book's database: pragmas, transactions, schema revisions."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    text,
)
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError

from labelbook.core.limits import BUSY_SECONDS
from labelbook.errors import BadInput, Damaged, LabelbookError, Unavailable
from labelbook.journal.tables import samples

Transaction = Connection
"""The type of `Database.reading` and `writing`: rooms pass it to their stores, which hold the SQL.
"""

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = max(file.name[1:5] for file in (MIGRATIONS / "versions").glob("v*.py"))
"""The revision that this labelbook writes, by the files' names; a test asks alembic."""


# As alembic writes it.
_STAMP = """CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
)"""


class Database:
    """One database with two kinds of transaction: `reading` and `writing`.

    Both raise Unavailable where the disk is full, the file may not be read or written, or another
    process keeps it busy, and Damaged where its content is broken.
    """

    def __init__(self, url: str | URL) -> None:
        self.engine = _engine(make_url(url))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Return a connection that sees one consistent state."""
        with _explained(self), self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield the only connection that writes; commits at the end, rolls back on an error."""
        with _explained(self), self.engine.connect() as connection:
            writer = connection.execution_options(labelbook_writer=True)
            with writer.begin():
                if writer.dialect.name == "postgresql":
                    writer.execute(text("LOCK TABLE changesets IN EXCLUSIVE MODE"))
                yield writer

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def sqlite_url(path: Path) -> URL:
    """Return the URL of a SQLite file, whatever characters its path has.

    Where the file or its folder may not be written, it is one that only reads.
    """
    if not path.exists() or is_writable(path):
        return URL.create("sqlite", database=str(path))
    # Nobody can write beside it either, unless a log of another writer lies there.
    log = path.with_name(f"{path.name}-wal")
    fixed = {} if log.exists() and log.stat().st_size else {"immutable": "1"}
    file = f"file:{quote(str(path.absolute()))}"
    return URL.create("sqlite", database=file, query={"mode": "ro", "uri": "true", **fixed})


def is_writable(path: Path) -> bool:
    """Return whether a database, and the logs beside it, may be written here."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


@contextmanager
def _explained(database: Database) -> Iterator[None]:
    """Explain in one sentence why the database cannot be used."""
    try:
        yield
    except (IntegrityError, ProgrammingError):
        # Faults of labelbook's own, not of the machine or the file.
        raise
    except DatabaseError as error:
        place = unquote((database.engine.url.database or "the database").removeprefix("file:"))
        raise _trouble(place, str(error.orig)) from error


def _trouble(place: str, reason: str) -> LabelbookError:
    if "full" in reason:
        return Unavailable(f"the disk of {place} is full: make room and try again")
    if "readonly" in reason or "read-only" in reason or "unable to open" in reason:
        return Unavailable(
            f"{place} or its folder may not be written here ({reason}): ask for the permission, "
            "or copy the book to where you may write"
        )
    if "locked" in reason:
        return Unavailable(
            f"{place} was busy with another writer for {BUSY_SECONDS} seconds: try again"
        )
    if "I/O" in reason:
        return Unavailable(
            f"{place} cannot be read or written ({reason}): see whether its disk is full or failing"
        )
    return Damaged(
        f"{place} cannot be read as a book's database ({reason}): restore it from a backup"
    )


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    only_reads = url.query.get("mode") == "ro"
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    def connected(connection: Any, _record: Any) -> None:
        # The driver's own transaction handling is off: `begun` below decides how one begins.
        connection.isolation_level = None
        cursor = connection.cursor()
        if not only_reads:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.close()

    def begun(connection: Connection) -> None:
        # A writer takes the lock at once: upgrading later could fail half-way.
        writer = connection.get_execution_options().get("labelbook_writer", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    event.listen(engine, "connect", connected)
    event.listen(engine, "begin", begun)
    return engine


def revision(database: Database) -> str | None:
    """Return the schema revision that is stored, None in an empty database."""
    with database.reading() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return str(found) if found is not None else None


def create(database: Database) -> None:
    """Make the tables at HEAD in an empty database.

    It takes a moment where the migrations, with all that they need, take as long as a thousand
    images; a test holds one against the other.
    """
    with database.writing() as connection:
        samples.metadata.create_all(connection)
        connection.execute(text(_STAMP))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})


def is_blank(database: Database) -> bool:
    """Return whether nothing was ever stored: no row of any kind but settings."""
    kept = (table for table in samples.metadata.sorted_tables if table is not samples.settings)
    with database.reading() as connection:
        return not any(connection.execute(select(table).limit(1)).first() for table in kept)


def upgrade(database: Database) -> None:
    """Bring the schema to HEAD by the migrations, one after the other."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def open_file(path: Path) -> Database:
    """Open the database of a book; one of an older labelbook is backed up and upgraded.

    Raises Damaged when the file is no book's database, BadInput when a newer labelbook made it,
    Unavailable when it may not be opened here.
    """
    database = Database(sqlite_url(path))
    try:
        stored = revision(database)
    except LabelbookError:
        database.close()
        raise
    if stored == HEAD:
        return database
    if stored is None:
        database.close()
        raise Damaged(f"{path} holds no labelbook tables: restore it from a backup")
    if stored > HEAD:
        database.close()
        raise BadInput(
            f"{path.parent} was made by a newer labelbook (format {stored}, this one knows "
            f"{HEAD}): update labelbook"
        )
    with database.writing() as connection:
        connection.execute(text("SELECT 1"))
        shutil.copy2(path, path.with_name(f"{path.name}.before-{HEAD}"))
    upgrade(database)
    return database
