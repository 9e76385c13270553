"""The kinds of jobs, one line each, and the process that does one: its work is a Book's."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.errors import LabelbookError
from labelbook.jobs import process
from labelbook.jobs.folder import Folder
from labelbook.jobs.records import Job, Tell
from labelbook.jobs.service import folder_of

if TYPE_CHECKING:
    from labelbook.book import Book
    from labelbook.context import BookContext

MAP_SHARE = 3
"""A map of n images takes as long as embedding n / MAP_SHARE of them; measured on 2,400."""


def _embed(book: Book, tell: Tell) -> str:
    images = book.journal.snapshot().rows
    a_map = images // MAP_SHARE + 1
    total = images + 2 * a_map

    def embedding(done: int, of: int) -> None:
        tell(images - of + done, total, f"embedding: {done:,} of {of:,} new images")

    def mapping(lens: str, done: int, of: int) -> None:
        before = images if lens == "content" else images + a_map
        tell(before + a_map * done // of, total, f"mapping: {lens}")

    report = book.map.embed(progress=embedding)
    lenses = book.map.build(progress=mapping)
    if not lenses:
        return "no image could be embedded: there is no map"
    left_out = f", {len(report.left_out):,} left out" if report.left_out else ""
    return f"{report.embedded:,} images embedded, {report.known:,} known before{left_out}"


def _issues(book: Book, tell: Tell) -> str:
    report = book.issues.find(progress=lambda done, of: tell(done, of, "searching for issues"))
    return f"{sum(report.counts.values()):,} issues found"


def _judge(book: Book, tell: Tell) -> str:
    from labelbook.evaluate import evaluate

    return evaluate.judge_wishes(book.context, tell)


def _attribute(book: Book, tell: Tell) -> str:
    from labelbook.evaluate import attribute

    return attribute.answer_wishes(book.context, tell)


def _eyes(book: Book, tell: Tell) -> str:
    judged = book.issues.train_own_model(
        progress=lambda done, of: tell(done, of, "training the eyes")
    )
    report = book.issues.find()
    return f"{judged:,} samples judged, {sum(report.counts.values()):,} issues found"


def _boost(book: Book, tell: Tell) -> str:
    from labelbook.grow import jobs as wish

    return wish.boost(book.context, tell)


def _compose(book: Book, tell: Tell) -> str:
    from labelbook.grow import jobs as wish

    return wish.compose(book.context, tell)


def _grow(book: Book, tell: Tell) -> str:
    from labelbook.grow import jobs as wish

    return wish.grow(book.context, tell)


def _laws(book: Book, tell: Tell) -> str:
    found = book.growth.discover_laws(
        progress=lambda done, of: tell(done, of, "asking the samples")
    )
    return f"{sum(each.law is not None for each in found):,} laws proposed"


WORK: dict[str, Callable[[Book, Tell], str]] = {
    "attribute": _attribute,
    "boost": _boost,
    "compose": _compose,
    "embed": _embed,
    "eyes": _eyes,
    "grow": _grow,
    "issues": _issues,
    "judge": _judge,
    "laws": _laws,
}


def go_on(ctx: BookContext, kind: str) -> Job | None:
    """Start the job `judge` or `attribute` if somebody waits for it; else None.

    Requests that came while a terminal did such work are for the job that follows.
    """
    from labelbook.evaluate import attribute, evaluate

    waits = evaluate.is_awaited if kind == "judge" else attribute.is_awaited
    return ctx.jobs.start(kind) if waits(ctx) else None


AWAITED = ("attribute", "judge")
"""Kinds of work that others may wish for while it is done: see `Judging.go_on`."""


def main(directory: str, id: str) -> int:
    """Do the job `id` of the book in `directory`."""
    from labelbook.opening import open_book

    def work(kind: str, tell: Tell) -> str:
        with open_book(directory) as book:
            return WORK[kind](book, tell)

    folder = folder_of(Path(directory)) / id
    code = process.run(folder, work)
    kind = Folder(folder).kind()
    if kind in AWAITED:
        # Whoever wished in this job's last moment was told that it runs: the next one does it.
        with suppress(LabelbookError), open_book(directory) as book:
            go_on(book.context, kind)
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
