"""What the job `grow` shall do: put down by whoever asks, taken by the job."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from labelbook.book.embedding import cache
from labelbook.book.planning import Order
from labelbook.book.recipe import recipe_of
from labelbook.errors import BadInput
from labelbook.images.store import write_whole
from labelbook.jobs.records import LIVE

if TYPE_CHECKING:
    from labelbook.book.growing import Growing
    from labelbook.jobs.records import Tell


def put(book: Growing, order: Order) -> None:
    """Put an order down; BadInput where one waits, or where its recipe is none."""
    recipe_of(book, order.recipe)
    live = [job for job in book.jobs() if job.kind == "grow" and job.state in LIVE]
    if live:
        raise BadInput("the book is growing already: wait until that is done, or cancel it")
    write_whole(_file(book), json.dumps(asdict(order)).encode())


def do(book: Growing, tell: Tell) -> str:
    """Do what was put down; gives what was done in words."""
    try:
        order = Order(**json.loads(_file(book).read_text()))
    except (OSError, ValueError, TypeError) as error:
        raise BadInput("nobody has said how to grow: make a plan first") from error
    _file(book).unlink(missing_ok=True)
    tell(0, 1, "planning")
    report = book.grow(
        order, progress=lambda done, total: tell(done, total, f"growing: {done:,} of {total:,}")
    )
    if report.changeset is None:
        return "nothing was to be made"
    failed = sum(report.failed.values())
    more = f", {failed:,} could not be made" if failed else ""
    return f"{report.changeset.added:,} samples made{more} (changeset {report.changeset.id})"


def _file(book: Growing) -> Path:
    return cache(book) / "grow.json"
