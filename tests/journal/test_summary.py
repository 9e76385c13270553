"""A changeset says in words what it did."""

from __future__ import annotations

from labelbook import Book
from labelbook.journal.records import YES, Edit


def test_the_words_name_what_moved_where_from_and_where_to(tiny_book: Book) -> None:
    first = [sample for sample, label in tiny_book.samples()["sample", "label"].iter_rows()][:2]
    was = tiny_book.sample(first[0]).label
    tiny_book.relabel(first[0], "iv", author="Anna")
    assert (
        tiny_book.journal.changesets(limit=1)[0].summary == f"Relabelled 1 sample from {was} to iv"
    )
    tiny_book.undo(author="Ben")
    # The class that came with the edit goes with it.
    undone = f"Relabelled 1 sample from iv to {was}; took away the class iv"
    assert tiny_book.journal.changesets(limit=1)[0].summary == undone
    tiny_book.relabel(first[0], None, author="Anna")
    assert tiny_book.journal.changesets(limit=1)[0].summary == f"Took the label {was} from 1 sample"
    tiny_book.exclude(first, author="Anna")
    assert tiny_book.journal.changesets(limit=1)[0].summary == "Excluded 2 samples"
    tiny_book.restore(first, author="Anna")
    assert tiny_book.journal.changesets(limit=1)[0].summary == "Restored 2 samples"
    tiny_book.tag(first, "dotted", author="Anna")
    assert tiny_book.journal.changesets(limit=1)[0].summary == "Tagged 2 samples dotted"


def test_an_import_says_how_many_came(tiny_book: Book) -> None:
    count = tiny_book.samples().height
    assert tiny_book.journal.changeset(1).summary == f"Imported {count} samples"
    undone = tiny_book.undo(1, author="Anna")
    assert undone.summary == (
        f"Took {count} samples out of the book; took away the classes i, ii, iii"
    )


def test_many_parts_are_summed_up(tiny_book: Book) -> None:
    ids = tiny_book.samples()["sample"].to_list()
    edits = [Edit("label", [sample], f"class {sample}") for sample in ids[:4]]
    made = tiny_book.edit([*edits, Edit("excluded", ids[:3], YES)], author="Anna")
    assert made is not None
    assert made.summary.startswith("Excluded 3 samples; relabelled 1 sample from ")
    assert made.summary.endswith("; and 2 more")
