"""The plan: classes come out even, the hard get more, nobody gets too many."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from labelbook.grow import quotas, recipes
from labelbook.grow.laws.law import Law
from labelbook.grow.records import Parents

LAWS = {("mirror-left-right", "b"): Law("becomes", "c"), ("mirror-top-bottom", "a"): Law("keeps")}


def parents(counts: tuple[int, ...], hard: tuple[int, ...] = ()) -> Parents:
    label = np.repeat(np.arange(len(counts)), counts).astype(np.int64)
    trouble = np.zeros(len(label), dtype=np.float32)
    trouble[list(hard)] = 1
    style = (np.arange(len(label)) % 3).astype(np.int64)
    names = tuple("abcdefgh"[: len(counts)])
    return Parents(np.arange(1, len(label) + 1), label, names, style, trouble)


@settings(deadline=None)
@given(
    have=st.lists(st.integers(0, 50), min_size=1, max_size=6),
    make=st.integers(0, 300),
    data=st.data(),
)
def test_what_is_made_brings_classes_nearer_to_each_other(
    have: list[int], make: int, data: st.DataObject
) -> None:
    able = data.draw(st.lists(st.booleans(), min_size=len(have), max_size=len(have)))
    need = quotas.needs(have, [int(one) for one in able], make)
    assert sum(need) == (make if any(able) else 0)
    assert all(number == 0 for number, one in zip(need, able, strict=True) if not one)
    then = [count + more for count, more, one in zip(have, need, able, strict=True) if one]
    grown = [count + more for count, more in zip(have, need, strict=True) if more]
    assert all(max(grown, default=0) <= other + 1 for other in then)


def test_every_class_is_filled_up_to_a_number() -> None:
    assert quotas.per_class([5, 20, 3], [5, 20, 0], 12) == [7, 0, 0]


def test_hard_samples_get_about_three_times_as_many_children() -> None:
    some = parents((30,), hard=(0, 1, 2))
    count = quotas.children(some, [360])
    assert count.sum() == 360
    assert 2.5 < count[:3].mean() / count[3:].mean() < 3.5


def test_nobody_has_more_children_than_the_most_unless_it_must_be() -> None:
    some = parents((10,), hard=(0,))
    assert quotas.children(some, [10 * quotas.MOST]).max() == quotas.MOST
    assert quotas.children(some, [20 * quotas.MOST]).sum() == 20 * quotas.MOST


def test_as_many_of_each_class_are_drawn_as_it_needs_though_mirrors_change_some() -> None:
    some = parents((20, 40, 5))
    found = quotas.slots(some, [30, 100, 60], recipes.default(), LAWS, seed=4)
    labels = [slot.label for slot in found]
    assert {name: labels.count(name) for name in "abc"} == {"a": 30, "b": 100, "c": 60}
    came = [slot for slot in found if slot.label == "c" and some.label[slot.parents[0] - 1] == 1]
    assert came
    assert all(slot.derivation.steps[0].transform == "mirror-left-right" for slot in came)


def test_the_same_seed_draws_the_same_and_another_seed_does_not() -> None:
    some = parents((20, 40, 5))
    drawn = [quotas.slots(some, [9, 9, 9], recipes.default(), LAWS, seed) for seed in (1, 1, 2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] != drawn[2]


def test_another_paper_is_that_of_another_style() -> None:
    some = parents((20, 40, 5))
    found = quotas.slots(some, [100, 100, 100], recipes.default(), {}, 1)
    swapped = [slot for slot in found if len(slot.parents) == 2]
    assert len(swapped) > 20
    for slot in swapped:
        one, other = (some.style[parent - 1] for parent in slot.parents)
        assert one != other
