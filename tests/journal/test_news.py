"""Who follows the journal has the same rows as who reads the book anew, whatever comes and goes."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from labelbook.book import Book
from labelbook.core.limits import DATABASE
from labelbook.errors import Conflict, NotFound
from labelbook.journal import database, frames, snapshot
from labelbook.journal import news as arrivals
from labelbook.journal import samples as imports
from labelbook.journal.changesets import Origin
from labelbook.journal.ordering import natural_rank
from labelbook.journal.records import Edit, NewSample
from labelbook.journal.snapshot import Snapshot

NAMES = ("train/i/a2.png", "Train/i/A10.PNG", "made/{}/0001.png", "val/Übung {}.png", "x{}y9.png")
LABELS = ("i", "ii", "viii", None)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = database.Database(database.sqlite_url(tmp_path / DATABASE))
    database.upgrade(made)
    made.close()
    with Book(tmp_path) as opened:
        yield opened


def bring(book: Book, rng: np.random.Generator, author: str) -> None:
    number = book.seq
    samples = [
        NewSample(
            path=f"{place}-" + str(rng.choice(NAMES)).format(number),
            location="x.png",
            hash=f"{number * 10 + place:08x}" + "0" * 56,
            label=LABELS[int(rng.integers(len(LABELS)))],
            split=str(rng.choice(["train", "val", "test"])),
            fields={
                **{"width": place + 1, "height": number + 1, "size": 1},
                **{"format": "PNG", "mode": "L", "origin": "imported"},
            },
            tags=("a",) if rng.random() < 0.3 else (),
            excluded=bool(rng.random() < 0.2),
        )
        for place in range(number % 3 * 100, number % 3 * 100 + int(rng.integers(1, 5)))
    ]
    samples = [dataclasses.replace(one, path=f"{number}/{one.path}") for one in samples]
    with book.context.database.writing() as connection:
        folder = [("folder", Path("/nowhere"), samples)]
        imports.append_import(connection, folder, [], Origin(author))


def change(book: Book, rng: np.random.Generator, author: str) -> None:
    ids = book.samples()["sample"].to_list()
    if not ids:
        return
    some = rng.choice(ids, size=min(3, len(ids)), replace=False).tolist()
    field, after = [("label", "vi"), ("tag:a", "1"), ("tag:b", "1"), ("excluded", "1")][
        int(rng.integers(4))
    ]
    book.edit([Edit(field, some, after)], author=author)


def take_back(book: Book, rng: np.random.Generator, author: str) -> None:
    changesets = book.journal.changesets(limit=100)
    target = changesets[int(rng.integers(len(changesets)))]
    # What has moved since, or is gone, cannot be taken back.
    with suppress(Conflict, NotFound):
        if target.reverted_by is None:
            book.undo(target.id, author=author)
        else:
            book.redo(target.id, author=author)


def fresh(book: Book) -> Snapshot:
    with book.context.database.reading() as connection:
        return snapshot.load(connection)


def told(one: Snapshot) -> dict[str, object]:
    """Everything that a snapshot says, in words."""
    found: dict[str, object] = {
        name: column.tolist()
        for name, column in one.columns.items()
        if name not in ("label", "author")
    }
    found["label"] = [("", *one.classes)[code] for code in one.columns["label"]]
    found["author"] = [("", *one.authors)[code] for code in one.columns["author"]]
    found["tagged"] = {tag: ids.tolist() for tag, ids in one.tagged.items() if len(ids)}
    starts, ends = one.path_offset[:-1], one.path_offset[1:]
    found["paths"] = [
        one.path_bytes[start:end].tobytes().decode()
        for start, end in zip(starts, ends, strict=True)
    ]
    found["classes"] = one.classes
    return found


@pytest.mark.parametrize("seed", range(6))
def test_rows_that_come_go_and_return_are_those_of_the_book(book: Book, seed: int) -> None:
    rng = np.random.default_rng(seed)
    bring(book, rng, "Anna")
    followed = late = fresh(book)
    assert followed.rows > 0
    for _ in range(30):
        doing = (bring, change, take_back)[int(rng.integers(3))]
        doing(book, rng, str(rng.choice(["Anna", "Ben", "Cleo"])))
        news = book.journal.news_since(followed.seq)
        assert news is not None
        after = followed.advance(news)
        if after is None:
            # A class went with its samples, or came back to its place: that is read anew.
            assert any(one.classes_moved for one in news)
            after = fresh(book)
        assert told(after) == told(fresh(book))
        followed = after
    news = book.journal.news_since(late.seq)
    assert news is not None
    caught_up = late.advance(news)
    if caught_up is None:
        assert any(one.classes_moved for one in news)
        caught_up = fresh(book)
    assert told(caught_up) == told(followed)
    assert book.journal.snapshot().seq == followed.seq


def test_an_import_with_a_new_class_is_told_sample_by_sample(book: Book) -> None:
    rng = np.random.default_rng(3)
    bring(book, rng, "Anna")
    bring(book, rng, "Anna")
    for changeset in (1, 2):
        told = book.journal.news_of(changeset)
        assert told.arrivals
        assert not told.classes_moved


def test_what_returns_is_told_as_it_was_then(book: Book) -> None:
    rng = np.random.default_rng(1)
    for name in LABELS:
        if name is not None:
            book.classes.add(name, author="Anna")
    bring(book, rng, "Anna")
    bring(book, rng, "Anna")
    second = book.seq
    mine = [one.id for one in book.journal.news_of(second).arrivals or ()]
    book.relabel(mine, "ix", author="Ben")
    book.undo(second + 1, author="Ben")
    book.undo(second, author="Anna")
    back = book.redo(second, author="Cleo")
    book.relabel(mine, "viii", author="Ben")
    with book.context.database.reading() as connection:
        then = frames.at(connection, back.id).filter(pl.col("sample").is_in(mine))
    told = book.journal.news_of(back.id).arrivals
    assert told is not None
    for column in ("label", "split", "excluded", "path", "last_change"):
        assert [getattr(one, column) for one in told] == then[column].to_list()
    assert [one.author for one in told] == ["Cleo"] * len(mine)


def test_too_many_new_samples_are_not_told_one_by_one(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(2)
    bring(book, rng, "Anna")
    before = fresh(book)
    bring(book, rng, "Anna")
    monkeypatch.setattr(arrivals, "MANY", 0)
    news = book.journal.news_since(before.seq)
    assert news is not None
    assert news[0].arrivals is None
    assert before.advance(news) is None
    assert book.journal.snapshot().rows == fresh(book).rows


def test_a_single_name_is_placed_where_the_order_of_all_has_it() -> None:
    rng = np.random.default_rng(3)
    names = [f"{'Aä'[n % 2]}{int(rng.integers(1, 400))}/{n}.png" for n in range(200)]
    from labelbook.journal.ordering import rank_key

    ranks = natural_rank(names)
    assert sorted(names, key=rank_key) == [names[row] for row in np.argsort(ranks)]
