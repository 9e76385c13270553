"""The server killed with SIGKILL, again and again, while several people edit.

Promise: 50 kills under load lose no acknowledged edit. After every restart, and at the end, every
edit that was answered with 201 is in the journal exactly once and as it was acknowledged; the book
opens; the state that is kept is what the changesets replay to. Nothing is in the journal that was
refused or never sent, and a page that watches all the while has seen every changeset once, in
order.

The server runs as a person runs it and gets no chance to tidy up. The editors (`editors.py`) send
one request after the other, so that every kill finds some of them on their way; a request without
an answer is repeated with its key, as the page does. A kill comes at a random moment up to a second
after the server answers. SIGKILL takes the process away, not the operating system: what a power cut
does to a disk is not measured here.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from audit import Audit, audit
from editors import Answers, Editor, Told
from million import book_of
from serving import free_port, start
from timing import Figure, machine, report
from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

import labelbook

SOONEST, LATEST = 0.1, 1.0
"""Seconds between the first answer of a server and its kill."""
SHARED = 40
"""So many samples are edited by everybody."""
CATCH_UP = 10.0


class Watcher(threading.Thread):
    """A page that connects again whenever it is cut off, and asks for what it missed."""

    def __init__(self, url: str, since: int) -> None:
        super().__init__(daemon=True)
        self.seen = [since]
        self.resets = 0
        self._url = url

    def run(self) -> None:
        """Note every changeset that comes."""
        while True:
            try:
                self._watch()
            except (OSError, WebSocketException):
                time.sleep(0.05)

    def strayed(self, journal: list[int]) -> int:
        """Return how often the page lost its way, once it has had the time to catch up."""
        deadline = time.monotonic() + CATCH_UP
        while self.seen[1:] != journal and time.monotonic() < deadline:
            time.sleep(0.05)
        return self.resets + (self.seen[1:] != journal)

    def _watch(self) -> None:
        with connect(self._url) as socket:
            hello = {"type": "hello", "client": "watcher", "name": "Watcher"}
            socket.send(json.dumps({**hello, "since": self.seen[-1]}))
            for text_frame in socket:
                frame = json.loads(text_frame)
                if frame["type"] == "changeset":
                    self.seen.append(frame["changeset"]["id"])
                elif frame["type"] == "reset":
                    self.resets += 1
                elif frame["type"] == "ping":
                    socket.send('{"type": "pong"}')


def gather(answers: Iterable[Answers]) -> list[Told]:
    """Return what has been acknowledged until now."""
    return [told for answer in answers for told in tuple(answer.acknowledged)]


@dataclass(frozen=True)
class Siege:
    """What happened. stored: number -> message of every changeset made meanwhile.

    idle: kills that no acknowledged edit came before. starts: seconds that each restart took.
    """

    answers: list[Answers]
    audits: list[Audit]
    stored: dict[int, str]
    starts: list[float]
    idle: int
    strayed: int


def besiege(book: Path, options: argparse.Namespace) -> Siege:
    """Kill the server again and again while people edit, and audit the book each time."""
    generator = np.random.default_rng(options.seed)
    with labelbook.open(book) as opened:
        rows, since = opened.samples().to_dicts(), opened.seq
    server = start(book, free_port())
    watcher = Watcher(server.live, since)
    watcher.start()
    editors = _editors(server.url, rows, options.editors)
    answers = [editor.answers for editor in editors]
    audits: list[Audit] = []
    starts: list[float] = []
    idle = 0
    for kill in range(options.kills):
        before = len(gather(answers))
        time.sleep(generator.uniform(SOONEST, LATEST))
        server.kill()
        told = gather(answers)
        idle += len(told) == before
        server = start(book, server.port)
        starts.append(server.started)
        audits.append(audit(book, told))
        if kill % 10 == 9:
            print(f"{kill + 1} kills, {len(told):,} edits acknowledged")
    for editor in editors:
        editor.enough.set()
    for editor in editors:
        editor.join()
    audits.append(audit(book, gather(answers)))
    with labelbook.open(book) as opened:
        made = opened.journal.changesets(limit=opened.seq)
    stored: dict[int, str] = {
        changeset.id: changeset.message for changeset in made if changeset.id > since
    }
    strayed = watcher.strayed(sorted(stored))
    server.kill()
    return Siege(answers, audits, stored, starts, idle, strayed)


def _editors(url: str, rows: list[dict[str, Any]], count: int) -> list[Editor]:
    """Let everybody begin: some samples are everybody's, the others are dealt out."""
    ids = [row["sample"] for row in rows]
    shared, own = ids[:SHARED], ids[SHARED:]
    editors = [
        Editor(f"Person {number}", url, own[number::count], shared, number)
        for number in range(count)
    ]
    for editor in editors:
        editor.start_from(rows)
    return editors


def tell(siege: Siege, options: argparse.Namespace) -> bool:
    """Print the table and tell whether nothing was lost."""
    told = gather(siege.answers)
    refused = sum(len(answer.refused) for answer in siege.answers)
    failed = [failure for answer in siege.answers for failure in answer.failed]
    cut_off = set().union(*(answer.cut_off for answer in siege.answers))
    strangers = set(siege.stored.values()) - {edit.key for edit in told}
    print(
        f"{options.rows:,} samples, {options.editors} editors: {len(told):,} edits acknowledged, "
        f"{sum(edit.reverts is not None for edit in told):,} of them undos; {refused:,} refused "
        f"because somebody was faster; {len(cut_off)} requests cut off by a kill and repeated; "
        f"server back after {median(siege.starts):.1f} s (median)"
    )
    for failure in failed[:3]:
        print(f"failed: {failure}")
    found = {
        "kills with SIGKILL": (len(siege.starts), options.kills),
        "kills with no edit acknowledged since the one before": (siege.idle, 0),
        "acknowledged edits lost": (max(one.lost for one in siege.audits), 0),
        "acknowledged edits stored twice": (max(one.twice for one in siege.audits), 0),
        "acknowledged edits stored otherwise": (max(one.otherwise for one in siege.audits), 0),
        "edits stored though refused or never sent": (len(strangers), 0),
        "edits answered neither with 201 nor with 409": (len(failed), 0),
        "restarts after which the replay differs": (sum(one.unsound for one in siege.audits), 0),
        "gaps or repeats in what a page saw": (siege.strayed, 0),
    }
    figures = [Figure(name, *measured, exact=True) for name, measured in found.items()]
    return report(f"kill, {len(told):,} edits", figures)


def main() -> None:
    """Measure, print the table, and fail where a promise is not kept."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=10_000, help="samples in the book")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--editors", type=int, default=6)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--work", type=Path, help="keep the made book here for the next run")
    options = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory() as temporary:
        made = book_of(options.rows, options.work or Path(temporary))
        book = Path(temporary) / "besieged"
        shutil.copytree(made, book)
        kept = tell(besiege(book, options), options)
    if not kept:
        sys.exit(1)


if __name__ == "__main__":
    main()
