"""Columns and their cells move as changesets do: attributed, undone, and told at any version."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import event

import labelbook
from labelbook import Book
from labelbook.errors import BadInput, Conflict, NotFound
from labelbook.journal import samples as imports
from labelbook.journal.changesets import Origin
from labelbook.journal.columns import Column
from labelbook.journal.records import Edit, NewSample

FIELDS: dict[str, int | float | str] = {
    "width": 1,
    "height": 1,
    "size": 1,
    "format": "PNG",
    "mode": "L",
    "origin": "imported",
}


def held(book: Book, name: str, version: str | int | None = None) -> list[object]:
    """What the first four samples hold in a column."""
    return book.samples(version).sort("sample")[name].to_list()[:4]


@pytest.fixture
def book(tiny_book: Book) -> Book:
    """The tiny book with the ages of its first samples."""
    tiny_book.columns.add("age", "number", author="Anna")
    tiny_book.columns.set("age", [1, 2, 3], [17, 18.5, None], author="Anna")
    return tiny_book


def test_a_column_is_one_of_the_samples_frame_with_its_type(book: Book) -> None:
    book.columns.add("seen", "date", author="Anna")
    book.columns.add("eye", "category", author="Anna")
    book.columns.add("found", "list", author="Anna")
    book.columns.add("note", author="Anna")
    book.columns.set("seen", 1, date(2024, 3, 1), author="Anna")
    book.columns.set("eye", [1, 2], "left", author="Anna")
    book.columns.set("found", 1, ("a", "b"), author="Anna")
    book.columns.set("note", 1, "blurred", author="Anna")
    samples = book.samples()
    assert dict(list(samples.schema.items())[-5:]) == {
        "age": pl.Float64,
        "seen": pl.Date,
        "eye": pl.Categorical,
        "found": pl.List(pl.String),
        "note": pl.String,
    }
    first = samples.row(by_predicate=pl.col("sample") == 1, named=True)
    told = (first["age"], first["seen"], first["eye"], first["found"], first["note"])
    assert told == (17.0, date(2024, 3, 1), "left", ["a", "b"], "blurred")


def test_a_cell_has_a_history_and_is_undone(book: Book) -> None:
    book.columns.set("age", 1, 40, author="Ben", message="asked")
    newest = book.history(1)[0]
    assert (newest.field, newest.before, newest.after) == ("column:age", "17", "40")
    assert newest.changeset.summary == "Set age of 1 sample to 40"
    assert (newest.changeset.author, newest.changeset.message) == ("Ben", "asked")
    book.undo(author="Anna")
    assert held(book, "age") == [17.0, 18.5, None, None]
    assert book.sample(1).metadata == {"age": "17"}


def test_many_values_are_one_changeset(book: Book) -> None:
    made = book.columns.set("age", [1, 2, 3, 4], [1, 2, 3, None], author="Anna")
    assert made is not None
    assert (made.size, made.summary) == (3, "Set age of 3 samples")


def test_many_different_values_cost_no_statement_each(book: Book) -> None:
    """What is asked of the database must not grow with the values, nor may its undo."""
    bring(book, *(new(number) for number in range(1, 2001)))
    ids = book.samples()["sample"].to_list()
    asked: list[str] = []
    engine = book.context.database.engine
    event.listen(engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    steps: list[Callable[[], object]] = [
        lambda: book.columns.set("age", ids, [100 + id for id in ids], author="Anna"),
        lambda: book.undo(author="Anna"),
        lambda: book.redo(book.seq - 1, author="Anna"),
        lambda: book.undo(book.seq, author="Anna", skip_conflicts=True),
    ]
    for do in steps:
        asked.clear()
        do()
        assert len(asked) < 60, f"{len(asked)} statements for {len(ids)} values"
    assert held(book, "age")[:2] == [17, 18.5]


def test_samples_are_named_by_path_as_well(book: Book) -> None:
    paths = book.samples().sort("sample")["path"].to_list()[:2]
    book.columns.set("age", [*paths, 3], [1, 2, 3], author="Anna")
    assert held(book, "age")[:3] == [1, 2, 3]
    with pytest.raises(NotFound, match=r"no sample at 'never\.png'"):
        book.columns.set("age", [paths[0], "never.png"], 4, author="Anna")


def test_an_edit_of_what_somebody_else_moved_is_refused_by_name(book: Book) -> None:
    with pytest.raises(Conflict, match="has column:age 17 now") as caught:
        book.edit([Edit("column:age", [1], "5", ["16"])], author="Ben")
    assert caught.value.conflicts[0].field == "column:age"
    with pytest.raises(BadInput, match="age holds numbers, not 'old'"):
        book.edit([Edit("column:age", [1], "old")], author="Ben")
    with pytest.raises(NotFound, match="no metadata column 'weight'"):
        book.edit([Edit("column:weight", [1], "5")], author="Ben")


def test_a_removed_column_comes_back_with_its_values(book: Book) -> None:
    before = book.samples()
    removed = book.columns.remove("age", author="Ben")
    assert removed.summary == "Removed the column age"
    assert "age" not in book.samples().columns
    assert held(book, "age", removed.id - 1) == [17.0, 18.5, None, None]
    book.undo(removed.id, author="Anna")
    assert book.samples().equals(before)
    book.redo(removed.id, author="Ben")
    assert book.columns.list() == ()


def test_a_column_of_a_removed_ones_name_is_another(book: Book) -> None:
    set_first = book.seq
    removed = book.columns.remove("age", author="Ben")
    book.columns.add("age", "text", author="Ben")
    assert held(book, "age") == [None] * 4
    with pytest.raises(Conflict, match="the column age was removed"):
        book.undo(set_first, author="Ben")
    with pytest.raises(BadInput, match="there is a column 'age' already"):
        book.undo(removed.id, author="Anna")


def test_a_renamed_column_keeps_its_cells_and_earlier_versions_their_name(book: Book) -> None:
    at = book.seq
    book.columns.rename("age", "years", author="Ben")
    assert held(book, "years") == held(book, "age", at) == [17.0, 18.5, None, None]
    assert book.history(1)[0].field == "column:years"
    book.undo(at, author="Anna")
    assert held(book, "years") == [None] * 4


def test_another_kind_reads_the_cells_anew_and_undo_brings_them_back(book: Book) -> None:
    book.columns.add("note", author="Anna")
    book.columns.set("note", [1, 2, 3], ["1.50", "2", "many"], author="Anna")
    with pytest.raises(BadInput, match="1 cells of note cannot be read as number \\('many'\\)"):
        book.columns.set_kind("note", "number", author="Anna")
    made = book.columns.set_kind("note", "number", clear=True, author="Anna")
    assert made is not None
    assert held(book, "note") == [1.5, 2.0, None, None]
    book.undo(made.id, author="Anna")
    assert held(book, "note") == ["1.50", "2", "many", None]
    assert book.columns.get("note").kind == "text"


def test_a_change_that_somebody_built_on_is_not_undone(book: Book) -> None:
    made = book.columns.add("note", author="Anna")
    book.columns.set("note", 1, "seen", author="Ben")
    with pytest.raises(Conflict, match="note holds values that came since"):
        book.undo(made.id, author="Anna")
    described = book.columns.describe("note", "what one sees", author="Anna")
    assert described is not None
    book.columns.describe("note", "what one hears", author="Ben")
    with pytest.raises(Conflict, match="the column note has changed since"):
        book.undo(described.id, author="Anna")


@pytest.mark.parametrize(
    ("name", "kind", "group", "said"),
    [
        (" ", "text", False, "the column has no name"),
        ("label", "text", False, "every sample has 'label' already"),
        ("Width", "text", False, "every sample has 'Width' already"),
        ("age", "text", False, "there is a column 'age' already"),
        ("a\nb", "text", False, "cannot name a column"),
        ("x", "colour", False, "'colour' is no kind of column: use text, number"),
        ("x", "list", True, "x holds lists, which cannot be a group"),
    ],
)
def test_what_cannot_be_a_column_is_refused(
    book: Book, name: str, kind: str, group: bool, said: str
) -> None:
    seq = book.seq
    with pytest.raises(BadInput, match=said):
        book.columns.add(name, kind, group=group, author="Anna")  # type: ignore[arg-type]
    assert book.seq == seq


def new(number: int, **metadata: object) -> NewSample:
    """A sample that is about to come."""
    return NewSample(
        path=f"new/{number}.png",
        location=f"{number}.png",
        hash=f"{number:064x}",
        label="i",
        split="train",
        fields=FIELDS,
        metadata=metadata,  # type: ignore[arg-type]
    )


def bring(book: Book, *samples: NewSample, columns: tuple[Column, ...] = ()) -> int:
    """Import samples that are not on any disk."""
    with book.context.database.writing() as connection:
        return imports.append_import(
            connection,
            [("folder", Path("/nowhere"), samples)],
            [],
            Origin("Ben", tool="import"),
            columns=columns,
        )


def test_new_samples_bring_their_columns_and_undo_takes_them_away(book: Book) -> None:
    before = book.samples()
    patient = Column("patient", "category", group=True)
    made = bring(book, new(1, age="21", patient="p1", seen=date(2024, 3, 1)), columns=(patient,))
    assert [(c.name, c.kind, c.group) for c in book.columns.list()] == [
        ("age", "number", False),
        ("patient", "category", True),
        ("seen", "date", False),
    ]
    last = book.samples().row(-1, named=True)
    assert (last["age"], last["patient"], last["seen"]) == (21.0, "p1", date(2024, 3, 1))
    assert book.samples(made).equals(book.samples())
    undone = book.undo(made, author="Anna")
    assert book.samples().equals(before)
    book.undo(undone.id, author="Anna")
    assert book.samples().row(-1, named=True)["patient"] == "p1"


def test_undo_of_an_import_leaves_a_column_that_others_use(book: Book) -> None:
    first = bring(book, new(1, patient="p1"))
    bring(book, new(2, patient="p2"))
    book.undo(first, author="Anna")
    assert [column.name for column in book.columns.list()] == ["age", "patient"]
    assert book.samples()["patient"].to_list()[-1] == "p2"


def test_a_snapshot_follows_cells_and_is_read_anew_when_a_column_moves(book: Book) -> None:
    kept = book.journal.snapshot()
    book.columns.set("age", [1, 3], [99, 5], author="Anna")
    with labelbook.open(book.directory) as other:
        fresh = other.journal.snapshot()
    followed = book.journal.snapshot()
    assert followed.columns["column:age"][:3].tolist() == [99.0, 18.5, 5.0]
    assert kept.columns["column:age"][:1].tolist() == [17.0]
    assert (fresh.columns["column:age"] == followed.columns["column:age"])[:3].all()
    moved = book.columns.rename("age", "years", author="Anna")
    assert moved is not None
    assert book.journal.news_of(moved.id).columns == (Column("years", "number"),)
    assert "column:years" in book.journal.snapshot().columns


def test_a_book_opens_again_with_its_columns(make_book: Callable[[], Path]) -> None:
    directory = make_book()
    with labelbook.open(directory) as book:
        book.columns.add("age", "number", author="Anna")
        book.columns.set("age", 1, 17, author="Anna")
    with labelbook.open(directory) as book:
        assert held(book, "age") == [17, None, None, None]
