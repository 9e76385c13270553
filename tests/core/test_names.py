"""One rule for names, at every door."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelbook.core import names
from labelbook.core.limits import MAX_NAME
from labelbook.errors import BadInput


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("cat ", "cat"),
        ("\tcat\r\n", "cat"),
        ("two\nlines", "two lines"),
        ("a \u00a0 b", "a b"),
        ("be\x07ll", "bell"),
        ("cafe\u0301", "caf\u00e9"),
        ("\u202etac\u202c", "tac"),
        ("\ufeffcat", "cat"),
        ("so\u00adft", "soft"),
        ("\U0001f469\u200d\U0001f52c", "\U0001f469\u200d\U0001f52c"),
        ("\u200b \u3164", ""),
        ("None", "None"),
        ("007", "007"),
        ("?", "?"),
        ("Cat", "Cat"),
    ],
)
def test_a_name_that_is_read_follows_the_rule(read: str, name: str) -> None:
    assert names.mended(read) == name


@given(st.text(max_size=400))
def test_what_was_mended_needs_no_more_mending(value: str) -> None:
    name = names.mended(value)
    assert names.mended(name) == name
    assert len(name) <= MAX_NAME
    assert unicodedata.is_normalized("NFC", name)
    assert name == " ".join(name.split())
    if name:
        assert names.checked(name, "class") == name


def test_long_names_are_cut_and_stay_apart() -> None:
    one, two = names.mended("z" * 500), names.mended("z" * 499 + "y")
    assert len(one) == len(two) == MAX_NAME
    assert one != two
    assert one.startswith("zzz")


def test_what_somebody_types_is_mended_or_refused_with_the_reason() -> None:
    assert names.checked("  two  words ", "class") == "two words"
    with pytest.raises(BadInput, match="control character"):
        names.checked("a\x00b", "class")
    with pytest.raises(BadInput, match="201 characters, at most 200"):
        names.checked("z" * 201, "class")
    with pytest.raises(BadInput, match="is empty"):
        names.checked(" \u200b ", "class")


def test_a_message_spells_what_cannot_be_seen() -> None:
    assert names.shown("cat ") == "`cat `"
    assert names.shown("be\x07ll") == r"`be\x07ll`"
    assert names.shown("\u202ecat") == r"`\u202ecat`"


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("zebr", "zebra"),
        ("zerba", "zebra"),
        ("Zebra", "zebra"),
        ("zebra!", "zebra"),
        ("golden-retreiver", "golden retriever"),
        ("page 2", None),
        ("vii", None),
        ("vi", None),
        ("horse", None),
        ("zebra", None),
    ],
)
def test_a_slip_is_found_and_another_number_or_numeral_is_none(name: str, near: str | None) -> None:
    there = ["zebra", "golden retriever", "page 1", "viii", "iv", "dog"]
    assert names.near(name, there) == near
