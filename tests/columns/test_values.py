"""A value that a column takes comes back as it was; what it cannot hold is refused in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelbook.errors import BadInput
from labelbook.journal import frame_metadata
from labelbook.journal.columns import Column, Kind, Value, cell_of, kind_for, value_of

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=50)
lines = texts.map(lambda text: "".join(c for c in text if ord(c) >= 32 and ord(c) != 127).strip())
numbers = st.one_of(st.integers(-(2**53), 2**53), st.floats(allow_nan=False, allow_infinity=False))
times = st.one_of(st.dates(), st.datetimes())
VALUES: dict[Kind, st.SearchStrategy[Any]] = {
    "text": texts,
    "number": numbers,
    "date": times,
    "category": lines.filter(bool),
    "list": st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0")), min_size=1)
    .map(tuple)
    .filter(lambda items: len(str(items)) < 1000),
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_a_value_comes_back_from_its_cell(kind: Kind, data: st.DataObject) -> None:
    value = data.draw(VALUES[kind])
    column = Column("x", kind)
    cell = cell_of(column, value)
    back = value_of(kind, cell)
    assert back == value
    assert isinstance(back, datetime) == isinstance(value, datetime)
    # What people type is what the cell says.
    assert cell_of(column, cell) == cell


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_values_come_back_from_a_frame(kind: Kind, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.none() | VALUES[kind], max_size=5))
    cells = [cell_of(Column("x", kind), value) for value in values]
    found = frame_metadata.typed(pl.Series(cells, dtype=pl.String), kind).to_list()
    wanted = [tuple(value) if kind == "list" and value else value for value in values]
    if kind == "date" and any(isinstance(value, datetime) for value in values):
        wanted = [_time(value) for value in values]
    got = [tuple(value) if isinstance(value, list) else value for value in found]
    assert got == wanted


def _time(value: date | None) -> date | None:
    if value is None or isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day)


@pytest.mark.parametrize(
    ("kind", "value", "cell"),
    [
        ("number", " 1,5".replace(",", "."), "1.5"),
        ("number", True, "1"),
        ("number", float("nan"), None),
        ("text", 3.0, "3"),
        ("text", False, "false"),
        ("category", "  left eye ", "left eye"),
        ("list", "a; b;;c", '["a", "b", "c"]'),
        ("list", '["a;b"]', '["a;b"]'),
        ("date", "2024-03-01 12:30", "2024-03-01T12:30:00"),
        (
            "date",
            datetime(2024, 3, 1, 1, tzinfo=timezone(timedelta(hours=2))),
            "2024-02-29T23:00:00",
        ),
        ("date", datetime(2024, 3, 1, tzinfo=UTC), "2024-03-01T00:00:00"),
        ("text", "", None),
        ("list", (), None),
    ],
)
def test_values_are_read_as_people_write_them(kind: Kind, value: Value, cell: str | None) -> None:
    assert cell_of(Column("x", kind), value) == cell


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        ("number", "about 5", "x holds numbers, not 'about 5'"),
        ("number", float("inf"), "x holds numbers, not inf"),
        ("number", 2**60, "x holds numbers"),
        ("date", "yesterday", "x holds dates such as 2024-03-01"),
        ("category", "two\nlines", "x holds one line"),
        ("text", "a\0b", "x holds text"),
        ("text", "\ud800", "x holds text"),
        ("text", "a" * 10_001, "has 10,001 characters"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(kind: Kind, value: Value, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        cell_of(Column("x", kind), value)


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([1, 2.5, None], "number"),
        ([1, float("inf")], "category"),
        ([2**60, 1], "category"),
        ([date(2024, 3, 1)], "date"),
        ([("a",), ()], "list"),
        (["left", "left", "right", "left"], "category"),
        ([f"note {number}" for number in range(100)], "text"),
        (["two\nlines", "two\nlines"], "text"),
        ([True, False, True], "category"),
        ([None], "text"),
    ],
)
def test_the_kind_of_new_values_is_what_holds_them(values: list[Value | None], kind: Kind) -> None:
    assert kind_for(values) == kind
    for value in values:
        cell_of(Column("x", kind), value)
