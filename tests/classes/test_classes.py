"""Classes are renamed, merged, removed, ordered and described as changesets, with undo."""

from __future__ import annotations

import pytest

from labelbook import Book
from labelbook.errors import BadInput, Conflict, NotFound
from labelbook.journal.records import Edit


def labels(book: Book) -> dict[str, int]:
    counts = book.samples()["label"].value_counts()
    return {str(label): count for label, count in counts.iter_rows()}


BEFORE = {"i": 4, "ii": 4, "iii": 4}


def test_the_names_are_had_by_calling_and_the_rest_by_list(tiny_book: Book) -> None:
    assert tiny_book.classes() == ["i", "ii", "iii"]
    first = tiny_book.classes.list()[0]
    assert (first.name, first.samples, first.splits) == ("i", 4, {"train": 3, "val": 1})
    assert (first.key, first.own_key, first.own_colour, first.description) == ("1", None, None, "")


def test_a_class_is_renamed_with_its_samples_and_its_place(tiny_book: Book) -> None:
    made = tiny_book.classes.rename("ii", " two  strokes", author="Anna", message="as we say")
    assert made is not None
    assert (made.summary, made.size, made.tool, made.message) == (
        *("Renamed the class ii to two strokes (4 samples)", 4, "classes", "as we say"),
    )
    assert tiny_book.classes() == ["i", "two strokes", "iii"]
    assert labels(tiny_book) == {"i": 4, "two strokes": 4, "iii": 4}
    assert tiny_book.history("train/ii/0.png")[0].after == "two strokes"
    assert tiny_book.samples(1)["label"].to_list().count("ii") == 4
    undone = tiny_book.undo(made.id, author="Ben")
    assert tiny_book.classes() == ["i", "ii", "iii"]
    assert labels(tiny_book) == BEFORE
    tiny_book.redo(made.id, author="Ben")
    assert tiny_book.classes() == ["i", "two strokes", "iii"]
    assert undone.reverts == made.id


def test_laws_rules_and_threads_keep_to_a_class_that_is_renamed(tiny_book: Book) -> None:
    tiny_book.growth.set_laws({("mirror-left-right", "i"): "becomes ii"}, author="Anna")
    tiny_book.growth.set_laws({("mirror-left-right", "ii"): "keeps"}, author="Anna")
    tiny_book.rules.write("definition", "ii", "two strokes", author="Anna")
    made = tiny_book.classes.rename("ii", "two", author="Anna")
    assert made is not None

    def held() -> dict[tuple[str, str], str | None]:
        return {
            (law.transform, law.label): law.law
            for law in tiny_book.growth.laws().cells
            if law.law is not None
        }

    assert held() == {
        ("mirror-left-right", "i"): "becomes two",
        ("mirror-left-right", "two"): "keeps",
    }
    assert [rule.label for rule in tiny_book.rules.list()] == ["two"]
    tiny_book.undo(made.id, author="Anna")
    assert held() == {
        ("mirror-left-right", "i"): "becomes ii",
        ("mirror-left-right", "ii"): "keeps",
    }
    assert [rule.label for rule in tiny_book.rules.list()] == ["ii"]


def test_a_name_that_is_taken_leads_to_merging(tiny_book: Book) -> None:
    with pytest.raises(BadInput, match="there is a class 'i' already: merge 'ii' into it"):
        tiny_book.classes.rename("ii", "i", author="Anna")
    with pytest.raises(NotFound, match="there is no class 'iv'"):
        tiny_book.classes.rename("iv", "x", author="Anna")
    with pytest.raises(BadInput, match="control character"):
        tiny_book.classes.rename("ii", "a\x00b", author="Anna")
    assert labels(tiny_book) == BEFORE
    assert tiny_book.seq == 1


def test_classes_are_merged_and_parted_again(tiny_book: Book) -> None:
    made = tiny_book.classes.merge(["ii", "iii"], "i", author="Anna")
    assert made is not None
    assert made.summary == "Merged the classes ii, iii into i (8 samples)"
    assert tiny_book.classes() == ["i"]
    assert labels(tiny_book) == {"i": 12}
    tiny_book.undo(made.id, author="Anna")
    assert tiny_book.classes() == ["i", "ii", "iii"]
    assert labels(tiny_book) == BEFORE
    with pytest.raises(BadInput, match="into itself"):
        tiny_book.classes.merge(["i"], "i", author="Anna")


def test_a_class_with_samples_is_removed_only_with_a_choice(tiny_book: Book) -> None:
    with pytest.raises(BadInput, match="has 4 samples: say which class they get"):
        tiny_book.classes.remove("ii", author="Anna")
    made = tiny_book.classes.remove("ii", unlabel=True, author="Anna")
    assert made is not None
    assert made.summary == "Removed the class ii (4 samples unlabelled)"
    assert tiny_book.classes() == ["i", "iii"]
    assert tiny_book.samples()["label"].null_count() == 4
    tiny_book.undo(author="Anna")
    assert (tiny_book.classes(), labels(tiny_book)) == (["i", "ii", "iii"], BEFORE)
    tiny_book.classes.remove("ii", to="iii", author="Anna")
    assert labels(tiny_book) == {"i": 4, "iii": 8}


