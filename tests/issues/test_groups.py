"""What belongs together by a group column is never parted: not by a split, not by a fold."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelbook.columns.groups import GroupColumn, group_columns, joined, together
from labelbook.errors import BadInput
from labelbook.images.pictures import MEASURES, SIDE, Pictures
from labelbook.issues.evidence.groups import folds
from labelbook.issues.evidence.view import View
from labelbook.issues.finders.duplicates import find_leaks
from labelbook.issues.resplit import propose
from labelbook.journal.columns import Column
from tests.issues.conftest import MakeView

NAMES = ("p0", "p1", "p2", "p3", "p4", "p5")


def patients(codes: list[int]) -> GroupColumn:
    """A group column with these codes; -1 is empty."""
    return GroupColumn("patient", np.array(codes, dtype=np.int64), NAMES)


def plain_view(split: list[int], belong: tuple[GroupColumn, ...]) -> View:
    """A view of samples whose images say nothing."""
    rows = len(split)
    planes = np.zeros((rows, 2, SIDE, SIDE), np.uint8)
    blank = np.full((rows, len(MEASURES)), 50, np.float32)
    size = np.full(rows, 50)
    view = View(
        samples=np.arange(1, rows + 1),
        paths=tuple(f"{row}.png" for row in range(rows)),
        hashes=tuple(f"{row:064x}" for row in range(rows)),
        classes=("a", "b"),
        label=np.arange(rows) % 2,
        split=np.array(split, dtype=np.int64),
        width=size,
        height=size,
        locate=lambda row: pytest.fail("no image is looked at"),
        pictures=Pictures(planes, True, blank, np.ones(rows, dtype=bool), {}),
        belong=belong,
    )
    view.__dict__["near_pairs"] = []
    return view


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_no_proposed_split_parts_a_group(data: st.DataObject) -> None:
    rows = data.draw(st.integers(4, 40))
    split = data.draw(st.lists(st.integers(0, 2), min_size=rows, max_size=rows))
    codes = st.lists(st.integers(-1, 5), min_size=rows, max_size=rows)
    columns = tuple(patients(data.draw(codes)) for _ in range(data.draw(st.integers(1, 2))))
    view = plain_view(split, columns)
    try:
        proposal = propose(view, data.draw(st.sampled_from([0.1, 0.3, 0.5, 0.8])))
    except BadInput as refused:
        assert "are needed to split" in str(refused)
        return
    after = view.split.copy()
    for name, code in (("train", 0), ("val", 1)):
        after[np.array(proposal.moves[name], dtype=np.int64) - 1] = code
    assert np.array_equal(after == 2, view.split == 2)
    for column in columns:
        for code in range(len(NAMES)):
            assert len(set(after[(column.codes == code) & (after != 2)])) <= 1
    assert proposal.after.parted == 0
    assert {0, 1} <= set(after.tolist())


def test_val_gets_its_share_of_samples_though_groups_are_of_any_size() -> None:
    codes = [0] * 400 + [1] * 200 + [2] * 100 + [3] * 100 + [4] * 100 + [5] * 100
    view = plain_view([0] * 1000, (patients(codes),))
    val = sum(propose(view, 0.3).after.counts["val"].values())
    assert 100 <= val <= 500


def test_one_group_cannot_be_split() -> None:
    with pytest.raises(BadInput, match="there are 1 groups in train and val: 2 are needed"):
        propose(plain_view([0] * 20, (patients([0] * 20),)), 0.2)


def test_a_group_in_two_splits_is_a_leak() -> None:
    view = plain_view([0, 0, 2, 0, 1, 1], (patients([3, 3, 3, 1, -1, -1]),))
    found = find_leaks(view)
    assert [(issue.sample, issue.kind) for issue in found] == [(3, "leak")]
    assert found[0].reason == (
        "patient p3 is in train and test: this one lies in test and 2 of its 3 samples in train"
    )
    assert found[0].evidence.samples == (1, 2)


@given(st.data())
def test_folds_keep_groups_together(data: st.DataObject) -> None:
    rows = data.draw(st.integers(2, 30))
    codes = data.draw(st.lists(st.integers(-1, 5), min_size=rows, max_size=rows))
    units = together(rows, [patients(codes)])
    fold = folds(units, np.arange(rows) % 2, 3, seed=data.draw(st.integers(0, 9)))
    for code in set(codes) - {-1}:
        assert len(set(fold[np.array(codes) == code])) == 1


def test_sets_that_share_a_value_come_into_one_and_empty_cells_into_none() -> None:
    camera = GroupColumn("camera", np.array([0, -1, 1, 1, -1, -1]), ("x", "y"))
    person = patients([0, 0, 0, 1, -1, -1])
    assert together(6, [person]).tolist() == [0, 0, 0, 1, 2, 3]
    assert together(6, [person, camera]).tolist() == [0, 0, 0, 0, 1, 2]
    duplicates = np.array([0, 1, 2, 3, 3, 4])
    assert joined(duplicates, [person]).tolist() == [0, 0, 0, 1, 1, 2]


def test_group_columns_of_every_kind_are_read_from_the_samples() -> None:
    samples = pl.DataFrame({"a": [2, None, 1, 2], "b": ["x", "y", None, "x"], "c": [1, 2, 3, 4]})
    columns = [Column("a", "number", True), Column("b", "text", True), Column("c", "number")]
    found = group_columns(samples, columns)
    assert [(each.name, each.codes.tolist(), each.values) for each in found] == [
        ("a", [1, -1, 0, 1], ("1", "2")),
        ("b", [0, 1, -1, 0], ("x", "y")),
    ]


def test_a_view_tells_its_groups_to_doubt_too(make_view: MakeView) -> None:
    rng = np.random.default_rng(0)
    label = [0] * 6 + [1] * 6
    vectors = rng.normal(size=(12, 8)).astype(np.float32)
    # All of the second class are one patient's: nothing else could vouch for them.
    view = make_view(label, vectors=vectors, belong=(patients([-1] * 6 + [0] * 6),))
    assert not view.label_scores.known.any()
