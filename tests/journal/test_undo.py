"""Undo is a changeset: it lasts, works for others, and can be undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import labelbook
from labelbook import Book
from labelbook.errors import BadInput, Conflict, NotFound
from tests.conftest import draw


def test_undo_after_restart_restores_the_label(make_book: Callable[[], Path]) -> None:
    directory = make_book()
    with labelbook.open(directory) as book:
        made = book.relabel(1, "iii", author="Anna")
        assert made is not None
    with labelbook.open(directory) as book:
        undo = book.undo(made.id, author="Ben")
        assert book.sample(1).label == "i"
        assert undo.reverts == made.id
        assert book.journal.changeset(made.id).reverted_by == undo.id


def test_undo_takes_the_newest_that_is_not_undone(tiny_book: Book) -> None:
    tiny_book.relabel(1, "ii", author="Anna")
    tiny_book.relabel(2, "ii", author="Anna")
    tiny_book.undo(author="Anna")
    tiny_book.undo(author="Anna")
    assert tiny_book.sample(1).label == tiny_book.sample(2).label == "i"
    with pytest.raises(BadInput, match="left to undo"):
        tiny_book.undo(author="Anna")


def test_undo_of_one_author_leaves_the_others(tiny_book: Book) -> None:
    tiny_book.relabel(1, "ii", author="Anna")
    tiny_book.relabel(2, "ii", author="Ben")
    tiny_book.undo(author="Anna", by="Anna")
    assert tiny_book.sample(1).label == "i"
    assert tiny_book.sample(2).label == "ii"


def test_undoing_twice_is_refused_with_who_did_it(tiny_book: Book) -> None:
    made = tiny_book.relabel(1, "ii", author="Anna")
    assert made is not None
    tiny_book.undo(made.id, author="Ben")
    with pytest.raises(BadInput, match="undone already, by Ben"):
        tiny_book.undo(made.id, author="Anna")


def test_redo_brings_it_back_and_can_be_undone_again(tiny_book: Book) -> None:
    made = tiny_book.relabel(1, "ii", author="Anna")
    assert made is not None
    for _ in range(3):
        tiny_book.undo(made.id, author="Anna")
        assert tiny_book.sample(1).label == "i"
        tiny_book.redo(made.id, author="Anna")
        assert tiny_book.sample(1).label == "ii"
    with pytest.raises(BadInput, match="not undone"):
        tiny_book.redo(made.id, author="Anna")


def test_undo_does_not_overwrite_what_came_after(tiny_book: Book) -> None:
    made = tiny_book.relabel([1, 2], "ii", author="Anna")
    assert made is not None
    tiny_book.relabel(1, "iii", author="Ben")
    with pytest.raises(Conflict) as caught:
        tiny_book.undo(made.id, author="Anna")
    assert [(c.sample, c.author) for c in caught.value.conflicts] == [(1, "Ben")]
    assert tiny_book.sample(2).label == "ii"
    undo = tiny_book.undo(made.id, author="Anna", skip_conflicts=True)
    assert undo.size == 1
    assert (tiny_book.sample(1).label, tiny_book.sample(2).label) == ("iii", "i")


def test_an_undone_import_leaves_the_book_and_redo_brings_it_back(tiny_book: Book) -> None:
    tiny_book.relabel(1, "iii", author="Anna")
    tiny_book.undo(1, author="Anna")
    assert tiny_book.samples().height == 0
    assert tiny_book.journal.snapshot().rows == 0
    tiny_book.redo(1, author="Ben")
    assert tiny_book.samples().height == 12
    assert tiny_book.sample(1).label == "iii"


def test_the_undo_of_an_import_takes_its_classes_away_and_redo_brings_them_back(
    tiny_book: Book, tmp_path: Path
) -> None:
    before = tiny_book.classes()
    draw(tmp_path / "more" / "train" / "newt" / "0.png", 900)
    draw(tmp_path / "more" / "train" / "owl" / "0.png", 901)
    draw(tmp_path / "more" / "train" / before[0] / "900.png", 902)
    made = tiny_book.import_(tmp_path / "more", author="Anna").changeset
    assert made is not None
    assert tiny_book.classes() == [*before, "newt", "owl"]
    tiny_book.relabel(1, "owl", author="Ben")
    undone = tiny_book.undo(made.id, author="Anna")
    assert tiny_book.classes() == [*before, "owl"], "what a sample has by now stays"
    assert "took away the class newt" in undone.summary
    tiny_book.redo(made.id, author="Anna")
    assert tiny_book.classes() == [*before, "owl", "newt"] or tiny_book.classes() == [
        *before,
        "newt",
        "owl",
    ]


@pytest.mark.parametrize("looked_between", [False, True])
def test_who_follows_an_undone_import_sees_what_is_there(
    tiny_book: Book, tmp_path: Path, looked_between: bool
) -> None:
    before = tiny_book.journal.snapshot()
    draw(tmp_path / "more" / "train" / "newt" / "0.png", 900)
    tiny_book.import_(tmp_path / "more", author="Anna")
    if looked_between:
        assert tiny_book.journal.snapshot().classes[-1] == "newt"
    tiny_book.undo(author="Anna")
    after = tiny_book.journal.snapshot()
    assert after.columns["id"].tolist() == before.columns["id"].tolist()
    assert after.classes == before.classes


def test_an_unknown_changeset_is_named(tiny_book: Book) -> None:
    with pytest.raises(NotFound, match="no changeset 99"):
        tiny_book.undo(99, author="Anna")
