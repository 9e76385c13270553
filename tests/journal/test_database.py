"""The schema: made by migrations, known by its revision, kept safe."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_mock_engine, text
from sqlalchemy.dialects import postgresql

import labelbook
from labelbook.errors import BadInput, Damaged, NotFound
from labelbook.journal import database
from labelbook.journal.tables import samples

FIRST = (
    *("changesets", "sources", "samples", "changes", "state", "sample_tags", "classes"),
    *("versions", "skipped", "settings"),
)
"""The tables of the first format."""


def test_the_migrations_make_the_schema(tmp_path: Path) -> None:
    made = database.Database(database.sqlite_url(tmp_path / "book.db"))
    database.upgrade(made)
    with made.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), samples.metadata) == []
    assert database.revision(made) == database.HEAD


def _lines(sql: str | None) -> list[str]:
    # The order of a table's constraints means nothing, nor do quotes around its name.
    plain = re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", sql or "")
    return sorted(line.strip().rstrip(",") for line in plain.splitlines())


def test_a_new_book_has_the_tables_that_the_migrations_make(tmp_path: Path) -> None:
    found = []
    for name, make in (("new", database.create), ("upgraded", database.upgrade)):
        made = database.Database(database.sqlite_url(tmp_path / f"{name}.db"))
        make(made)
        assert database.revision(made) == database.HEAD
        with made.reading() as connection:
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master")).all()
            found.append({name: _lines(sql) for name, sql in rows})
    assert found[0] == found[1]


def test_a_book_of_an_older_labelbook_is_brought_up_to_date_and_kept_beside(
    make_book: Callable[[], Path],
) -> None:
    directory = make_book()
    with labelbook.open(directory) as book, book.context.database.writing() as connection:
        for table in reversed(samples.metadata.sorted_tables):
            if table.name not in FIRST:
                connection.execute(text(f"DROP TABLE {table.name}"))
        for column in ("description", "key", "colour"):
            connection.execute(text(f"ALTER TABLE classes DROP COLUMN {column}"))
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    with labelbook.open(directory) as book:
        assert database.revision(book.context.database) == database.HEAD
        assert book.samples().height == 12
        assert book.growth.lineage(1).children == ()
        assert book.talk.threads() == []
    assert (directory / f"book.db.before-{database.HEAD}").is_file()


def test_head_is_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == database.HEAD


def test_the_schema_compiles_for_postgresql() -> None:
    statements: list[str] = []
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    engine = create_mock_engine(
        "postgresql+psycopg://",
        lambda ddl, *_, **__: statements.append(str(ddl.compile(dialect=dialect))),
    )
    samples.metadata.create_all(engine, checkfirst=False)
    assert sum("CREATE TABLE" in statement for statement in statements) == len(
        samples.metadata.tables
    )


def test_writes_survive_a_power_cut(make_book: Callable[[], Path]) -> None:
    with labelbook.open(make_book()) as book, book.context.database.reading() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA synchronous")).scalar() == 2


def test_a_folder_that_is_no_book_is_named(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="there is no book in"):
        labelbook.open(tmp_path)


def test_a_damaged_database_is_told_from_a_missing_one(tmp_path: Path) -> None:
    (tmp_path / "book.db").write_bytes(b"not a database" * 100)
    with pytest.raises(Damaged, match="restore it from a backup"):
        labelbook.open(tmp_path)


def test_a_book_of_a_newer_labelbook_is_left_alone(make_book: Callable[[], Path]) -> None:
    directory = make_book()
    with labelbook.open(directory) as book, book.context.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BadInput, match="newer labelbook"):
        labelbook.open(directory)


KILLED = """
import sys, os, signal
import labelbook
from labelbook.journal import samples as imports
inner = imports.append_import
def slow(*args, **kwargs):
    made = inner(*args, **kwargs)
    print("inside", flush=True)
    import time; time.sleep(60)
    return made
imports.append_import = slow
if sys.argv[1] == "create":
    labelbook.create(sys.argv[2], sys.argv[3])
else:
    labelbook.open(sys.argv[2]).import_(sys.argv[3])
"""


def kill_inside(*arguments: str) -> None:
    """Kill a process after it has written everything, just before it commits."""
    process = subprocess.Popen(
        [sys.executable, "-c", KILLED, *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "inside\n"
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_a_killed_import_leaves_the_book_as_it_was(
    make_book: Callable[[], Path], image_folder: Path, tmp_path: Path
) -> None:
    directory = make_book()
    more = tmp_path / "more" / "train" / "iv"
    more.mkdir(parents=True)
    (more / "new.png").write_bytes((image_folder / "train/i/0.png").read_bytes())
    kill_inside("import", str(directory), str(tmp_path / "more"))
    with labelbook.open(directory) as book:
        assert (book.seq, book.samples().height) == (1, 12)
        assert book.import_(tmp_path / "more").added == 1


def test_a_killed_create_leaves_nothing_that_is_in_the_way(
    image_folder: Path, tmp_path: Path
) -> None:
    kill_inside("create", str(tmp_path / "made"), str(image_folder))
    assert not (tmp_path / "made").exists()
    book, report = labelbook.create(tmp_path / "made", image_folder)
    book.close()
    assert report.added == 12
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_acknowledged_edit_survives_kill_minus_nine(make_book: Callable[[], Path]) -> None:
    directory = make_book()
    program = (
        "import labelbook, sys, time\n"
        f"book = labelbook.open({str(directory)!r})\n"
        "for number in range(10_000):\n"
        "    book.tag(1 + number % 12, f't{number}', author='Anna')\n"
        "    print(number, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    assert process.stdout is not None
    acknowledged = [int(process.stdout.readline()) for _ in range(5)]
    time.sleep(0.05)
    process.kill()
    acknowledged += [int(line) for line in process.stdout.read().splitlines() if line]
    with labelbook.open(directory) as book:
        kept = {tag for tags in book.samples()["tags"].to_list() for tag in tags}
    assert {f"t{number}" for number in acknowledged} <= kept