def test_a_class_without_samples_just_goes(tiny_book: Book) -> None:
    tiny_book.classes.add("iv", author="Anna")
    assert tiny_book.classes() == ["i", "ii", "iii", "iv"]
    assert tiny_book.classes.list()[3].samples == 0
    tiny_book.classes.remove("iv", author="Anna")
    assert tiny_book.classes() == ["i", "ii", "iii"]
    with pytest.raises(BadInput, match="there is a class 'i' already"):
        tiny_book.classes.add("i ", author="Anna")


def test_classes_are_ordered_and_the_columns_say_so(tiny_book: Book) -> None:
    tiny_book.journal.snapshot()
    made = tiny_book.classes.order(["iii"], author="Anna")
    assert made is not None
    assert made.summary == "Ordered the classes: iii, i, ii"
    assert tiny_book.classes() == ["iii", "i", "ii"]
    snapshot = tiny_book.journal.snapshot()
    assert snapshot.classes == ("iii", "i", "ii")
    decoded = [("", *snapshot.classes)[code] for code in snapshot.columns["label"]]
    assert decoded == tiny_book.samples()["label"].to_list()
    assert tiny_book.classes.order(["iii", "i", "ii"], author="Anna") is None
    tiny_book.undo(author="Anna")
    assert tiny_book.journal.snapshot().classes == ("i", "ii", "iii")
    with pytest.raises(BadInput, match="named twice"):
        tiny_book.classes.order(["i", "i"], author="Anna")


def test_a_class_is_described_and_gets_a_key_and_a_colour(tiny_book: Book) -> None:
    classes = tiny_book.classes
    classes.change("ii", description=" two strokes ", digit="1", colour="#D94F30", author="Anna")
    first, second, third = classes.list()
    assert (second.description, second.key, second.own_colour) == ("two strokes", "1", "#d94f30")
    assert (first.key, third.key) == (None, "3")
    assert tiny_book.journal.snapshot().about[1].colour == "#d94f30"
    classes.change("iii", digit="1", author="Ben")
    assert [item.key for item in classes.list()] == [None, "2", "1"]
    tiny_book.undo(author="Ben")
    assert [item.key for item in classes.list()] == [None, "1", "3"]
    classes.change("ii", digit="", colour="", author="Anna")
    assert [item.key for item in classes.list()] == ["1", "2", "3"]
    for bad in ({"digit": "x"}, {"colour": "red"}, {"description": "z" * 2001}, {}):
        with pytest.raises(BadInput):
            classes.change("ii", author="Anna", **bad)


def test_undoing_a_relabel_takes_its_new_class_away(tiny_book: Book) -> None:
    tiny_book.relabel(1, "zebr", author="Anna")
    assert tiny_book.classes() == ["i", "ii", "iii", "zebr"]
    tiny_book.undo(author="Anna")
    assert tiny_book.classes() == ["i", "ii", "iii"]
    assert tiny_book.journal.snapshot().classes == ("i", "ii", "iii")
    tiny_book.redo(2, author="Anna")
    assert tiny_book.classes() == ["i", "ii", "iii", "zebr"]


def test_a_new_class_that_is_used_or_described_meanwhile_stays(tiny_book: Book) -> None:
    first = tiny_book.relabel(1, "iv", author="Anna")
    assert first is not None
    tiny_book.relabel(2, "iv", author="Ben")
    tiny_book.undo(first.id, author="Anna")
    assert tiny_book.classes() == ["i", "ii", "iii", "iv"]
    second = tiny_book.relabel(1, "v", author="Anna")
    assert second is not None
    tiny_book.classes.change("v", description="like a tick", author="Ben")
    tiny_book.undo(second.id, author="Anna")
    assert "v" in tiny_book.classes()


def test_what_was_changed_since_is_a_conflict(tiny_book: Book) -> None:
    described = tiny_book.classes.change("i", description="one", author="Anna")
    tiny_book.classes.change("i", description="a single stroke", author="Ben")
    assert described is not None
    with pytest.raises(Conflict, match="class 'i' has been changed since"):
        tiny_book.undo(described.id, author="Anna")
    assert tiny_book.classes.list()[0].description == "a single stroke"


def test_a_request_that_is_repeated_is_done_once(tiny_book: Book) -> None:
    one = tiny_book.classes.rename("ii", "two", author="Anna", key="a-key-of-mine")
    again = tiny_book.classes.rename("ii", "two", author="Anna", key="a-key-of-mine")
    assert one == again


def test_names_of_an_edit_follow_the_rule_too(tiny_book: Book) -> None:
    tiny_book.relabel(1, " tr ", author="Anna")
    tiny_book.tag(1, "to\u00a0 see\u200b", author="Anna")
    assert tiny_book.sample(1).label == "tr"
    assert tiny_book.sample(1).tags == ("to see",)
    tiny_book.edit([Edit("label", [2], "cafe\u0301")], author="Anna")
    assert tiny_book.sample(2).label == "caf\u00e9"
