"""Metadata columns of large books: set, undone, read, sent to the page, filtered and sorted.

Promises, against what a bare loop does in the same run:

* setting 100,000 different values of a column, undoing and redoing that, takes at most 15 times
  as long as writing the same changes and cells into two plain tables of SQLite; an undo takes at
  most twice as long as the setting;
* with 1,000,000 samples and five columns (text, category, number, date, list): the import at most
  five times the plain tables; all values as a frame at most three times a bare reading of the same
  tables into polars; no step takes more than a minute of the processor or 2 GiB: the import of a
  million rows from Python is the most.

Each step is a process of its own, so that its memory is its own. Ratios are of processor time, as
other work may run beside it. The files of the samples are not
there: no step looks at them.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
from timing import Figure, machine, report

import labelbook
from labelbook.book import Book
from labelbook.columns.service import MetadataColumns
from labelbook.journal import database, samples
from labelbook.journal.changesets import Origin
from labelbook.journal.records import NewSample

AUTHOR = "Bench"
KINDS = ("text", "category", "number", "date", "list")
SECONDS, MEMORY = 60.0, 2.0 * 1024
"""Most that a step may take, and MiB that it may hold: all of a million rows in Python."""

FIRST = date(2020, 1, 1)


def values(kind: str, row: int) -> Any:
    """Return the value of a column in a row."""
    return {
        "text": f"note {row} of the patient",
        "category": ("north", "south", "east", "west")[row % 4],
        "number": row % 977 / 10,
        "date": FIRST + timedelta(days=row % 2000),
        "list": ("left", "blurred") if row % 3 else ("right",),
    }[kind]


def new(row: int, metadata: dict[str, Any]) -> NewSample:
    """Return a sample whose file is nowhere."""
    fields: dict[str, int | float | str] = {"width": 64, "height": 64, "size": 900}
    fields |= {"format": "PNG", "mode": "L", "origin": "imported"}
    return NewSample(
        path=f"train/{row % 10}/{row:07}.png",
        location=f"{row % 10}/{row:07}.png",
        hash=f"{row:064x}",
        label=str(row % 10),
        split="train",
        fields=fields,
        metadata=metadata,
    )


def fill(place: Path, rows: int, *, columns: bool) -> int:
    """Make a book of so many rows, with five columns or none."""
    place.mkdir()
    made = database.Database(database.sqlite_url(place / "book.db"))
    database.create(made)
    made.close()
    with labelbook.open(place) as book:
        told = KINDS if columns else ()
        rest = [new(row, {kind: values(kind, row) for kind in told}) for row in range(rows)]
        with book.context.database.writing() as connection:
            folders = [("folder", Path("/nowhere"), rest)]
            samples.append_import(connection, folders, [], Origin(AUTHOR, "rows", "import"))
    return rows


def bare(place: Path, rows: int, columns: int) -> int:
    """Write as many rows, with their cells, into plain tables."""
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE sample (id INTEGER PRIMARY KEY, path TEXT, hash TEXT)")
        connection.execute("CREATE TABLE cell (column INTEGER, sample INTEGER, value TEXT)")
        told = ((row, f"train/{row:07}.png", f"{row:064x}") for row in range(rows))
        connection.executemany("INSERT INTO sample VALUES (?, ?, ?)", told)
        cells = (
            (column, row, str(values(KINDS[column], row)))
            for column in range(columns)
            for row in range(rows)
        )
        connection.executemany("INSERT INTO cell VALUES (?, ?, ?)", cells)
    return rows


def bare_change(place: Path, rows: int) -> int:
    """Write as many changes, and the cells that they leave, into plain tables."""
    with sqlite3.connect(place) as connection:
        connection.execute("CREATE TABLE change (sample INTEGER, field TEXT, was TEXT, now TEXT)")
        connection.execute("CREATE TABLE cell (sample INTEGER PRIMARY KEY, value TEXT)")
        changes = ((row, "column", None, f"value {row}") for row in range(rows))
        connection.executemany("INSERT INTO change VALUES (?, ?, ?, ?)", changes)
        cells = ((row, f"value {row}") for row in range(rows))
        connection.executemany("INSERT INTO cell VALUES (?, ?)", cells)
    return rows


def bare_read(place: Path) -> int:
    """Read samples and cells from SQLite into frames of polars, as they stand there."""
    with sqlite3.connect(place / "book.db") as connection:
        paths = connection.execute("SELECT id, path, hash, label, split, tags FROM samples")
        frame = pl.DataFrame(list(zip(*paths.fetchall(), strict=True)))
        for column in range(1, len(KINDS) + 1):
            asked = 'SELECT sample, value FROM column_cells WHERE "column" = ?'
            cells = connection.execute(asked, (column,)).fetchall()
            held = pl.DataFrame(
                dict(zip(("column_0", str(column)), zip(*cells, strict=True), strict=True))
            )
            frame = frame.join(held, on="column_0", how="left")
    return frame.height


def set_values(book: Book) -> None:
    """Give every sample a value of its own."""
    held: MetadataColumns = book.columns
    ids = list(range(1, book.journal.changeset(1).added + 1))
    held.set("own", ids, [f"value {id}" for id in ids], author=AUTHOR)


def filtered(frame: pl.DataFrame) -> int:
    """Count what a filter of three columns leaves."""
    chosen = (pl.col("category") == "north") & (pl.col("number") > 50)
    return frame.filter(chosen & (pl.col("date") > FIRST)).height


def sorted_by(frame: pl.DataFrame) -> int:
    """Sort by two columns."""
    return int(frame.sort("date", "text")["sample"][0])


Step = Callable[[Path], object]


def _with(do: Callable[[Book], object]) -> Step:
    def step(place: Path) -> object:
        with labelbook.open(place) as book:
            return do(book)

    return step


STEPS: dict[str, Step] = {
    "add": _with(lambda book: book.columns.add("own", author=AUTHOR)),
    "set": _with(set_values),
    "undo": _with(lambda book: book.undo(author=AUTHOR)),
    "redo": _with(lambda book: book.redo(book.seq - 1, author=AUTHOR)),
    "advance": _with(lambda book: book.journal.snapshot().columns_file()),
    "snapshot": _with(lambda book: len(book.journal.snapshot().columns_file())),
    "frame": _with(lambda book: book.samples()),
    "filter": _with(lambda book: filtered(book.samples())),
    "sort": _with(lambda book: sorted_by(book.samples())),
}


def run(name: str, *words: object) -> dict[str, Any]:
    """Run a step in a process of its own: its seconds, MiB and what it returned."""
    command = [sys.executable, __file__, "--step", name, *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{name} failed:\n{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    told = f"{found['seconds']:7.2f} s of the processor, {found['clock']:7.2f} s by the clock"
    print(f"{name:>10}: {told}, {found['memory']:6,.0f} MiB", flush=True)
    return found


def step(name: str, place: Path, rows: int) -> None:
    """Do one step and print what it took, as JSON."""
    import labelbook.journal.frames  # noqa: F401 -- loading is not what is measured

    before, worked = time.perf_counter(), time.process_time()
    if name in STEPS:
        out = STEPS[name](place)
    elif name == "fill":
        out = fill(place, rows, columns=True)
    elif name == "rows":
        out = fill(place, rows, columns=False)
    elif name == "bare":
        out = bare(place, rows, len(KINDS))
    elif name == "changes":
        out = bare_change(place, rows)
    else:
        out = bare_read(place)
    seconds, clock = time.process_time() - worked, time.perf_counter() - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = out if isinstance(out, int) else 0
    print(json.dumps({"seconds": seconds, "clock": clock, "memory": memory, "out": size}))


def changes(work: Path, rows: int) -> list[Figure]:
    """Set, undo and redo as many values as there are samples."""
    print(f"{rows:,} different values:")
    place = work / "changed"
    run("rows", place, rows)
    plain = run("changes", work / "plain.db", rows)
    run("snapshot", place)
    run("add", place)
    took = {name: run(name, place) for name in ("set", "advance", "undo", "redo")}
    base = plain["seconds"]
    name = f"{rows:,} values"
    return [
        Figure(f"{name}: set / plain tables", took["set"]["seconds"] / base, 15),
        Figure(f"{name}: undo / plain tables", took["undo"]["seconds"] / base, 15),
        Figure(f"{name}: redo / plain tables", took["redo"]["seconds"] / base, 15),
        Figure(f"{name}: undo / set", took["undo"]["seconds"] / took["set"]["seconds"], 2),
        Figure(f"{name}: most memory, MiB", max(x["memory"] for x in took.values()), 1024),
    ]


def large(work: Path, rows: int) -> list[Figure]:
    """Import, read, send, filter and sort many rows with five columns."""
    print(f"{rows:,} samples with {len(KINDS)} columns:")
    place = work / "large"
    took = {"import": run("fill", place, rows), "bare": run("bare", work / "bare.db", rows)}
    took["snapshot"] = run("snapshot", place)
    took["kept"] = run("snapshot", place)
    took["frame"] = run("frame", place)
    took["read"] = run("read", place)
    took["filter"], took["sort"] = run("filter", place), run("sort", place)
    seconds = {name: found["seconds"] for name, found in took.items()}
    ours = [name for name in took if name not in ("bare", "read")]
    name = f"{rows:,} samples"
    return [
        Figure(f"{name}: import / plain tables", seconds["import"] / seconds["bare"], 5),
        Figure(f"{name}: frame / bare reading", seconds["frame"] / seconds["read"], 3),
        Figure(f"{name}: frame and filter / frame", seconds["filter"] / seconds["frame"], 1.5),
        Figure(f"{name}: frame and sort / frame", seconds["sort"] / seconds["frame"], 2),
        Figure(f"{name}: kept snapshot / read again", seconds["kept"] / seconds["snapshot"], 0.5),
        Figure(f"{name}: bytes of the snapshot, MB", took["snapshot"]["out"] / 1e6, 100),
        Figure(f"{name}: slowest step, s", max(seconds[each] for each in ours), SECONDS),
        Figure(f"{name}: most memory, MiB", max(took[each]["memory"] for each in ours), MEMORY),
    ]


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--values", type=int, default=100_000, help="different values to set")
    parser.add_argument("--rows", type=int, default=1_000_000, help="samples with five columns")
    parser.add_argument("--step", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        name, place, *rows = options.step
        step(name, Path(place), int(rows[0]) if rows else 0)
        return
    print(machine())
    work = Path(tempfile.mkdtemp())
    try:
        figures = changes(work, options.values) + large(work, options.rows)
    finally:
        shutil.rmtree(work)
    if not report("metadata columns", figures):
        sys.exit(1)


if __name__ == "__main__":
    main()
