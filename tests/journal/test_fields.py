"""Every sample field has somebody who gives its value."""

from __future__ import annotations

from labelbook.images.facts import READERS
from labelbook.journal.fields import FIELDS, NAMES

GIVEN = {"origin"}
"""What no image tells: labelbook says it where the sample is made."""


def test_every_field_is_declared_once_and_has_a_reader() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert set(READERS) | GIVEN == set(NAMES)


def test_a_field_is_shown_sorted_and_filtered_only_where_it_is_sent() -> None:
    for field in FIELDS:
        assert field.sent or not (field.shown or field.sortable or field.filtered), field.name
        assert not field.filtered or field.sent in ("uint8", "uint16", "words"), field.name
