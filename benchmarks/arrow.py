"""The columns file beside Apache Arrow, on 1,000,000 rows: bytes, time and memory on both sides.

Two ways to write the same book with polars are held against the columns file:

- *lists*: one row, in which each column is one list, so that columns may differ in length and the
  header stands beside them; what is in it is byte for byte what the columns file holds.
- *table*: a row for each sample, classes and authors as dictionaries, tags as booleans, paths as
  text; what another program would expect.

Arrow would replace the columns file if bytes, memory and the first sheet stayed within 1.1 of it.
Each way is written in a process of its own. With `--flechette FILE` the page's side is measured
too, in Chromium: `npm install @uwdata/flechette` in a folder outside this project, then give
its `dist/flechette.min.js`. Nothing else needs to be installed.
"""

from __future__ import annotations

import argparse
import gzip
import io
import json
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import polars as pl
from million import book_of
from page import chromium
from playwright.sync_api import sync_playwright
from timing import Figure, machine, report

import labelbook
from labelbook.core import columns
from labelbook.journal.snapshot import Snapshot, read_whole

LIMIT = 1.1
WAYS = ("own", "lists", "table")
TOLD = {
    "write": ("processor time to write, ms", 1e3),
    "plain": ("unpacked, MB", 1e-6),
    "sent": ("as sent, MB", 1e-6),
    "peak": ("most memory of the process that writes, MiB", 1),
    "read": ("to typed arrays in Chromium, ms", 1),
    "held": ("memory of the page then, MB", 1),
}
"""What is printed of each way: its name, and what a figure is multiplied by."""
JUDGED = ("plain", "sent", "peak", "held")
"""What has to stay within the limit by itself; times count as a part of the first sheet."""
OLDEST = pl.CompatLevel.oldest()

# Both readers get the bytes as the page gets them, and give typed arrays; paths stay bytes.
READ_OWN = """(buffer) => {
  const length = new DataView(buffer).getUint32(4, true)
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)))
  const kinds = { uint8: Uint8Array, uint16: Uint16Array, uint32: Uint32Array }
  return header.columns.map(({ type, offset, length }) => new kinds[type](buffer, offset, length))
}"""
READ_LISTS = """(buffer) => {
  const table = fl.tableFromIPC(buffer)
  return table.children.map((column) => column.at(0))
}"""
# Codes as the page keeps them: 0 for none, room for more classes than a byte counts.
READ_TABLE = """(buffer) => {
  const { children, schema, numRows } = fl.tableFromIPC(buffer)
  const bit = (bits, row) => (bits[row >> 3] >> (row & 7)) & 1
  return children.map((column, at) => {
    const { values, validity, offsets, nullCount } = column.data[0]
    const name = schema.fields[at].name
    if (name === 'path') {
      const starts = new Uint32Array(numRows + 1)
      for (let row = 0; row <= numRows; row++) starts[row] = Number(offsets[row])
      return [starts, values]
    }
    if (name === 'excluded' || name.startsWith('tag:')) {
      const mask = new Uint8Array(numRows)
      for (let row = 0; row < numRows; row++) mask[row] = bit(values, row)
      return mask
    }
    if (name === 'label' || name === 'author') {
      const codes = new Uint16Array(numRows)
      for (let row = 0; row < numRows; row++) {
        if (!nullCount || bit(validity, row)) codes[row] = values[row] + 1
      }
      return codes
    }
    return values
  })
}"""
READERS = {"own": READ_OWN, "lists": READ_LISTS, "table": READ_TABLE}

MEASURE = """async ([way, read]) => {
  const reader = eval(read)
  const buffers = await Promise.all(['cells', 'names'].map(
    async (part) => (await fetch(`${way}-${part}`)).arrayBuffer()))
  const started = performance.now()
  window.kept = buffers.map((buffer) => reader(buffer))
  return performance.now() - started
}"""


def as_lists(header: dict[str, object], arrays: dict[str, columns.Column]) -> bytes:
    """Return one row as an Arrow stream, in which each column is one list."""
    head = [
        pl.Series(name, [list(value)], dtype=pl.List(pl.String))
        if isinstance(value, tuple | list)
        else pl.Series(name, [value])
        for name, value in header.items()
    ]
    body = [pl.Series(name, array).implode() for name, array in arrays.items()]
    return _stream(pl.DataFrame([*head, *body]))


def as_table(whole: Snapshot) -> bytes:
    """Return the cells as an Arrow stream of a row for each sample."""

    def coded(name: str, names: tuple[str, ...], shift: int) -> pl.Series:
        meanings = pl.Series(name, [None, *names][1 - shift :], dtype=pl.Enum(names))
        return meanings.gather(pl.Series(whole.columns[name]).cast(pl.UInt32))

    frame = pl.DataFrame({name: pl.Series(column) for name, column in whole.columns.items()})
    tags = {
        f"tag:{tag}": np.isin(whole.columns["id"], ids, assume_unique=True)
        for tag, ids in whole.tagged.items()
    }
    return _stream(
        frame.with_columns(
            coded("label", whole.classes, 1),
            coded("split", ("train", "val", "test"), 0),
            coded("author", whole.authors, 1),
            pl.col("excluded").cast(pl.Boolean),
            *[pl.Series(name, mask) for name, mask in tags.items()],
        )
    )


