"""The small numerics of the finders are those of SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage, stats

from labelbook.images.blur import blurring
from labelbook.issues.evidence import two_sample
from labelbook.issues.finders.mismatch import chance_of
from labelbook.maps import styles


@pytest.mark.parametrize(
    ("successes", "trials", "share"), [(0, 60, 0.2), (3, 7, 0.5), (59, 60, 0.4)]
)
def test_the_exact_binomial_test(successes: int, trials: int, share: float) -> None:
    expected = stats.binomtest(successes, trials, share).pvalue
    assert chance_of(successes, trials, share) == pytest.approx(expected, rel=1e-9)


def test_the_area_under_the_curve_with_ties() -> None:
    generator = np.random.default_rng(0)
    score = generator.integers(0, 6, 80).astype(np.float32)
    side = generator.integers(0, 2, 80)
    found = two_sample.auc(score, side).value
    expected = stats.mannwhitneyu(score[side == 1], score[side == 0]).statistic
    assert found == pytest.approx(expected / ((side == 1).sum() * (side == 0).sum()))


@pytest.mark.parametrize("side", [7, 40])
def test_the_blur_of_small_pictures(side: int) -> None:
    picture = np.random.default_rng(0).normal(size=(side, side)).astype(np.float32)
    blur = blurring(side, 1.5)
    expected = ndimage.gaussian_filter(picture, 1.5)
    np.testing.assert_allclose(blur @ picture @ blur.T, expected, atol=1e-4)


def test_clusters_that_lie_apart_are_found_whatever_the_seed() -> None:
    generator = np.random.default_rng(0)
    truth = np.repeat(np.arange(5), 40)
    centres = 20 * np.eye(5, 8)
    points = (centres[truth] + generator.normal(size=(200, 8))).astype(np.float32)
    for seed in range(5):
        found = styles.clusters(points, 5, seed=seed)
        pairs = np.unique(np.stack([truth, found]), axis=1)
        assert pairs.shape[1] == 5


def test_points_that_are_all_the_same_are_one_cluster() -> None:
    assert styles.clusters(np.ones((30, 3), np.float32), 4, seed=0).tolist() == [0] * 30
