"""Sample fields as columns of the columns file, and their description in its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from labelbook.core.columns import Column
from labelbook.journal.fields import SENT, Field, Value

MOST_WORDS = 65_535

Words = Mapping[str, Sequence[str]]
"""Of each field that is sent as words: what its codes mean; code k is the k-th word."""


def columns(
    values: Mapping[str, Sequence[Value]], words: Words
) -> tuple[dict[str, Column], dict[str, tuple[str, ...]]]:
    """Return the column of each field that is sent, and its words with the new ones at the end.

    values: of the samples, by field. Raises OverflowError where a value does not fit.
    """
    found: dict[str, Column] = {}
    known = {name: tuple(those) for name, those in words.items()}
    for field in SENT:
        if field.sent == "words":
            texts = [str(value) for value in values[field.name]]
            had = known.get(field.name, ())
            known[field.name] = had + tuple(sorted(set(texts).difference(had)))
            found[field.name] = _codes(field, texts, known[field.name])
        else:
            found[field.name] = np.asarray(values[field.name], dtype=field.sent)
    return found, known


def _codes(field: Field, texts: list[str], words: tuple[str, ...]) -> Column:
    if len(words) > MOST_WORDS:
        raise OverflowError(f"{field.name} has {len(words):,} values: too many to send as words")
    codes = pl.Series(texts, dtype=pl.Enum(words)).to_physical().to_numpy()
    return (codes.astype(np.int64) + 1).astype(np.uint16)


def header(words: Words) -> list[dict[str, object]]:
    """Return the header of the fields that are sent to the page."""
    return [
        {
            "name": field.name,
            "says": field.says,
            "kind": "text" if field.of is str else "number",
            "shown": field.shown,
            "sortable": field.sortable,
            "filtered": field.filtered,
            "words": list(words.get(field.name, ())),
        }
        for field in SENT
    ]


def words_of(header_of_fields: list[dict[str, Any]]) -> dict[str, tuple[str, ...]]:
    """Return the words of a header; ValueError where it has other fields than there are."""
    words = {each["name"]: tuple(each["words"]) for each in header_of_fields if each["words"]}
    if header_of_fields != header(words):
        raise ValueError("columns of other fields")
    return words
