"""Edits: one changeset each, all or nothing, never over somebody else's."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from labelbook import Book
from labelbook.errors import BadInput, Conflict, NotFound
from labelbook.journal.records import YES, Edit


def labels(book: Book) -> dict[int, str]:
    frame = book.samples()
    return dict(zip(frame["sample"].to_list(), frame["label"].to_list(), strict=True))


def test_an_edit_is_one_changeset_that_says_who_and_why(tiny_book: Book) -> None:
    made = tiny_book.relabel([1, 2], "iii", author="Anna", message="second look")
    assert made is not None
    assert (made.author, made.message, made.size) == ("Anna", "second look", 2)
    assert labels(tiny_book)[1] == labels(tiny_book)[2] == "iii"
    entry = tiny_book.history(1)[0]
    assert (entry.field, entry.before, entry.after) == ("label", "i", "iii")
    assert entry.changeset == made


def test_what_would_change_nothing_makes_no_changeset(tiny_book: Book) -> None:
    before = tiny_book.seq
    assert tiny_book.relabel(1, "i", author="Anna") is None
    assert tiny_book.seq == before


def test_cells_that_hold_the_value_already_are_not_counted(tiny_book: Book) -> None:
    made = tiny_book.relabel([1, 2, 4], "ii", author="Anna")
    assert made is not None
    assert made.size == 2


def test_edits_of_one_field_to_one_value_are_one(tiny_book: Book) -> None:
    edits = [Edit("tag:thin", [1], YES), Edit("tag:thin", [2], YES), Edit("tag:thin", [1, 3], YES)]
    with pytest.raises(BadInput):
        tiny_book.edit(edits, author="Anna")
    made = tiny_book.edit(edits[:2], author="Anna")
    assert made is not None
    assert (made.size, made.summary) == (2, "Tagged 2 samples thin")
    assert tiny_book.sample(2).tags == ("thin",)


def test_a_stale_edit_is_refused_with_who_changed_it(tiny_book: Book) -> None:
    tiny_book.relabel(1, "ii", author="Ben")
    seq = tiny_book.seq
    stale = [Edit("label", [1, 2], "iii", before=["i", "i"])]
    with pytest.raises(Conflict) as caught:
        tiny_book.edit(stale, author="Anna")
    (conflict,) = caught.value.conflicts
    assert (conflict.sample, conflict.expected, conflict.found) == (1, "i", "ii")
    assert conflict.author == "Ben"
    assert tiny_book.seq == seq
    assert labels(tiny_book)[2] == "i", "nothing of a refused edit is stored"


def test_a_conflict_with_the_import_says_so(tiny_book: Book) -> None:
    with pytest.raises(Conflict, match="set by the import"):
        tiny_book.edit([Edit("label", [1], "iii", before=["x"])], author="Anna")


def test_the_same_request_twice_is_stored_once(tiny_book: Book) -> None:
    edit = [Edit("label", [1], "iii", before=["i"])]
    first = tiny_book.edit(edit, author="Anna", key="request-1")
    again = tiny_book.edit(edit, author="Anna", key="request-1")
    assert first == again
    assert tiny_book.seq == 2


def test_a_new_class_comes_last_and_gets_the_next_key(tiny_book: Book) -> None:
    tiny_book.relabel(1, "doodle", author="Anna")
    assert tiny_book.classes() == ["i", "ii", "iii", "doodle"]


def test_tags_splits_and_exclusion_are_cells_too(tiny_book: Book) -> None:
    tiny_book.tag([1, 2], "dotted", author="Anna")
    tiny_book.exclude(1, author="Anna", message="no numeral")
    tiny_book.set_split(2, "test", author="Anna")
    one, two = tiny_book.sample(1), tiny_book.sample(2)
    assert one.excluded
    assert one.tags == two.tags == ("dotted",)
    assert two.split == "test"
    tiny_book.untag(1, "dotted", author="Ben")
    tiny_book.restore(1, author="Ben")
    assert tiny_book.sample(1).tags == ()
    assert not tiny_book.sample(1).excluded


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (Edit("colour", [1], "red"), "is no field"),
        (Edit("split", [1], "dev"), "use train, val or test"),
        (Edit("label", [1], "  "), "is empty"),
        (Edit("label", [1], "a" * 201), "at most 200"),
        (Edit("label", [1], "a\nb"), "control character"),
        (Edit("excluded", [1], "yes"), "holds"),
        (Edit("tag:", [1], YES), "is empty"),
        (Edit("label", [1, 1], "ii"), "twice"),
        (Edit("label", [1, 2], "ii", before=["i"]), "2 samples and 1 values"),
    ],
)
def test_a_value_that_cannot_be_is_refused(tiny_book: Book, edit: Edit, message: str) -> None:
    with pytest.raises(BadInput, match=message):
        tiny_book.edit([edit], author="Anna")
    assert tiny_book.seq == 1


def test_an_unknown_sample_is_refused(tiny_book: Book) -> None:
    with pytest.raises(NotFound, match="no sample 999"):
        tiny_book.relabel([1, 999], "ii", author="Anna")
    assert labels(tiny_book)[1] == "i"


def test_an_author_is_needed(tiny_book: Book) -> None:
    with pytest.raises(BadInput, match="author"):
        tiny_book.relabel(1, "ii", author=" ")


def test_many_writers_at_once_lose_nothing(tiny_book: Book) -> None:
    def write(number: int) -> None:
        tiny_book.tag(1 + number % 12, f"tag-{number}", author=f"writer {number % 4}")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(60)))
    assert tiny_book.seq == 61
    assert sum(len(tags) for tags in tiny_book.samples()["tags"].to_list()) == 60


def test_of_two_who_saw_the_same_only_one_gets_the_cell(tiny_book: Book) -> None:
    def write(label: str) -> bool:
        try:
            tiny_book.edit([Edit("label", [1], label, before=["i"])], author=label)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        won = list(pool.map(write, ["a", "b", "c", "d"]))
    assert sum(won) == 1
