"""Names in the order in which people expect them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from labelbook.journal.ordering import class_order, natural_rank


def test_roman_numerals_are_sorted_by_value() -> None:
    names = ["ix", "v", "i", "x", "iv", "iii", "viii", "ii", "vi", "vii"]
    assert class_order(names) == ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"]


def test_one_name_that_is_no_numeral_makes_the_order_plain() -> None:
    assert class_order(["x", "i", "cat"]) == ["cat", "i", "x"]


def test_numbers_in_names_count() -> None:
    assert class_order(["class 10", "class 9", "Class 1"]) == ["Class 1", "class 9", "class 10"]
    assert natural_rank(["a10", "a9", "b1", "A1"]).tolist() == [2, 1, 3, 0]


@given(st.lists(st.text("ab01/", max_size=8), unique=True))
def test_every_name_has_a_rank_of_its_own(names: list[str]) -> None:
    assert sorted(natural_rank(names).tolist()) == list(range(len(names)))
