"""Stored issues follow the journal: what was decided does not come back."""

from __future__ import annotations

import pytest

from labelbook import Book
from labelbook.errors import BadInput, NotReady
from labelbook.issues.kinds import issue_kinds


def test_before_the_first_search_one_sentence_says_what_is_needed(tiny_book: Book) -> None:
    with pytest.raises(NotReady, match="was not searched for issues yet") as told:
        tiny_book.issues.list()
    assert told.value.needs == "issues"
    assert tiny_book.issues.about() is None


def test_relabelling_and_excluding_drop_an_issue_and_undo_brings_it_back(drawn_book: Book) -> None:
    first, second = drawn_book.issues.list("mislabelled", 2)
    drawn_book.relabel(first.sample, "x" if first.label != "x" else "i", author="Anna")
    drawn_book.exclude(second.sample, author="Anna")
    left = {issue.sample for issue in drawn_book.issues.list("mislabelled")}
    assert first.sample not in left and second.sample not in left
    drawn_book.undo(author="Anna")
    drawn_book.undo(author="Anna")
    assert {issue.sample for issue in drawn_book.issues.list("mislabelled")} >= {
        first.sample,
        second.sample,
    }


def test_a_kept_label_is_not_doubted_again_even_by_a_new_search(drawn_book: Book) -> None:
    first = drawn_book.issues.list("mislabelled", 1)[0]
    drawn_book.tag(first.sample, "kept:mislabelled", author="Anna")
    assert first.sample not in {issue.sample for issue in drawn_book.issues.list("mislabelled")}
    assert first.sample not in {issue.sample for issue in drawn_book.issues.list("not-a-class")}
    drawn_book.issues.find()
    assert first.sample not in {issue.sample for issue in drawn_book.issues.list("mislabelled")}
    drawn_book.untag(first.sample, "kept:mislabelled", author="Anna")
    assert first.sample in {issue.sample for issue in drawn_book.issues.list("mislabelled")}


def test_excluding_one_duplicate_settles_the_other(drawn_book: Book) -> None:
    pair = next(i for i in drawn_book.issues.list("duplicate") if len(i.evidence.samples) == 1)
    drawn_book.exclude(pair.sample, author="Anna")
    left = {issue.sample for issue in drawn_book.issues.list("duplicate")}
    assert not left & {pair.sample, *pair.evidence.samples}


def test_moving_a_leak_into_the_other_split_settles_it(drawn_book: Book) -> None:
    leak = next(
        issue
        for issue in drawn_book.issues.list("leak")
        if {drawn_book.sample(s).split for s in (issue.sample, *issue.evidence.samples)}
        == {"train", "val"}
        and len(issue.evidence.samples) == 1
    )
    there = drawn_book.sample(leak.evidence.samples[0]).split
    drawn_book.set_split(leak.sample, there, author="Anna")
    assert leak.sample not in {issue.sample for issue in drawn_book.issues.list("leak")}


def test_a_mixed_list_names_a_sample_once_for_what_two_kinds_say(drawn_book: Book) -> None:
    mixed = drawn_book.issues.list()
    for general, specific in (("mislabelled", "not-a-class"), ("duplicate", "leak")):
        both = {i.sample for i in mixed if i.kind == general} & {
            i.sample for i in mixed if i.kind == specific
        }
        assert both == set()


def test_counts_are_those_of_the_lists(drawn_book: Book) -> None:
    counts = drawn_book.issues.counts()
    assert list(counts) == issue_kinds.names
    for kind, count in counts.items():
        assert len(drawn_book.issues.list(kind)) == count
    assert len(drawn_book.issues.list("mislabelled", ranked=True)) > counts["mislabelled"]
    assert [i.score for i in drawn_book.issues.list("mislabelled")] == sorted(
        (i.score for i in drawn_book.issues.list("mislabelled")), reverse=True
    )


def test_another_kind_is_refused_by_name(drawn_book: Book) -> None:
    with pytest.raises(BadInput, match="is no kind of issue: use mislabelled"):
        drawn_book.issues.list("typo")


def test_the_same_book_gives_the_same_issues(drawn_book: Book) -> None:
    before = drawn_book.issues.table()
    drawn_book.issues.find()
    assert drawn_book.issues.table().equals(before)
