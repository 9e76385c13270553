"""Two checkouts of labelbook against each other: is the newer one still as quick?

Promise, with --check: none of these takes more than 1.1 of what it takes in the other checkout.

* `labelbook --help`, from start to exit;
* `labelbook create` of a folder of drawn images, from start to exit;
* `labelbook serve` of that book and a usable sheet in a headless Chromium: from the start of the
  server until 20 rows with path, label and thumbnail are on the screen;
* an edit: from the sending of its POST until another client has it on the live channel;
* a drawing: from the sending of the canvas's POST until its changeset is on the live channel;
* the bytes of the first snapshot of the book, cells and names.

Both are measured in one run, turn by turn: the one that goes first changes with every turn, so
that a machine that gets slower or warmer is unfair to neither. The figures are medians; the ratio
is that of the medians. "From - to" is where the middle half of the turns lies: a ratio within that
says nothing. `--old X --new X` tells how much noise there is.

Each checkout needs its page built (`npm run build` in web/). Both run with this Python and its
libraries.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import io
import json
import os
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import httpx
from live import Person, join
from page import USABLE, chromium
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, sync_playwright
from serving import Served, free_port, start
from timing import machine, quantile, run_quietly

from labelbook.demo import numerals

ROOT = Path(__file__).resolve().parent.parent
RENAMES = ROOT / "tests" / "house" / "renames.json"
WITHIN = 1.1
UNCOMPILED = "PYTHONDONTWRITEBYTECODE"
"""Set where tests run; where people work, Python compiles a module once and keeps it."""
WAITS = 10.0
"""Seconds until a changeset that does not come is an error."""

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
QUICK = 4
"""So many turns of what takes a tenth of a second for each turn of what takes seconds."""

SESSIONS = 6
"""So often both servers are started anew for edits and drawings; even, see `measure`."""


@dataclass(eq=False)
class Checkout:
    """One side. found: name of a figure -> what was measured, turn by turn."""

    name: str
    root: Path
    found: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    @property
    def environment(self) -> dict[str, str]:
        """The environment in which `labelbook` is this checkout's, compiled once as installed."""
        kept = {name: value for name, value in os.environ.items() if name != UNCOMPILED}
        return {**kept, "PYTHONPATH": str(self.root / "src")}

    def run(self, *words: str) -> float:
        """Run a command of labelbook and return the seconds."""
        return run_quietly([sys.executable, "-m", "labelbook", *words], self.environment)

    def serve(self, book: Path) -> Served:
        """Serve a book by this checkout."""
        return start(book, free_port(), self.environment)


Sides = tuple[Checkout, Checkout]


def turns(sides: Sides, count: int) -> Iterator[Checkout]:
    """Return whose turn it is, `count` times each; who goes first changes."""
    for turn in range(count):
        yield from sides if turn % 2 == 0 else sides[::-1]


def measure_commands(sides: Sides, images: Path, work: Path, rounds: int) -> None:
    """Time `--help` and `create`; the last books that were made stay in `work`."""
    for side in turns(sides, 2):
        side.run("--help")
    for side in turns(sides, rounds * QUICK):
        side.found["labelbook --help, ms"].append(1000 * side.run("--help"))
    for turn, side in enumerate(turns(sides, rounds + 1)):
        shutil.rmtree(work / side.name, ignore_errors=True)
        seconds = side.run("create", str(work / side.name), "--from", str(images))
        if turn >= len(sides):
            side.found["labelbook create, s"].append(seconds)


def measure_sheet(sides: Sides, browser: Browser, work: Path, rounds: int) -> None:
    """Time the start of the server with the first sheet; weigh the first snapshot."""
    for turn, side in enumerate(turns(sides, rounds + 1)):
        started = time.perf_counter()
        server = side.serve(work / side.name)
        try:
            context = browser.new_context(viewport={"width": 1280, "height": 800})
            page = context.new_page()
            page.goto(server.url, wait_until="commit")
            page.wait_for_function(USABLE, polling="raf", timeout=60_000)
            seconds = time.perf_counter() - started
            context.close()
            parts = [httpx.get(f"{server.url}api/{part}") for part in ("snapshot", "names")]
        finally:
            server.kill()
        if turn >= len(sides):
            side.found["serve and first sheet, s"].append(seconds)
            side.found["first snapshot, bytes"].append(
                sum(len(part.content) for part in parts if part.is_success)
            )