def _stream(frame: pl.DataFrame) -> bytes:
    file = io.BytesIO()
    frame.write_ipc_stream(file, compat_level=OLDEST)
    return file.getvalue()


def writers(
    way: str, whole: Snapshot, work: Path
) -> tuple[Callable[[], bytes], Callable[[], bytes]]:
    """Return what writes the cells and what writes the paths."""
    if way == "own":
        return whole.columns_file, whole.names_file
    header = dict(whole._header())
    paths: dict[str, columns.Column] = {
        "path_offset": whole.path_offset,
        "path": whole.path_bytes,
    }
    if way == "lists":
        tags = {f"tag:{tag}": ids for tag, ids in whole.tagged.items()}
        cells = partial(as_lists, header, {**whole.columns, **tags})
        return cells, partial(as_lists, header, paths)
    return partial(as_table, whole), partial(_stream, pl.read_ipc(work / "paths"))


def write(way: str, work: Path) -> None:
    """Write a way's two files, as they are and packed, and print what it took as JSON."""
    whole, _ = read_whole((work / "whole").read_bytes())
    making = writers(way, whole, work)
    took, plain, sent = 0.0, 0, 0
    for part, make in zip(("cells", "names"), making, strict=True):
        started = time.process_time()
        data = make()
        took += time.process_time() - started
        packed = gzip.compress(data, 1)
        plain, sent = plain + len(data), sent + len(packed)
        (work / f"{way}-{part}").write_bytes(data)
        del data
    print(json.dumps({"write": took, "plain": plain, "sent": sent, "peak": _memory()}))


def _memory() -> float:
    """Return the most MiB that this process held so far."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def in_process(way: str, work: Path, rounds: int) -> dict[str, float]:
    """Return the median of each figure of `write` in fresh processes."""
    command = [sys.executable, __file__, "--work", str(work), "--write", way]
    made = [
        json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        for _ in range(rounds)
    ]
    return {name: statistics.median(one[name] for one in made) for name in made[0]}


def on_the_page(work: Path, flechette: Path, rounds: int) -> dict[str, dict[str, float]]:
    """Return ms to typed arrays and MB held after it, for each way, in Chromium."""
    (work / "flechette.js").write_bytes(flechette.read_bytes())
    (work / "index.html").write_text("<script src=flechette.js></script>")
    handler = partial(_Quiet, directory=str(work))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    found: dict[str, dict[str, float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for way in WAYS:
            times, held = [], []
            for _ in range(rounds):
                page = browser.new_page()
                page.goto(f"http://127.0.0.1:{server.server_port}/index.html")
                times.append(page.evaluate(MEASURE, [way, READERS[way]]))
                session = page.context.new_cdp_session(page)
                session.send("HeapProfiler.collectGarbage")
                heap = session.send("Runtime.getHeapUsage")
                held.append((heap["usedSize"] + heap.get("backingStorageSize", 0)) / 1e6)
                page.close()
            found[way] = {"read": statistics.median(times), "held": statistics.median(held)}
        browser.close()
    server.shutdown()
    return found


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    """Measure, print the table, and end with 1 where Arrow is beyond 1.1 of the columns file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--work", type=Path, help="keep the made book here for the next run")
    parser.add_argument("--flechette", type=Path, help="its dist/flechette.min.js")
    parser.add_argument("--write", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.write:
        write(options.write, options.work)
        return
    print(machine())
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        with labelbook.open(book_of(options.rows, options.work or work)) as book:
            (work / "whole").write_bytes(book.journal.snapshot().whole_file(""))
            book.samples().select("path").write_ipc(work / "paths")
        found = {way: in_process(way, work, options.rounds) for way in WAYS}
        if options.flechette:
            for way, figures in on_the_page(work, options.flechette, options.rounds).items():
                found[way] |= figures
    print("\n|  | " + " | ".join(WAYS) + " |\n|---|" + "---|" * len(WAYS))
    for key, (name, unit) in TOLD.items():
        if key in found["own"]:
            cells = (f"{found[way][key] * unit:,.1f}" for way in WAYS)
            print(f"| {name} | " + " | ".join(cells) + " |")
    kept = [
        report(
            f"Arrow as {way}, {options.rows:,} rows, by the columns file",
            [
                Figure(TOLD[key][0].split(",")[0], found[way][key] / found["own"][key], LIMIT)
                for key in JUDGED
                if key in found["own"]
            ],
        )
        for way in WAYS[1:]
    ]
    if not all(kept):
        sys.exit(1)


if __name__ == "__main__":
    main()
