"""Whatever a book holds comes back from every format that claims to hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import labelbook
from labelbook import Book
from labelbook.core.names import mended
from labelbook.exchange.export import HOLDS, exporters
from labelbook.exchange.importers.options import ReadOptions
from labelbook.journal.columns import OWN, Column, Kind
from labelbook.types import Edit
from tests.conftest import draw

IMAGES = 5
FORMATS = [each.name for each in exporters if each.holds]
ENDING = {"csv": ".csv", "parquet": ".parquet", "xlsx": ".xlsx", "zip": ".zip"}

ODD = ["a;b", "a", "b", "[x]", "1.0", "2.0", "007", "7", "x|y", "tags", "%41", "nul", "Ä", "train"]
words = st.one_of(
    st.sampled_from(ODD),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=8),
)
names = words.map(mended).filter(bool)
texts = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12
)
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    "number": st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, width=32)).filter(
        lambda value: abs(value) < 1e30
    ),
    "date": st.one_of(
        st.dates(date(1900, 1, 1), date(2200, 1, 1)),
        st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)).map(
            lambda time: time.replace(microsecond=0)
        ),
    ),
    "list": st.lists(texts, min_size=1, max_size=3).map(tuple),
    "text": st.one_of(texts, st.sampled_from(["1e5", " x ", "007", "true", "2024-01-01"])),
    "category": st.one_of(names, st.sampled_from(["1", "no", "n/a"])),
}
headings = st.one_of(
    st.sampled_from(["image", "file_name", "species", "cls", "id", "fold", "file", "name", "key"]),
    names.filter(lambda name: name.lower() not in OWN),
)


@dataclass(frozen=True)
class Drawn:
    """What a book is made to hold: of each image, of each column, of each class."""

    labels: list[str | None]
    splits: list[str]
    tags: list[set[str]]
    excluded: list[bool]
    columns: list[tuple[Column, list[Any]]]
    described: bool


@st.composite
def contents(take: st.DrawFn) -> Drawn:
    classes = take(st.lists(names, min_size=1, max_size=3, unique=True))

    def each(of: st.SearchStrategy[Any]) -> list[Any]:
        return take(st.lists(of, min_size=IMAGES, max_size=IMAGES))

    columns = []
    for name in take(st.lists(headings, max_size=3, unique_by=str.lower)):
        kind = take(st.sampled_from(sorted(VALUES)))
        column = Column(name, kind, take(st.booleans()) and kind != "list", take(names))
        columns.append((column, each(st.none() | VALUES[kind])))
    return Drawn(
        labels=each(st.none() | st.sampled_from(classes)),
        splits=each(st.sampled_from(["train", "val", "test"])),
        tags=each(st.sets(names, max_size=2)),
        excluded=each(st.booleans().filter(bool) | st.just(False)),
        columns=columns,
        described=take(st.booleans()),
    )


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Book]:
    """A book of a few images of which nothing is known."""
    folder = tmp_path_factory.mktemp("plain")
    for number in range(IMAGES):
        # Two of one name: in one class, one of them gets another.
        draw(folder / "images" / "ab"[number % 2] / f"{number // 2}.png", number)
    draw(folder / "images" / "c" / "deep" / "x.png", IMAGES)
    options = ReadOptions(layout="ANY/FILE")
    with labelbook.create(folder / "book", folder / "images", options=options)[0] as book:
        yield book


def fill(book: Book, drawn: Drawn) -> None:
    """Bring the book to what was drawn."""
    edits = []
    for sample in range(1, IMAGES + 1):
        place = sample - 1
        edits.append(Edit("label", [sample], drawn.labels[place]))
        edits.append(Edit("split", [sample], drawn.splits[place]))
        edits.append(Edit("excluded", [sample], "1" if drawn.excluded[place] else None))
        edits += [Edit(f"tag:{tag}", [sample], "1") for tag in drawn.tags[place]]
    book.edit(edits, author="Anna")
    for column, values in drawn.columns:
        book.columns.add(
            column.name,
            column.kind,
            group=column.group,
            description=column.description,
            author="Anna",
        )
        book.columns.set(column.name, list(range(1, IMAGES + 1)), list(values), author="Anna")
    classes = book.classes()
    if drawn.described and classes:
        book.classes.order(list(reversed(classes)), author="Anna")
        book.classes.change(classes[0], description="the first", colour="#a0b0c0", author="Anna")


def clear(book: Book, seq: int) -> None:
    """Take back all that came after a position."""
    for changeset in range(book.seq, seq, -1):
        if book.journal.changeset(changeset).reverted_by is None:
            book.undo(changeset, author="Anna")


def told(book: Book, holds: tuple[str, ...], columns: list[Column]) -> dict[str, Any]:
    """What a book says of each image, as far as a format claims to hold it, by the hash."""
    kept = book.samples()
    if "excluded" not in holds:
        kept = kept.filter(~pl.col("excluded"))
    if "unlabelled" not in holds:
        kept = kept.drop_nulls("label")
    shown = [column.name for column in columns] if "kinds" in holds else []
    return {
        row["hash"]: (
            row["label"],
            row["split"],
            row["excluded"],
            row["tags"] if "tags" in holds else [],
            {name: row.get(name) for name in shown},
        )
        for row in kept.iter_rows(named=True)
    }


def described(book: Book, held: dict[str, Any]) -> tuple[list[Column], list[object]]:
    """What the columns and the classes are of which something is held, as `told` returns it."""
    names = {name for row in held.values() for name, value in row[4].items() if value is not None}
    labels = {row[0] for row in held.values()}
    return (
        [column for column in book.columns.list() if column.name in names],
        [
            (each.name, each.description, each.own_colour, each.own_key)
            for each in book.classes.list()
            if each.name in labels
        ],
    )


def test_every_format_says_what_it_holds() -> None:
    for each in exporters:
        assert set(each.holds) <= set(HOLDS), each.name
    assert {each.name for each in exporters if not each.holds} == {"contest"}


def check(plain: Book, drawn: Drawn, format: str) -> None:
    seq = plain.seq
    fill(plain, drawn)
    try:
        holds = exporters.get(format).holds
        columns = [column for column, _ in drawn.columns]
        expected = told(plain, holds, columns)
        if not expected:
            return
        with TemporaryDirectory() as folder:
            out = Path(folder) / f"out{ENDING.get(format, '')}"
            plain.export(out, format)
            images = None if "images" in holds else plain.directory.parent / "images"
            options = ReadOptions(images=images)
            with labelbook.create(Path(folder) / "back", out, options=options)[0] as back:
                assert told(back, holds, columns) == expected
                if "kinds" in holds:
                    assert described(back, expected) == described(plain, expected)
    finally:
        clear(plain, seq)


@pytest.mark.parametrize("format", FORMATS)
def test_classes_called_as_splits_stay_classes(plain: Book, format: str) -> None:
    splits = ["train", "train", "val", "test", "test"]
    drawn = Drawn(
        labels=["val", "train", "train", "test set", "train"],
        splits=splits,
        tags=[set(), {"test"}, set(), set(), set()],
        excluded=[False] * IMAGES,
        columns=[],
        described=False,
    )
    check(plain, drawn, format)


@pytest.mark.parametrize("format", FORMATS)
@settings(deadline=None, max_examples=15)
@given(drawn=contents())
def test_what_a_book_holds_comes_back(plain: Book, drawn: Drawn, format: str) -> None:
    check(plain, drawn, format)