class Talk:
    """A checkout's server with two clients, one of which writes."""

    def __init__(self, side: Checkout, server: Served) -> None:
        self.side = side
        self.server = server

    async def begin(self, stack: AsyncExitStack) -> None:
        """Connect both clients."""
        self.http = await stack.enter_async_context(httpx.AsyncClient(base_url=self.server.url))
        book = (await self.http.get("/api/changesets?limit=1")).json()
        since = book["changesets"][0]["id"]
        self.people: list[Person] = []
        for number in range(2):
            person = await join(stack, self.server, number, since)
            self.people.append(person)
            listening = asyncio.create_task(person.listen())
            stack.callback(listening.cancel)

    async def until_heard(self, routes: list[str], document: dict[str, Any]) -> float:
        """Post a document to the first route that there is; milliseconds until all have heard."""
        heard = [len(person.arrivals) for person in self.people]
        moment = time.perf_counter()
        for route in routes:
            moment = time.perf_counter()
            answer = await self.http.post(route, json=document)
            if answer.status_code not in (404, 405):
                break
        if answer.status_code != 201:
            sys.exit(f"{self.side.name}: POST {route} was refused: {answer.text}")
        until = time.perf_counter() + WAITS
        while any(len(p.arrivals) == before for p, before in zip(self.people, heard, strict=True)):
            if time.perf_counter() > until:
                sys.exit(f"{self.side.name}: nobody heard of POST {route}")
            await asyncio.sleep(0.0005)
        return 1000 * (max(person.arrivals[-1][1] for person in self.people) - moment)


async def measure_live(sides: Sides, servers: list[Served], session: int, rounds: int) -> None:
    """Time edits and drawings until the other client has heard of them."""
    warm = 2 * len(sides)
    async with AsyncExitStack() as stack:
        talks = {side: Talk(side, server) for side, server in zip(sides, servers, strict=True)}
        for talk in talks.values():
            await talk.begin(stack)
        for turn, side in enumerate(turns(sides, rounds + 2)):
            name = f"{session}-{turn:06}"
            tagged = {"field": f"tag:turn-{name}", "samples": [1 + turn], "before": [None]}
            edit = {
                "author": "Bench",
                "key": f"edit-{name}",
                "edits": [{**tagged, "after": "1"}],
            }
            edited = await talks[side].until_heard(["/api/changesets"], edit)
            drawing = {
                "author": "Bench",
                "key": f"drawing-{name}",
                "png": base64.b64encode(drawn(50 * session + turn)).decode(),
                "label": "viii",
            }
            saved = await talks[side].until_heard(drawing_routes(), drawing)
            if turn >= warm:
                side.found["an edit at every client, ms"].append(edited)
                side.found["a drawing saved and heard of, ms"].append(saved)


def drawing_routes() -> list[str]:
    """Return where a drawing is posted: today, and in 0.1.0."""
    renamed = json.loads(RENAMES.read_text())["routes"].get("POST /api/drawn")
    return [*([renamed.split(" ")[1]] if isinstance(renamed, str) else []), "/api/drawn"]


def drawn(number: int) -> bytes:
    """Draw an image that is like no other: the bytes of its PNG."""
    image = Image.new("L", (160, 120), 230)
    pen = ImageDraw.Draw(image)
    for stroke in range(4):
        x = 20 + 30 * stroke
        pen.line((x, 20 + number % 50, x + number // 50, 100), fill=40, width=6)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def measure(sides: Sides, samples: int, rounds: int) -> None:
    """Measure everything, turn by turn."""
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        images = numerals.write(work / "drawn", samples=samples).images
        measure_commands(sides, images, work, rounds)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
            measure_sheet(sides, browser, work, rounds)
            browser.close()
        for session in range(SESSIONS):
            # Who is started first may get the better core: that changes, too.
            order = sides if session % 2 == 0 else (sides[1], sides[0])
            servers = [side.serve(work / side.name) for side in order]
            try:
                asyncio.run(measure_live(order, servers, session, rounds))
            finally:
                for server in servers:
                    server.kill()


def report(sides: Sides) -> bool:
    """Print the table; return whether no ratio is above WITHIN."""
    old, new = sides
    print(f"\n| {machine()} | old | from - to | new | from - to | new / old |")
    print("|---|---|---|---|---|---|")
    kept = True
    for name, before in old.found.items():
        after = new.found[name]
        ratio = median(after) / median(before)
        cells = [name, *_spread(before), *_spread(after), f"{ratio:.3f}"]
        print(f"| {' | '.join(cells)} |")
        kept = kept and ratio <= WITHIN
    return kept


def _spread(values: list[float]) -> tuple[str, str]:
    ends = [_number(quantile(values, percent)) for percent in (25, 75)]
    return _number(median(values)), " - ".join(ends)


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.4g}"


def main() -> None:
    """Measure both, print the table, and with --check fail where the newer one is slower."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--old", type=Path, required=True, help="a checkout to compare with")
    parser.add_argument("--new", type=Path, default=ROOT, help="default: this one")
    parser.add_argument("--samples", type=int, default=1_200, help="drawn images of the book")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--check", action="store_true", help=f"fail above {WITHIN}")
    options = parser.parse_args()
    sides = Checkout("old", options.old.resolve()), Checkout("new", options.new.resolve())
    for side in sides:
        if not (side.root / "src" / "labelbook" / "server" / "page" / "index.html").is_file():
            sys.exit(f"{side.root} has no page: run `npm run build` in its web/ first")
    measure(sides, options.samples, options.rounds)
    kept = report(sides)
    if not kept:
        print(f"\nNOT KEPT: something takes more than {WITHIN} of what it took")
    if options.check and not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
