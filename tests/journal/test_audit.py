"""The audit of `benchmarks/kill.py` sees every way in which an edit can be lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest
from audit import Audit, audit
from editors import Told
from sqlalchemy import text

import labelbook
from labelbook.journal.records import Edit

SPOILT = {
    "nothing": ((), Audit(lost=0, twice=0, otherwise=0, unsound=0)),
    "the edit is gone": (
        ("DELETE FROM changes", "DELETE FROM changesets WHERE id = 2"),
        Audit(lost=1, twice=0, otherwise=0, unsound=1),
    ),
    "the edit is there twice": (
        (
            "INSERT INTO changesets (author, at, tool, message, summary, size, added) "
            "SELECT author, at, tool, message, summary, size, added FROM changesets WHERE id = 2",
        ),
        Audit(lost=0, twice=1, otherwise=0, unsound=0),
    ),
    "another author is blamed": (
        ("UPDATE changesets SET author = 'Ben' WHERE id = 2",),
        Audit(lost=0, twice=0, otherwise=1, unsound=0),
    ),
    "another value is stored": (
        ("UPDATE changes SET after = 'iii'", "UPDATE state SET label = 'iii' WHERE sample = 1"),
        Audit(lost=0, twice=0, otherwise=1, unsound=0),
    ),
    "the state has not followed": (
        ("UPDATE state SET label = 'i' WHERE sample = 1",),
        Audit(lost=0, twice=0, otherwise=0, unsound=1),
    ),
}


@pytest.mark.parametrize("what", SPOILT)
def test_the_audit_sees_what_is_wrong_with_a_book(make_book: Callable[[], Path], what: str) -> None:
    place, (spoil, found) = make_book(), SPOILT[what]
    with labelbook.open(place) as book:
        edit = Edit("label", [1], "ii", ["i"])
        made = book.edit([edit], author="Anna", message="Anna 000001", key="Anna 000001")
        assert made is not None
        told = Told("Anna 000001", asdict(made), frozenset({(1, "label", "i", "ii")}), None)
        with book.context.database.writing() as connection:
            for statement in spoil:
                connection.execute(text(statement))
    assert audit(place, [told]) == found
