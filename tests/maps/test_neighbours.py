"""Neighbours: exact where few, nearly so where many, and always the same."""

from __future__ import annotations

import numpy as np
import pytest

from labelbook.core.arrays import Floats
from labelbook.maps import neighbours
from labelbook.maps.neighbours import nearest, neighbours_of


def clustered(count: int, seed: int = 0) -> Floats:
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(40, 24))
    rows = centres[rng.integers(0, 40, count)] + rng.normal(0, 0.7, (count, 24))
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def test_they_are_the_nearest_others_nearest_first() -> None:
    vectors = clustered(300)
    indices, distances = neighbours_of(vectors, 5)
    far = 1 - vectors @ vectors.T
    np.fill_diagonal(far, np.inf)
    assert np.array_equal(indices, np.argsort(far, axis=1, kind="stable")[:, :5])
    assert np.allclose(distances, np.sort(far, axis=1)[:, :5], atol=1e-5)


@pytest.mark.parametrize(("count", "k"), [(0, 5), (1, 5), (2, 5), (4, 5), (6, 5)])
def test_few_have_few_neighbours(count: int, k: int) -> None:
    indices, distances = neighbours_of(clustered(count), k)
    assert indices.shape == distances.shape == (count, min(k, max(count - 1, 0)))
    assert all(place not in row for place, row in enumerate(indices.tolist()))


def mixture(count: int, axes: int, inner: int, tail: float) -> Floats:
    """Clusters of unequal sizes, each of them spread along `inner` directions of its own."""
    rng = np.random.default_rng(3)
    shares = np.arange(1, 61) ** -tail
    cluster_of = rng.choice(60, count, p=shares / shares.sum())
    rows = rng.normal(size=(60, axes))[cluster_of]
    for cluster in range(60):
        members = np.flatnonzero(cluster_of == cluster)
        directions = rng.normal(size=(inner, axes)) / np.sqrt(inner)
        rows[members] += rng.normal(size=(len(members), inner)) @ directions
    rows += rng.normal(0, 0.1, rows.shape)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def recall(vectors: Floats, k: int) -> float:
    """The share of 1,000 vectors' true neighbours that are found; equally near ones count."""
    asked = np.sort(np.random.default_rng(4).permutation(len(vectors))[:1000])
    _, true = nearest(vectors[asked], vectors, k, asked)
    _, found = neighbours_of(vectors, k)
    return float(np.mean(found[asked] <= true[:, -1:] + 1e-6))


@pytest.mark.parametrize("k", [4, 15])
@pytest.mark.parametrize(("axes", "inner", "tail"), [(64, 6, 1.0), (128, 20, 0.0), (96, 40, 1.3)])
def test_cells_find_99_of_100(axes: int, inner: int, tail: float, k: int) -> None:
    assert recall(mixture(20_000, axes, inner, tail), k) >= 0.99


def test_vectors_without_clusters_are_no_exception() -> None:
    rows = np.random.default_rng(5).normal(size=(12_000, 96)) * np.arange(1, 97) ** -0.5
    vectors = np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)
    assert recall(vectors, 15) >= 0.99


def test_many_copies_of_one_vector_hide_nobody() -> None:
    vectors = clustered(9_000)
    vectors[np.random.default_rng(6).permutation(9_000)[:4_000]] = vectors[0]
    assert recall(vectors, 15) >= 0.99


def test_cells_always_find_the_same() -> None:
    vectors = clustered(12_000)
    found, distances = neighbours_of(vectors, 10)
    assert np.array_equal(found, neighbours_of(vectors, 10)[0])
    assert np.all(np.diff(distances, axis=1) >= 0)
    assert not np.any(found == np.arange(12_000)[:, None])


def test_cells_that_are_small_still_give_everybody_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "EXACT", 100)
    monkeypatch.setattr(neighbours, "CELL", 2)
    indices, _ = neighbours_of(clustered(400), 20)
    assert indices.shape == (400, 20)
    assert all(len(set(row)) == 20 for row in indices.tolist())


@pytest.mark.parametrize("k", [60, 399, 1_000])
def test_more_may_be_asked_for_than_a_cell_holds(monkeypatch: pytest.MonkeyPatch, k: int) -> None:
    monkeypatch.setattr(neighbours, "EXACT", 100)
    indices, _ = neighbours_of(clustered(400), k)
    assert all(len(set(row)) == min(k, 399) for row in indices.tolist())


def test_a_query_is_left_out_of_its_own_answer() -> None:
    vectors = clustered(50)
    own = np.asarray([7, 9])
    found, _ = nearest(vectors[own], vectors, 3, own, np.arange(50))
    assert 7 not in found[0]
    assert 9 not in found[1]
