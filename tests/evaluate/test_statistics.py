"""Intervals cover what they say, the exact test is exact, and what it would take is about right."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from labelbook.evaluate import statistics


@pytest.mark.parametrize(("one", "other"), [(0, 0), (0, 1), (3, 3), (2, 9), (40, 61), (300, 251)])
def test_mcnemar_is_the_exact_binomial_test(one: int, other: int) -> None:
    expected = stats.binomtest(one, one + other, 0.5).pvalue if one + other else 1.0
    assert statistics.exact_p(one, other) == pytest.approx(expected, rel=1e-9)
    assert statistics.exact_p(other, one) == statistics.exact_p(one, other)


def test_mcnemar_of_thousands_is_near_the_exact_test() -> None:
    expected = stats.binomtest(900, 1900, 0.5).pvalue
    assert statistics.exact_p(900, 1000) == pytest.approx(expected, rel=0.02)


def test_mcnemar_counts_images_that_only_one_is_right_on() -> None:
    first = np.array([True, True, False, False, True])
    second = np.array([True, False, True, True, True])
    found = statistics.mcnemar(first, second)
    assert (found.only_first, found.only_second, found.p) == (1, 2, 1.0)


def test_with_one_seed_the_interval_is_students_over_images() -> None:
    values = np.random.default_rng(1).normal(0.2, 1.0, (1, 60)).astype(np.float32)
    found = statistics.estimate(values)
    expected = stats.ttest_1samp(values[0], 0).confidence_interval(0.95)
    assert found.estimate == pytest.approx(float(values.mean()))
    assert found.low == pytest.approx(expected.low, abs=0.03)
    assert found.high == pytest.approx(expected.high, abs=0.03)


def test_the_spread_is_what_the_values_were_made_with() -> None:
    rng = np.random.default_rng(2)
    shape = (40, 900)
    values = rng.normal(0, 0.3, (shape[0], 1)) + rng.normal(0, 0.5, (1, shape[1]))
    parts = statistics.spread((values + rng.normal(0, 0.7, shape)).astype(np.float32))
    assert parts.seeds == pytest.approx(0.09, rel=0.5)
    assert parts.images == pytest.approx(0.25, rel=0.2)
    assert parts.rest == pytest.approx(0.49, rel=0.05)


def pair(
    rng: np.random.Generator, seeds: int, images: int, gain: float, chance: float = 0.15
) -> np.ndarray:
    """Right answers of two versions that differ by `gain` in the log-odds, second less first."""
    skill = rng.normal(0.8, 2.0, images)
    luck = rng.normal(0, chance, (2, seeds, 1)) + np.array([0, gain])[:, None, None]
    right = rng.random((2, seeds, images)) < 1 / (1 + np.exp(-(skill + luck)))
    found: np.ndarray = right[1].astype(np.float32) - right[0]
    return found


@pytest.mark.parametrize(("seeds", "images"), [(3, 52), (5, 52), (3, 540)])
def test_equals_are_seldom_told_apart_and_a_real_gain_often(seeds: int, images: int) -> None:
    rng = np.random.default_rng(seeds * images)
    equal = [statistics.estimate(pair(rng, seeds, images, 0.0)).word for _ in range(200)]
    assert sum(word != "cannot tell" for word in equal) <= 16
    gained = [statistics.estimate(pair(rng, seeds, images, 2.5)).word for _ in range(40)]
    assert sum(word == "better" for word in gained) >= 30
    assert "worse" not in gained


def test_the_images_that_it_would_take_do_tell() -> None:
    rng = np.random.default_rng(8)
    told = []
    for _ in range(60):
        found = statistics.needed(pair(rng, 4, 400, 0.25, chance=0.0))
        if found.images is not None and found.images > 401:
            more = pair(rng, 4, 2 * found.images, 0.25, chance=0.0)
            told.append(statistics.estimate(more).word == "better")
    assert len(told) >= 5
    assert sum(told) >= 0.6 * len(told)


def test_more_seeds_are_needed_where_the_seeds_are_the_noise() -> None:
    rng = np.random.default_rng(9)
    values = (rng.normal(0.02, 0.05, (4, 1)) + np.zeros((4, 100))).astype(np.float32)
    found = statistics.needed(values)
    sure, mean = float(values[:, 0].std(ddof=1)), float(values.mean())
    assert found.seeds == max(5, int(np.ceil((statistics.Z * sure / mean) ** 2)))
    assert found.images is None


def test_no_difference_is_told_by_nothing() -> None:
    found = statistics.needed(np.zeros((3, 50), dtype=np.float32))
    assert (found.seeds, found.images) == (None, None)
    interval = statistics.estimate(np.zeros((3, 50), dtype=np.float32))
    assert (interval.low, interval.high, interval.word) == (0.0, 0.0, "cannot tell")


def test_no_interval_leaves_what_can_be() -> None:
    few = np.array([[1, 1, 0], [1, 1, 1]], dtype=bool)
    found = statistics.accuracy(few)
    assert (found.low >= 0, found.high) == (True, 1.0)
    gain = statistics.estimate(np.array([[-1, -1, 0], [-1, -1, -1]], dtype=np.float32))
    assert (gain.low, gain.high <= 1) == (-1.0, True)
