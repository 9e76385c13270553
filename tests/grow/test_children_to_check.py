"""What was made of a sample is shown for a decision once that sample changes."""

from __future__ import annotations

from typing import Literal

import pytest

from labelbook import Book
from labelbook.core.types import SampleId
from labelbook.grow.children_to_check import KEPT_CHILD, ChildToCheck
from labelbook.journal.records import NewMade
from tests.journal.test_made import png


def child(
    sample: int,
    parent: int,
    why: Literal["excluded", "relabelled", "moved"],
    before: str | None,
    after: str | None,
) -> ChildToCheck:
    """Return the record of a child whose parent was changed."""
    return ChildToCheck(SampleId(sample), SampleId(parent), why, before, after)


@pytest.fixture
def family(tiny_book: Book) -> Book:
    """Sample 13 is made of 1 and 2, sample 14 of 2."""
    made = [NewMade(png(1), "i", parents=(1, 2)), NewMade(png(2), "i", parents=(2,))]
    tiny_book.growth.add(made, author="Anna")
    return tiny_book


def test_children_of_an_excluded_or_relabelled_parent_are_shown(family: Book) -> None:
    assert family.growth.children_to_check() == []
    family.exclude(1, author="Ben")
    family.relabel(2, "iii", author="Ben")
    assert family.growth.children_to_check() == [
        child(13, 1, "excluded", None, None),
        child(13, 2, "relabelled", "i", "iii"),
        child(14, 2, "relabelled", "i", "iii"),
    ]


def test_what_was_decided_or_taken_back_is_shown_no_more(family: Book) -> None:
    family.relabel(2, "iii", author="Ben")
    family.tag(13, KEPT_CHILD, author="Anna")
    family.exclude(14, author="Anna")
    assert family.growth.children_to_check() == []
    family.restore(14, author="Anna")
    assert [child.sample for child in family.growth.children_to_check()] == [14]
    family.relabel(2, "i", author="Ben")
    assert family.growth.children_to_check() == []


def test_a_parent_in_another_split_is_shown_until_the_child_follows(family: Book) -> None:
    family.set_split(2, "val", author="Ben")
    assert family.growth.children_to_check() == [
        child(13, 2, "moved", "train", "val"),
        child(14, 2, "moved", "train", "val"),
    ]
    family.set_split(14, "val", author="Ben")
    assert [child.sample for child in family.growth.children_to_check()] == [13]
