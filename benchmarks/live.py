"""Twenty people on one book: how soon each of them has an edit that somebody makes.

Promise: with 20 connected clients and 10 edits a second, 95 % of the edits have reached every
client within 150 ms; none is missed, none comes twice or out of order.

The server runs as a person runs it. The clients hold real websockets, answer its pings and move
their cursor once a second, which everybody is told too. Five of them edit over the HTTP API: one
sample at a time, and at every tenth edit a hundred. The edits are due at random moments (a Poisson
process, 10 a second on average), so they come in bursts, and none waits for the answer to the one
before. Measured is the time from the sending of the POST to its receipt at each client; the figure
for an edit is that of the client who had it last. Clients, editors and server share one machine.

Other rates can be asked for; the promise is made for the rates above.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from million import book_of
from serving import Served, serving
from timing import Figure, machine, quantile, report
from websockets.asyncio.client import ClientConnection, connect

import labelbook

WITHIN, SHARE = 150.0, 95
BULK_EVERY, BULK = 10, 100
STRAGGLERS = 5.0
"""Seconds that the last edits get to arrive."""


@dataclass
class Person:
    """A connected client. arrivals: changesets with the moment each came, as they came."""

    socket: ClientConnection
    arrivals: list[tuple[int, float]] = field(default_factory=list)

    async def listen(self) -> None:
        """Note every changeset; answer every ping."""
        async for text in self.socket:
            at = time.perf_counter()
            frame = json.loads(text)
            if frame["type"] == "changeset":
                self.arrivals.append((frame["changeset"]["id"], at))
            elif frame["type"] == "ping":
                await self.socket.send('{"type": "pong"}')

    async def look_around(self, samples: Sequence[int], moves: float, seed: int) -> None:
        """Move the cursor at `moves` a second."""
        generator = np.random.default_rng(seed)
        await asyncio.sleep(generator.random() / moves)
        while True:
            sample = samples[int(generator.integers(len(samples)))]
            await self.socket.send(json.dumps({"type": "here", "sample": sample}))
            await asyncio.sleep(1 / moves)


@dataclass(frozen=True)
class PlannedEdit:
    """An edit to make. due: seconds from the start."""

    due: float
    editor: int
    document: dict[str, Any]


def planned_edits(labels: dict[int, str], options: argparse.Namespace) -> list[PlannedEdit]:
    """Draw the edits: relabels of samples that no other edit touches."""
    generator = np.random.default_rng(options.seed)
    count = int(options.seconds * options.rate)
    due = np.sort(generator.uniform(0, options.seconds, count)).tolist()
    waiting = generator.permutation(list(labels)).tolist()
    names = sorted(set(labels.values()))
    made = []
    for number, moment in enumerate(due):
        size = BULK if number % BULK_EVERY == 0 else 1
        samples, waiting = waiting[:size], waiting[size:]
        if len(samples) < size:
            sys.exit(f"{len(labels):,} samples are too few for {count} edits: give more --rows")
        before = [labels[sample] for sample in samples]
        after = names[(names.index(before[0]) + 1) % len(names)]
        edit = {"field": "label", "samples": samples, "before": before, "after": after}
        editor = number % options.editors
        document = {"author": f"Person {editor}", "key": f"live-{number:06}", "edits": [edit]}
        made.append(PlannedEdit(moment, editor, document))
    return made


@dataclass(frozen=True)
class Meeting:
    """What happened. sent: changeset -> the moment at which its POST was sent."""

    sent: dict[int, float]
    people: list[Person]
    refused: list[str]
    seconds: float


async def meet(
    server: Served, since: int, todo: Sequence[PlannedEdit], samples: Sequence[int], options: Any
) -> Meeting:
    """Connect everybody, make the edits when they are due, wait for the last to arrive."""
    sent: dict[int, float] = {}
    refused: list[str] = []
    async with AsyncExitStack() as stack:
        people = [await join(stack, server, number, since) for number in range(options.clients)]
        tasks = [asyncio.create_task(person.listen()) for person in people]
        tasks += [
            asyncio.create_task(person.look_around(samples, options.moves, number))
            for number, person in enumerate(people)
            if options.moves
        ]
        editors = [
            await stack.enter_async_context(httpx.AsyncClient(base_url=server.url))
            for _ in range(options.editors)
        ]

        async def make(edit: PlannedEdit) -> None:
            moment = time.perf_counter()
            answer = await editors[edit.editor].post("/api/changesets", json=edit.document)
            if answer.status_code == 201 and (made := answer.json()["changeset"]):
                sent[made["id"]] = moment
            else:
                refused.append(answer.text)

        started = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            for edit in todo:
                await asyncio.sleep(started + edit.due - time.perf_counter())
                group.create_task(make(edit))
        seconds = time.perf_counter() - started
        deadline = time.perf_counter() + STRAGGLERS
        while time.perf_counter() < deadline and any(
            len(person.arrivals) < len(sent) for person in people
        ):
            await asyncio.sleep(0.05)
        gone = [task for task in tasks if task.done()]
        for task in tasks:
            task.cancel()
        if gone:
            sys.exit(f"{len(gone)} connections ended before the end: {gone[0]}")
    return Meeting(sent, people, refused, seconds)


async def join(stack: AsyncExitStack, server: Served, number: int, since: int) -> Person:
    """Connect a client that knows the book up to a changeset; it hears nothing yet."""
    socket = await stack.enter_async_context(connect(server.live))
    hello = {"type": "hello", "client": f"page-{number}", "name": f"Person {number}"}
    await socket.send(json.dumps({**hello, "since": since}))
    welcome = json.loads(await socket.recv())
    if welcome["type"] != "welcome":
        sys.exit(f"the server did not welcome a client but said {welcome}")
    return Person(socket)


def measure(book: Path, options: argparse.Namespace) -> bool:
    """Hold one meeting on a book; print its table and tell whether every promise is kept."""
    with labelbook.open(book) as opened:
        table, since = opened.samples(), opened.seq
    labels = {row["sample"]: row["label"] for row in table.iter_rows(named=True) if row["label"]}
    todo = planned_edits(labels, options)
    with serving(book) as server:
        meeting = asyncio.run(meet(server, since, todo, table["sample"].to_list(), options))
    for detail in meeting.refused[:3]:
        print(f"refused: {detail}")
    everybody = [dict(person.arrivals) for person in meeting.people]
    complete = [edit for edit in meeting.sent if all(edit in person for person in everybody)]
    if not complete:
        sys.exit("not one edit reached every client")
    each = 1_000 * np.array(
        [[person[edit] - meeting.sent[edit] for person in everybody] for edit in complete]
    )
    missed = len(todo) * len(everybody) - sum(len(person) for person in everybody)
    astray = sum(
        [edit for edit, _ in person.arrivals] != sorted(meeting.sent) for person in meeting.people
    )
    print(
        f"{table.height:,} samples, {len(everybody)} clients, {options.editors} of them editors; "
        f"{len(todo)} edits in {meeting.seconds:.1f} s, {len(todo) / meeting.seconds:.2f} a second"
    )
    for what, times in (("first client", each.min(1)), ("every client", each.max(1))):
        shown = ", ".join(
            f"{percent} %: {quantile(times, percent):.1f}" for percent in (50, 95, 99)
        )
        print(f"{what} has an edit after, ms: {shown}, most {times.max():.1f}")
    figures = [
        Figure(f"{SHARE} % of edits at every client, ms", quantile(each.max(1), SHARE), WITHIN),
        Figure("edits that missed a client", missed, 0, exact=True),
        Figure("clients with edits twice or out of order", astray, 0, exact=True),
    ]
    return report(f"live, {len(each):,} edits x {len(everybody)} clients", figures)


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=60_000, help="samples in the book")
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--editors", type=int, default=5)
    parser.add_argument("--rate", type=float, default=10.0, help="edits a second")
    parser.add_argument("--moves", type=float, default=1.0, help="cursor moves a second, each")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--work", type=Path, help="keep the made book here for the next run")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as temporary:
        made = book_of(options.rows, options.work or Path(temporary))
        book = Path(temporary) / "met"
        shutil.copytree(made, book)
        kept = measure(book, options)
    if not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
