"""Neighbours: exact where few, nearly so where many, and always the same."""

from __future__ import annotations

import numpy as np
import pytest

from labelbook.maps import neighbours
from labelbook.maps.neighbours import nearest, neighbours_of
from labelbook.maps.records import Floats


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


def test_cells_find_nearly_all_and_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = clustered(12_000)
    exact, _ = neighbours_of(vectors, 10)
    monkeypatch.setattr(neighbours, "EXACT", 1_000)
    found, _ = neighbours_of(vectors, 10)
    same = np.mean([len(set(a) & set(b)) / 10 for a, b in zip(exact, found, strict=True)])
    assert same > 0.95
    assert np.array_equal(found, neighbours_of(vectors, 10)[0])


def test_cells_that_hold_too_few_are_searched_with_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "EXACT", 100)
    monkeypatch.setattr(neighbours, "CELL", 2)
    monkeypatch.setattr(neighbours, "PROBES", 1)
    indices, _ = neighbours_of(clustered(400), 20)
    assert indices.shape == (400, 20)
    assert all(len(set(row)) == 20 for row in indices.tolist())


def test_a_query_is_left_out_of_its_own_answer() -> None:
    vectors = clustered(50)
    own = np.asarray([7, 9])
    found, _ = nearest(vectors[own], vectors, 3, own, np.arange(50))
    assert 7 not in found[0]
    assert 9 not in found[1]
