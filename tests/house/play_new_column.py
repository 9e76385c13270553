"""A book's way through the package that it is run with; test_new_column.py reads what it tells.

Run with: before|after, a folder for images, a book that is made before, a file for what is told.
"""

from __future__ import annotations

import csv
import io
import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from PIL import Image

import labelbook
from labelbook import Book
from labelbook.core import columns
from labelbook.journal import news, snapshot
from labelbook.journal.records import NewMade
from labelbook.server import access
from labelbook.server.app import create_app

FIRST = "first.png"
MODES = {"grey.png": "L", "black.png": "1", "colour.png": "RGB"}


def draw(folder: Path) -> None:
    for at, (name, mode) in enumerate(MODES.items()):
        place = folder / "train" / "i" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        Image.new(mode, (8 + at, 9)).save(place)


def named(frame: Any, ids: Iterable[Any], values: Iterable[Any]) -> dict[str, Any]:
    """Return file's name -> value, without the first image."""
    name = dict(zip(frame["sample"], frame["path"], strict=True))
    pairs = zip(map(int, ids), map(int, values), strict=True)
    found = {Path(name[sample]).name: value for sample, value in pairs}
    return {name: value for name, value in found.items() if name != FIRST}


def play(images: Path, old: Path) -> dict[str, Any]:
    # The class stays when the import of the images is undone: the first image has it too.
    first_place = images.parent / "first" / "train" / "i" / FIRST
    first_place.parent.mkdir(parents=True)
    Image.new("L", (3, 3)).save(first_place)
    book, _ = labelbook.create(images.parent / "new", images.parent / "first", author="Anna")
    book.files.import_(images, author="Anna")
    told: dict[str, Any] = {"package": str(Path(labelbook.__file__).parent)}
    with book:
        frame = book.samples()
        told["samples"] = named(frame, frame["sample"], frame["depth"])
        book.files.export(images.parent / "out.csv", "csv")
        rows = csv.DictReader(io.StringIO((images.parent / "out.csv").read_text()))
        told["csv"] = {Path(row["path"]).name: row["depth"] for row in rows}
        told["csv"].pop(FIRST)
        first = book.journal.snapshot()
        header, found = columns.read(first.columns_file())
        told["field"] = next(each for each in header["fields"] if each["name"] == "depth")
        told["snapshot"] = named(frame, found["id"], found["depth"])
        with TestClient(create_app(book, access.local(80)), base_url="http://localhost") as client:
            told["api_sample"] = client.get("/api/samples/2").json()["sample"]["fields"]["depth"]
        told |= follow(book, frame)
        book.journal.save_version("first", author="Anna")
        book.relabel([1], "ii", author="Anna")
        past = book.samples("first")
        told["at_a_version"] = named(past, past["sample"], past["depth"])
        data = io.BytesIO()
        Image.new("L", (5, 5)).save(data, "PNG")
        kept = NewMade(data.getvalue(), "i", parents=(1,), seed=1)
        for tool in ("canvas", "compose"):
            book.growth.add([kept], tool=tool, author="Anna")
        told["drawn"] = book.samples()["depth"].to_list()[-2:]
    with Book(old) as opened:
        told["old_samples"] = opened.samples()["depth"].to_list()
        told["old_snapshot"] = opened.journal.snapshot().columns["depth"].tolist()
    return told


def follow(book: Book, frame: Any) -> dict[str, Any]:
    """Undo the import and bring it back, with a snapshot that follows the news."""
    for name in book.classes():
        # A class of which somebody has said something stays: no code moves.
        book.classes.change(name, description="as drawn", author="Anna")
    start = book.journal.snapshot()
    book.undo(2, author="Anna")
    gone = book.journal.snapshot()
    without = named(frame, gone.columns["id"], gone.columns["depth"])
    book.redo(2, author="Anna")
    with book.context.database.reading() as connection:
        changes = sorted(book.journal.changesets(limit=2), key=lambda one: one.id)
        told = news.news(connection, changes)
        followed = start.advance(told)
        anew = snapshot.load(connection)
    assert followed is not None
    back = told[-1].arrivals or ()
    return {
        "without": without,
        "news": {Path(each.path).name: each.fields["depth"] for each in back},
        "followed": named(frame, followed.columns["id"], followed.columns["depth"]),
        "anew": named(frame, anew.columns["id"], anew.columns["depth"]),
    }


if __name__ == "__main__":
    step, images, old, out = sys.argv[1], *map(Path, sys.argv[2:])
    if step == "before":
        draw(images)
        labelbook.create(old, images, author="Anna")[0].close()
    else:
        out.write_text(json.dumps(play(images, old)))
