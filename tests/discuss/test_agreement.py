"""The measures equal published numbers and reference libraries, with votes missing.

reference.json holds what crowd-kit, krippendorff, statsmodels and scikit-learn answer (their
versions under "made with"); the first two examples are printed in the literature as well.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelbook.discuss import agreement, consensus
from labelbook.discuss.agreement import Ratings

REFERENCE: dict[str, Any] = json.loads((Path(__file__).parent / "reference.json").read_text())
WITH_RATINGS = ("krippendorff 2011", "drawn")


def ratings_of(name: str) -> tuple[Ratings, int]:
    ratings = np.asarray(REFERENCE[name]["ratings"], dtype=np.int64)
    return ratings, int(ratings.max()) + 1


@pytest.mark.parametrize("name", WITH_RATINGS)
def test_alpha_is_that_of_the_reference(name: str) -> None:
    counts = agreement.counts_of(*ratings_of(name))
    assert agreement.alpha(counts) == pytest.approx(REFERENCE[name]["alpha"], abs=1e-12)


def test_alpha_is_the_published_one() -> None:
    counts = agreement.counts_of(*ratings_of("krippendorff 2011"))
    found = agreement.alpha(counts)
    assert found is not None
    assert round(found, 3) == 0.743


def test_fleiss_kappa_is_the_published_one_and_that_of_the_reference() -> None:
    counts = np.asarray(REFERENCE["fleiss table"]["counts"], dtype=np.int64)
    found = agreement.fleiss(counts)
    assert found == pytest.approx(REFERENCE["fleiss table"]["fleiss"], abs=1e-12)
    assert found is not None
    assert round(found, 3) == 0.210


def test_cohens_kappa_is_the_textbook_one() -> None:
    # 50 grants: both yes 20, only the first 5, only the second 10, both no 15.
    one = np.repeat([0, 0, 1, 1], [20, 5, 10, 15])
    other = np.repeat([0, 1, 0, 1], [20, 5, 10, 15])
    assert agreement.cohen(one, other, 2) == pytest.approx(0.4)


@pytest.mark.parametrize("name", WITH_RATINGS)
def test_cohens_kappa_of_every_pair_is_that_of_the_reference(name: str) -> None:
    ratings, classes = ratings_of(name)
    for one, row in enumerate(REFERENCE[name]["cohen"]):
        for other, expected in enumerate(row):
            found = agreement.cohen(ratings[one], ratings[other], classes)
            assert found == pytest.approx(expected, abs=1e-12)


def test_dawid_and_skene_is_that_of_the_reference() -> None:
    ratings, classes = ratings_of("drawn")
    found = consensus.dawid_skene(ratings, classes, rounds=5_000).probabilities
    expected = np.asarray(REFERENCE["drawn"]["dawid_skene"])
    np.testing.assert_allclose(found[REFERENCE["drawn"]["tasks"]], expected, atol=1e-5)
    assert (found[REFERENCE["drawn"]["tasks"]].argmax(1) == expected.argmax(1)).all()


def test_a_good_voter_outweighs_two_careless_ones() -> None:
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 3, 200)
    good = np.where(rng.random(200) < 0.97, truth, rng.integers(0, 3, 200))
    careless = [np.where(rng.random(200) < 0.45, truth, rng.integers(0, 3, 200)) for _ in range(4)]
    ratings = np.stack([good, *careless])
    by_majority = (consensus.majority(ratings, 3).argmax(1) == truth).mean()
    weighed = (consensus.dawid_skene(ratings, 3).probabilities.argmax(1) == truth).mean()
    assert weighed > 0.95
    assert weighed > by_majority + 0.05


def test_perfect_and_undefined_agreement_are_told_apart() -> None:
    perfect = np.asarray([[0, 1, 2], [0, 1, 2]])
    counts = agreement.counts_of(perfect, 3)
    assert agreement.alpha(counts) == agreement.fleiss(counts) == agreement.percent(counts) == 1
    interval = agreement.alpha_interval(counts)
    assert interval is not None
    assert (interval.low, interval.high) == (1, 1)
    alone = agreement.counts_of(np.asarray([[0, 1, 2], [-1, -1, -1]]), 3)
    assert agreement.percent(alone) is None
    assert agreement.alpha(alone) is None
    assert agreement.fleiss(alone) is None
    assert agreement.cohen(np.asarray([0, -1]), np.asarray([-1, 0]), 2) is None
    same = agreement.counts_of(np.asarray([[0, 0], [0, 0]]), 1)
    assert agreement.alpha(same) is None
    assert agreement.percent(same) == 1


def test_the_interval_holds_the_value_and_narrows_with_more_samples() -> None:
    rng = np.random.default_rng(9)

    def width(samples: int) -> float:
        truth = rng.integers(0, 3, samples)
        ratings = np.stack(
            [np.where(rng.random(samples) < 0.8, truth, rng.integers(0, 3, samples))] * 1
            + [
                np.where(rng.random(samples) < 0.8, truth, rng.integers(0, 3, samples))
                for _ in range(2)
            ]
        )
        found = agreement.alpha_interval(agreement.counts_of(ratings, 3))
        assert found is not None
        assert found.low < found.value < found.high
        return found.high - found.low

    assert width(400) < width(20) / 2


@settings(max_examples=60, deadline=None)
@given(
    st.integers(2, 5).flatmap(
        lambda people: st.lists(
            st.lists(st.integers(-1, 2), min_size=people, max_size=people), min_size=1, max_size=9
        )
    )
)
def test_percent_and_alpha_follow_from_the_pairs_of_votes(columns: list[list[int]]) -> None:
    ratings = np.asarray(columns, dtype=np.int64).T
    pairs = [
        (a, b, 1 / (sum(v >= 0 for v in column) - 1))
        for column in columns
        for i, a in enumerate(column)
        for j, b in enumerate(column)
        if i != j and a >= 0 and b >= 0
    ]
    counts = agreement.counts_of(ratings, 3)
    plain = [a == b for a, b, _ in pairs]
    expected = sum(plain) / len(plain) if plain else None
    assert agreement.percent(counts) == (None if expected is None else pytest.approx(expected))
    total = sum(weight for *_, weight in pairs)
    said = [sum(weight for a, _, weight in pairs if a == c) for c in range(3)]
    chance = total**2 - sum(one**2 for one in said)
    differing = sum(weight for a, b, weight in pairs if a != b)
    if chance > 1e-9:
        assert agreement.alpha(counts) == pytest.approx(1 - (total - 1) * differing / chance)
    else:
        assert agreement.alpha(counts) is None
