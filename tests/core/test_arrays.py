"""Rows are found as a plain dict finds them, and unit vectors have length 1."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelbook.core.arrays import rows_of, unit

IDS = st.lists(st.integers(0, 50), max_size=30)


@given(IDS, IDS)
def test_rows_are_those_of_a_dict_in_any_order(ids: list[int], wanted: list[int]) -> None:
    first: dict[int, int] = {}
    for row, id in enumerate(ids):
        first.setdefault(id, row)
    found = rows_of(np.array(ids, dtype=np.int64), np.array(wanted, dtype=np.int64))
    assert found.tolist() == [first.get(id, -1) for id in wanted]


@given(st.sets(st.integers(0, 50)), IDS)
def test_rows_of_ascending_ids_are_those_of_a_dict(ids: set[int], wanted: list[int]) -> None:
    known = sorted(ids)
    found = rows_of(np.array(known, dtype=np.uint32), wanted)
    assert found.tolist() == [known.index(id) if id in ids else -1 for id in wanted]


@given(st.lists(st.text("abc", max_size=3), max_size=9), st.lists(st.text("abc", max_size=3)))
def test_rows_are_found_by_text_too(names: list[str], wanted: list[str]) -> None:
    found = rows_of(np.array(names, dtype="U3"), np.array(wanted, dtype="U3"))
    assert found.tolist() == [names.index(name) if name in names else -1 for name in wanted]


def test_unit_vectors_have_length_1_and_a_row_of_zeros_stays_one() -> None:
    rows = np.array([[3, 4], [0, 0], [1e-9, 0]], dtype=np.float32)
    made = unit(rows)
    assert made.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(made, axis=1), [1, 0, 1e-3], rtol=1e-5)
