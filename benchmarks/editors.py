"""People who edit without a pause, remember every answer, and repeat what a kill cut off."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import numpy as np

from labelbook.journal.records import SPLITS, YES

Cell = tuple[int, str]
Change = tuple[int, str, str | None, str | None]
"""(sample, field, before, after)"""

MOST = 20
UNDO, SHARED = 0.15, 0.1
AGAIN = 0.02
VALUES: Mapping[str, Sequence[str | None]] = {
    "label": ("i", "ii", "iii", "iv", "v", None),
    "split": SPLITS,
    "excluded": (YES, None),
    "tag:seen": (YES, None),
}


@dataclass(frozen=True)
class Told:
    """An edit that was answered with 201. changeset: the answer; reverts: what it undoes."""

    key: str
    changeset: dict[str, Any]
    changes: frozenset[Change]
    reverts: int | None


@dataclass
class Answers:
    """What one editor was told. cut_off: keys of requests that a kill left without an answer."""

    acknowledged: list[Told] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    cut_off: set[str] = field(default_factory=set)


class Editor(threading.Thread):
    """One of several who edit the same book, each mostly samples of their own.

    An edit sets one field of up to 20 samples, naming what the editor last saw there; one in ten
    goes to samples that everybody edits, where somebody else may have been faster. About one
    request in seven undoes an edit of one's own. A request without an answer is sent again, with
    the same key, until there is one.
    """

    def __init__(
        self, name: str, url: str, own: Sequence[int], shared: Sequence[int], seed: int
    ) -> None:
        super().__init__(name=name, daemon=True)
        self.answers = Answers()
        self.enough = threading.Event()
        self._url, self._own, self._shared = url, own, shared
        self._generator = np.random.default_rng(seed)
        self._seen: dict[Cell, str | None] = {}
        self._mine: list[Told] = []
        self._count = 0

    def start_from(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Look at the book before the first edit."""
        for row in rows:
            sample = row["sample"]
            self._seen[sample, "label"] = row["label"]
            self._seen[sample, "split"] = row["split"]
            self._seen[sample, "excluded"] = YES if row["excluded"] else None
            self._seen[sample, "tag:seen"] = YES if "seen" in row["tags"] else None
        self.start()

    def run(self) -> None:
        """Edit until it is enough; every request begun is brought to its end."""
        with httpx.Client(base_url=self._url, timeout=30) as client:
            while not self.enough.is_set():
                if self._mine and self._generator.random() < UNDO:
                    self._undo(client, self._mine.pop())
                else:
                    self._edit(client)

    def _edit(self, client: httpx.Client) -> None:
        is_shared = self._generator.random() < SHARED
        among = self._shared if is_shared else self._own
        count = int(self._generator.integers(1, MOST + 1))
        samples = self._generator.choice(among, min(count, len(among)), replace=False).tolist()
        name = str(self._generator.choice(list(VALUES)))
        before = [self._seen[sample, name] for sample in samples]
        others = [value for value in VALUES[name] if value != before[0]]
        after = others[int(self._generator.integers(len(others)))]
        changes = frozenset(
            (sample, name, was, after)
            for sample, was in zip(samples, before, strict=True)
            if was != after
        )
        edit = {"field": name, "samples": samples, "before": before, "after": after}
        self._settle(client, "/api/changesets", {"edits": [edit]}, changes, None)

    def _undo(self, client: httpx.Client, told: Told) -> None:
        inverse = frozenset((sample, name, b, a) for sample, name, a, b in told.changes)
        number = int(told.changeset["id"])
        self._settle(client, f"/api/changesets/{number}/undo", {}, inverse, number)

    def _settle(
        self,
        client: httpx.Client,
        path: str,
        document: dict[str, Any],
        changes: frozenset[Change],
        reverts: int | None,
    ) -> None:
        """Send a request until it is answered, and note the answer."""
        self._count += 1
        key = f"{self.name} {self._count:06}"
        # The message says the key too: the journal is searched for both.
        document = {**document, "author": self.name, "key": key, "message": key}
        answer = self._answer(client, path, document, key)
        if answer.status_code == 201:
            told = Told(key, answer.json()["changeset"], changes, reverts)
            self.answers.acknowledged.append(told)
            self._seen |= {(sample, name): after for sample, name, _, after in changes}
            if reverts is None:
                self._mine.append(told)
        elif answer.status_code == 409:
            self.answers.refused.append(key)
            for conflict in answer.json().get("conflicts", []):
                self._seen[conflict["sample"], conflict["field"]] = conflict["found"]
        else:
            self.answers.failed.append(f"{key}: {answer.status_code} {answer.text}")

    def _answer(
        self, client: httpx.Client, path: str, document: dict[str, Any], key: str
    ) -> httpx.Response:
        while True:
            try:
                return client.post(path, json=document)
            except httpx.ConnectError:
                time.sleep(AGAIN)  # Nobody is there: it was not sent.
            except httpx.TransportError:
                self.answers.cut_off.add(key)
                time.sleep(AGAIN)
