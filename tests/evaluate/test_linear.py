"""The linear model finds the least loss, and a seed weighs an image alike in every version."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize

from labelbook.evaluate.models import linear


def cloud(n: int, d: int, classes: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, classes, n)
    centres = rng.normal(0, 1, (classes, d))
    return (centres[labels] + rng.normal(0, 1.5, (n, d))).astype(np.float32), labels


def test_it_finds_the_least_loss_that_scipy_finds() -> None:
    vectors, labels = cloud(300, 12, 4)
    weights = np.random.default_rng(1).exponential(size=300).astype(np.float32)
    truth = np.eye(4)[labels]
    share = weights / weights.sum()

    def loss(flat: np.ndarray) -> float:
        learnt = flat.reshape(13, 4)
        logits = vectors.astype(np.float64) @ learnt[:-1] + learnt[-1]
        logits -= logits.max(axis=1, keepdims=True)
        log = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
        slope = linear.L2 * 12 / 2 * (learnt[:-1] ** 2).sum()
        return float(-(share * (log * truth).sum(axis=1)).sum() + slope)

    found = linear.fit(vectors, labels, 4, weights)
    best = optimize.minimize(loss, np.zeros(52), method="L-BFGS-B")
    assert loss(found.astype(np.float64).ravel()) == pytest.approx(best.fun, rel=2e-3)


def test_answers_are_probabilities() -> None:
    vectors, labels = cloud(200, 8, 3)
    learnt = linear.fit(vectors, labels, 3, np.ones(200, dtype=np.float32))
    found = linear.answer(learnt, vectors)
    np.testing.assert_allclose(found.sum(axis=1), 1, rtol=1e-5)
    assert (found.argmax(axis=1) == labels).mean() > 0.7


def test_a_strong_pull_to_zero_ends_soon() -> None:
    steps = 0

    def bowl(at: np.ndarray) -> tuple[float, np.ndarray]:
        nonlocal steps
        steps += 1
        scale = np.array([1.0, 1e4], dtype=np.float32)
        return float((scale * (at - 1) ** 2).sum()), 2 * scale * (at - 1)

    found = linear.least(bowl, np.zeros(2, dtype=np.float32))
    np.testing.assert_allclose(found, [1, 1], atol=1e-2)
    assert steps < 100


def test_a_seed_weighs_the_same_image_the_same() -> None:
    hashes = [f"{number:064x}"[::-1] for number in range(1, 5_001)]
    weights = linear.weights_of(hashes, seed=3)
    again = linear.weights_of(hashes[100:200], seed=3)
    np.testing.assert_array_equal(weights[100:200], again)
    assert weights.min() > 0
    assert weights.mean() == pytest.approx(1, abs=0.05)
    assert weights.std() == pytest.approx(1, abs=0.07)
    other = linear.weights_of(hashes, seed=4)
    assert abs(np.corrcoef(weights, other)[0, 1]) < 0.05


def test_reduced_vectors_are_as_good_and_fewer() -> None:
    vectors, labels = cloud(400, 20, 3)
    wide = np.concatenate([vectors, np.zeros((400, 500), dtype=np.float32)], axis=1)
    found = linear.reduced({"train": wide[:300], "val": wide[300:]})
    assert found["train"].shape == (300, 20)
    assert found["val"].dtype == np.float32
    np.testing.assert_allclose(found["train"].mean(axis=0), 0, atol=1e-4)
    learnt = linear.fit(found["train"], labels[:300], 3, np.ones(300, dtype=np.float32))
    assert (linear.answer(learnt, found["val"]).argmax(axis=1) == labels[300:]).mean() > 0.8
